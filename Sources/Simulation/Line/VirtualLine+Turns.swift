internal import Metering
internal import ModbusProtocol

extension VirtualLine {
    /// When the line's state changes next, apart from bytes that reach the client.
    var nextTurn: Int64? {
        var next = self.schedule.next ?? .max
        if let start = self.traffic.nextStart { next = min(next, start) }
        for hearing in self.hearings {
            if let deadline = hearing.receiver.deadline { next = min(next, deadline) }
        }
        return next == .max ? nil : next
    }

    /// One thing that is due at `moment`; requests end before anybody begins to talk.
    mutating func turn(at moment: Int64, _ chainTime: (Int64) -> UTCTime) {
        for index in self.hearings.indices {
            guard let deadline = self.hearings[index].receiver.deadline, deadline <= moment else { continue }
            let end = self.hearings[index].receiver.lineFree
            if let frame = self.hearings[index].receiver.endOfFrame() {
                self.serve(frame, hearing: index, end: end, chainTime)
            }
            return
        }
        if let start = self.traffic.nextStart, start <= moment, let emission = self.traffic.takeNext() {
            self.begin(emission)
        } else if let plug = self.schedule.plug, plug <= moment {
            self.turnPlug(at: moment, chainTime)
        } else if let master = self.schedule.secondMaster, master <= moment {
            self.secondMasterAsks(at: moment)
        } else {
            self.idleNoise(at: moment)
        }
    }

    private mutating func idleNoise(at moment: Int64) {
        guard let noise = self.line.faults.idleNoise else { return }
        var random = self.dice.generator(.idleNoise, self.schedule.noiseCount)
        self.schedule.noiseCame(at: moment, interval: Int64.random(in: noise.interval, using: &random))
        self.counters.count(.idleNoise)
        let bytes = (0..<Int64.random(in: noise.bytes, using: &random)).map { _ in
            UInt8.random(in: 0...255, using: &random)
        }
        self.begin(Emission(.noise, bytes, at: moment, character: self.hearings[0].pace.character))
    }

    private mutating func secondMasterAsks(at moment: Int64) {
        guard let master = self.line.faults.secondMaster else { return }
        let free = max(self.traffic.lastEnd, self.clientFree)
        let silence = self.hearings[0].pace.silence
        if master.listens, free > moment - silence {
            self.schedule.foreignWaits(until: free + silence)
            return
        }
        let number = self.schedule.foreignCount
        let wander = Double(master.interval) * (0.95 + 0.1 * self.dice.uniform(.secondMaster, number))
        self.schedule.foreignAsked(at: moment, interval: max(1_000_000, Int64(wander)))
        let units = master.units ?? self.members.map(\.address)
        guard !units.isEmpty else { return }
        let blocks = Int64(max(1, master.requests.count))
        let unit = units[Int(number / blocks % Int64(units.count))]
        let own = self.members.firstIndex { $0.address == unit }.flatMap { self.stations.firstRead(station: $0) }
        let block = master.requests.isEmpty ? own : master.requests[Int(number % blocks)]
        let request = block ?? .readInputRegisters(address: 0, count: 2)
        guard let pdu = try? request.encoded() else { return }
        self.counters.count(.secondMaster)
        self.begin(
            Emission(
                .secondMaster, RTUFrame.encode(unit: unit, pdu: pdu), at: moment,
                character: self.hearings[0].pace.character))
    }

    private mutating func turnPlug(at moment: Int64, _ chainTime: (Int64) -> UTCTime) {
        if self.isPlugged {
            self.isPlugged = false
            self.counters.count(.unplug)
            // The devices go on talking, but nobody here hears it.
            self.schedule.unplugged(at: moment)
            self.tell(.unplugged, chainTime(moment))
        } else {
            self.isPlugged = true
            self.link = self.line.faults.unplug?.link ?? self.link
            self.schedule.replugged()
            self.tell(.replugged(link: self.link), chainTime(moment))
        }
    }

    mutating func tell(_ kind: SimulationEvent.Kind, _ time: UTCTime) {
        self.noteworthy.append(SimulationEvent(line: self.line.name, time: time, kind: kind))
    }
}
