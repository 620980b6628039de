extension LineDiscipline {
    /// The other master on the line while nothing may be sent because of it.
    public var refusal: ForeignMaster? {
        self.settings.secondMaster == .refuse ? self.foreignMaster : nil
    }

    /// When another master counts as gone, if it says nothing more; nil where none was heard.
    public var foreignMasterGoneAt: Int64? {
        self.foreignMaster.map { master in
            master.last.endNanoseconds
                + min(self.settings.foreignSilenceCeiling, max(self.foreignSilence, 3 * master.longestInterval))
        }
    }

    /// True where another master asked `unit` for the same function and was heard to its end after `start`: whatever
    /// answer came since may be the answer to that. An adapter may hand over the beginning of a frame long before its end.
    public func isContested(_ request: ModbusRequest, of unit: UInt8, since start: Int64) -> Bool {
        guard let lastForeign, lastForeign.endNanoseconds >= start else { return false }
        return lastForeign.isConfusable(with: request, of: unit)
    }

    /// Bytes that were neither the request's echo nor its answer, in the order of time.
    ///
    /// - Parameter isFollowed: something of ours came right behind them.
    public mutating func heardUnclaimed(_ pieces: [HeardBytes], isFollowed: Bool = false, at now: Int64) -> [LineNotice]
    {
        guard self.timing.isSerial else { return [] }
        if self.exchange == nil, !pieces.isEmpty { self.noteCrowd(at: now) }
        var found: [ForeignMasterWatch.Finding] = []
        for piece in pieces { found += self.watch.heard(piece.bytes, at: piece.nanoseconds) }
        if isFollowed { found += self.watch.endBurst(at: now) }
        return self.noted(found)
    }

    /// To be called before every request and from time to time on a quiet line: what came before the present silence
    /// was somebody's, and a master that is not heard any more is gone.
    public mutating func settle(at now: Int64) -> [LineNotice] {
        guard self.timing.isSerial else { return [] }
        var notices = self.noted(self.watch.settle(at: now))
        if let goneAt = self.foreignMasterGoneAt, now >= goneAt {
            self.foreignMaster = nil
            self.foreignGoneSince = now
            self.foreignBusyUntil = .min
            notices.append(.foreignMasterGone)
        }
        return notices
    }

    /// More comes after an answer that was damaged: somebody else spoke into it, and his answer may follow.
    private mutating func noteCrowd(at now: Int64) {
        guard let (exchange, end) = self.lastDamaged, now - end < Self.afterDamageNanoseconds else { return }
        self.lastDamaged = nil
        // It may as well have been the rest of a long pause: no longer than a unit takes to answer.
        let until = now + self.settings.timeoutCeiling
        self.leaveOpen(exchange, self.units[exchange.unit] ?? UnitState(pause: 0), until: until, at: now)
        self.listenAfterCrowd(at: now)
    }

    /// Where it is crowded again, the line is left alone for a moment: another master is heard best when we are silent.
    mutating func listenAfterCrowd(at now: Int64) {
        let isAgain = self.lastCrowd.map { now - $0 < Self.crowdNanoseconds } ?? false
        self.lastCrowd = now
        guard isAgain, self.foreignMaster == nil, now >= self.nextCrowdListening else { return }
        self.nextCrowdListening = now + Self.crowdListeningInterval
        self.foreignBusyUntil = max(self.foreignBusyUntil, now + Self.crowdListeningNanoseconds)
    }

    private mutating func noted(_ findings: [ForeignMasterWatch.Finding]) -> [LineNotice] {
        for finding in findings where !finding.isAnswered { self.expectAnswer(to: finding.request) }
        if let last = findings.last { self.lastForeign = last.request }
        let requests = findings.filter(\.isCertain).map(\.request)
        guard let first = requests.first else { return [] }
        let written = self.writeNotices(requests)
        if self.foreignMaster != nil {
            for request in requests { self.foreignMaster?.asked(request) }
            return written
        }
        // Back soon after it had gone: a master with long pauses.
        let isBack = self.foreignGoneSince.map { first.endNanoseconds - $0 < Self.relapseNanoseconds } ?? false
        self.foreignSilence =
            isBack ? min(2 * self.foreignSilence, self.settings.foreignSilenceCeiling) : self.settings.foreignSilence
        var master = ForeignMaster(first)
        for request in requests.dropFirst() { master.asked(request) }
        self.foreignMaster = master
        return [.foreignMaster(master)] + written
    }

    /// A write is told of each master that is heard, and again while it goes on: whoever took the lock off since has to know.
    private mutating func writeNotices(_ requests: [ForeignRequest]) -> [LineNotice] {
        guard let write = requests.first(where: \.writes) else { return [] }
        let isToldOf = self.foreignMaster?.hasWritten == true
        if isToldOf, let last = self.foreignWriteTold, write.endNanoseconds - last < Self.foreignWriteInterval {
            return []
        }
        self.foreignWriteTold = write.endNanoseconds
        return [.foreignWrite(write)]
    }

    /// The other one's question is as open as one of ours, and its answer has the line for a while.
    private mutating func expectAnswer(to foreign: ForeignRequest) {
        guard foreign.unit != 0, let request = foreign.request,
            let framer = try? RTUResponseFramer(unit: foreign.unit, request: request, hearsOthers: true)
        else { return }
        let end = foreign.endNanoseconds
        let answer = self.timing.duration(ofCharacters: (request.fixedResponseLength ?? ModbusLimits.pdu) + 3)
        let wait = min(self.timeout(of: foreign.unit), Self.foreignAnswerNanoseconds)
        self.foreignBusyUntil = max(self.foreignBusyUntil, end + wait + answer)
        self.openQuestions.removeAll { $0.untilNanoseconds <= end }
        self.openQuestions.append(
            OpenQuestion(
                unit: foreign.unit, request: request, sentNanoseconds: end,
                untilNanoseconds: end + self.settings.quarantine, isForeign: true, framer: framer))
    }
}
