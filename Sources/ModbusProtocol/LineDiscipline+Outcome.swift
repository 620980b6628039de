extension LineDiscipline {
    /// The exchange that ``sent(_:to:at:)`` began is over.
    public mutating func finished(_ outcome: LineOutcome, at now: Int64) -> LineVerdict {
        guard let exchange = self.exchange, !exchange.isForTool, var state = self.units[exchange.unit] else {
            return LineVerdict()
        }
        self.exchange = nil
        self.deadTime.advance(to: now)
        var verdict = LineVerdict()
        var change: CircuitBreaker.Change?
        let wasLineDead = self.silentCount == self.units.values.count
        switch outcome {
        case .answered(let firstByte, let echo):
            state.latency.answered(after: firstByte - exchange.sentEnd)
            if let length = exchange.request.fixedResponseLength {
                let stretch = now - firstByte - self.timing.duration(ofCharacters: length + 3)
                state.stretch = max(stretch, state.stretch - state.stretch / 16)
            }
            change = state.breaker.answered()
            state.errors.answered(characters: exchange.characters)
            if self.timing.isSerial, self.echo.observed(echo: echo) {
                verdict.notices.append(self.echo.isPresent ? .echoFound : .echoGone)
            }
        case .damaged, .collision, .crowded:
            change = state.breaker.failed(damaged: true, at: now, settings: self.settings)
            verdict.mayRetry = outcome == .damaged && !exchange.isProbe
            // A collision leaves it open whether the unit heard the question, a crowd whose answer comes next.
            if outcome != .damaged { self.leaveOpen(exchange, state, at: now) }
            if outcome == .crowded { self.listenAfterCrowd(at: now) }
            if outcome == .damaged { state.damaged(exchange, at: now, self.timing) }
            self.lastDamaged = outcome == .damaged ? (exchange, now) : nil
        case .unreachable, .silent:
            state.latency.timedOut()
            change = state.breaker.failed(damaged: false, at: now, settings: self.settings)
            // The few silences that open the breaker are the price of finding out.
            if exchange.isProbe { self.deadTime.spend(now - exchange.start) }
            if outcome == .silent { self.leaveOpen(exchange, state, at: now) }
        }
        state.lastEnd = now
        self.units[exchange.unit] = state
        if change != nil { self.silentCount = self.units.values.count(where: \.breaker.isOpen) }
        switch change {
        case .opened: verdict.notices.append(.unitSilent(exchange.unit))
        case .recovered:
            verdict.notices.append(.unitRecovered(exchange.unit))
            if wasLineDead { self.hurryOthers(than: exchange.unit, at: now) }
        case nil: break
        }
        return verdict
    }

    /// Bytes that belonged to no current question: they may be the late answer to an open one.
    public mutating func unclaimed(_ bytes: some Sequence<UInt8>, at now: Int64) -> [LineNotice] {
        guard !self.openQuestions.isEmpty else { return [] }
        let bytes = Array(bytes)
        self.openQuestions.removeAll { $0.untilNanoseconds <= now }
        var closed: [OpenQuestion] = []
        var notices: [LineNotice] = []
        for index in self.openQuestions.indices {
            let question = self.openQuestions[index]
            guard case .answered(_, let firstByte, _) = self.openQuestions[index].framer.receive(bytes, at: now) else {
                continue
            }
            // One answer is the answer to one question, and the other one's is still to come.
            guard !closed.contains(where: { $0.isConfusable(with: question) }) else {
                self.openQuestions[index].framer = question.framer.again
                continue
            }
            closed.append(question)
            self.openQuestions[index].isClosed = true
            notices += self.close(question, firstByte: firstByte)
        }
        self.openQuestions.removeAll(where: \.isClosed)
        return notices
    }

    private mutating func close(_ question: OpenQuestion, firstByte: Int64) -> [LineNotice] {
        guard !question.isForeign else {
            self.foreignBusyUntil = .min
            return []
        }
        let lateness = firstByte - question.sentNanoseconds
        // Where no time-out is long enough, a longer one only costs more.
        if lateness <= self.settings.timeoutCeiling { self.units[question.unit]?.latency.answered(after: lateness) }
        let worst = self.units[question.unit]?.worstLateness ?? 0
        self.units[question.unit]?.worstLateness = max(worst, lateness)
        return [.lateAnswer(question.unit, nanoseconds: lateness)]
    }

    /// - Parameter until: when it counts as closed; nil: after the quarantine.
    mutating func leaveOpen(_ exchange: Exchange, _ state: UnitState, until: Int64? = nil, at now: Int64) {
        // On TCP the transaction number keeps late answers apart.
        guard self.timing.isSerial else { return }
        self.openQuestions.removeAll { $0.untilNanoseconds <= now }
        guard let framer = try? RTUResponseFramer(unit: exchange.unit, request: exchange.request, hearsOthers: true)
        else { return }
        let wait = max(self.settings.quarantine, 2 * state.worstLateness)
        self.openQuestions.append(
            OpenQuestion(
                unit: exchange.unit, request: exchange.request, sentNanoseconds: exchange.sentEnd,
                untilNanoseconds: until ?? exchange.sentEnd + wait, framer: framer))
    }

    private mutating func hurryOthers(than unit: UInt8, at now: Int64) {
        for other in self.units.units where other != unit {
            self.units[other]?.breaker.hurry(at: now, settings: self.settings)
        }
    }
}

extension LineDiscipline.Exchange {
    /// Of request and answer, with addresses and checksums.
    fileprivate var characters: Int { self.request.encodedLength + (self.request.fixedResponseLength ?? 0) + 6 }
}

extension LineDiscipline.UnitState {
    fileprivate mutating func damaged(_ exchange: LineDiscipline.Exchange, at now: Int64, _ timing: LineTiming) {
        self.errors.damaged(characters: exchange.characters)
        let good = timing.duration(ofCharacters: exchange.characters) + (self.latency.smoothed ?? 0)
        let beyond = max(0, now - exchange.start - good)
        self.failureNanoseconds += (beyond - self.failureNanoseconds) / 4
    }
}
