public import ModbusProtocol

extension VirtualLine {
    /// The client begins to put bytes on the wire at `now`; they follow each other at the pace of `parameters`, what the
    /// client's port is set to, and after what it has sent before.
    ///
    /// Call ``advance(to:chainTime:)`` with the same moment before, so that what was heard by then is known.
    public mutating func transmit(_ bytes: [UInt8], at now: Int64, parameters: LineParameters) {
        self.schedule.begin(at: now)
        self.client = parameters
        guard self.isPlugged, !bytes.isEmpty else { return }
        let pace = LinePace(parameters, strictCharacters: self.line.countsStrictCharacters)
        let start = max(self.clientFree, now)
        self.judgeStart(start, silence: pace.silence)
        self.transmissions += 1
        let hasEcho = self.strikes(.echo, self.line.faults.echo, number: self.transmissions, at: start)
        if hasEcho { self.counters.count(.echo) }
        let emission = Emission(.client, bytes, at: start, character: pace.character, isAudible: hasEcho)
        self.clientFree = emission.end
        let isHit = self.sound(emission)
        for index in self.hearings.indices {
            if isHit || !self.hearings[index].understands(parameters) {
                if !isHit { self.counters.count(.parameters) }
                self.hearings[index].receiver.busy(until: max(emission.end, self.traffic.lastEnd))
            } else {
                self.hearings[index].talker = .client
                self.hearings[index].receiver.receive(bytes, at: start, pace: pace)
            }
        }
    }

    /// Counts a frame that begins too early, or into something that the client could have heard.
    private mutating func judgeStart(_ start: Int64, silence: Int64) {
        let isContinued = self.traffic.lastTalker == .client && !self.hearings.contains { $0.receiver.holdsRequest }
        let isEarly = start - silence < self.traffic.lastEnd && self.traffic.lastEnd != .min
        if isEarly, isContinued { return }
        self.counters.clientFrames += 1
        if self.traffic.isHeard(besides: .client, at: start) {
            self.counters.collisions += 1
        } else if isEarly, self.traffic.lastEnd <= start {
            self.counters.silenceViolations += 1
        }
    }

    /// Puts an emission on the wire; true where it fell into another.
    mutating func sound(_ emission: Emission) -> Bool {
        let (dice, number) = (self.dice, Int64(self.counters.overlaps))
        let isHit = self.traffic.begin(emission) { dice.generator(.crc, number) }
        if isHit { self.counters.overlaps += 1 }
        return isHit
    }

    /// An emission that was waiting begins.
    mutating func begin(_ emission: Emission) {
        let garbled = self.asHeard(emission)
        let isHit = self.sound(garbled)
        for index in self.hearings.indices {
            if emission.source == .secondMaster, !isHit, self.hearings[index].understands(self.hearings[0].parameters) {
                self.hearings[index].talker = .secondMaster
                self.hearings[index].receiver.receive(
                    emission.bytes, at: emission.start, pace: self.hearings[0].pace)
            } else {
                self.hearings[index].receiver.busy(until: emission.end)
            }
        }
    }

    /// What a client hears whose port is set otherwise than the sender.
    private func asHeard(_ emission: Emission) -> Emission {
        guard let client else { return emission }
        let sender =
            switch emission.source {
            case .device(let index): self.hearings[self.members[index].hearing]
            default: self.hearings[0]
            }
        guard emission.source != .noise, !sender.understands(client) else { return emission }
        var random = self.dice.generator(.parameters, emission.start)
        return emission.garbled(
            ratio: Double(client.baud) / Double(sender.parameters.baud),
            character: client.timing().characterNanoseconds, using: &random)
    }

    func strikes(_ kind: FaultKind, _ chance: Scene.Chance?, number: Int64, at moment: Int64) -> Bool {
        self.dice.strikes(kind, chance, unit: 0, number: number, time: self.schedule.lineTime(at: moment))
    }
}
