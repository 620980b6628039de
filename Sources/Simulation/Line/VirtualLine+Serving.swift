internal import Metering
internal import ModbusProtocol

extension VirtualLine {
    private static let servedLimit = 10_000

    /// A request has ended with silence: those whom it names answer, each as its faults let it.
    mutating func serve(
        _ frame: RTURequestFrame, hearing: Int, end: Int64, _ chainTime: (Int64) -> UTCTime
    ) {
        let isForeign = self.hearings[hearing].talker == .secondMaster
        guard frame.unit != 0 else {
            self.advanceScene(to: chainTime(end))
            self.tell(self.stations.answer(unit: 0, pdu: frame.pdu).switched, chainTime(end))
            return
        }
        var isTaken = false
        for index in self.members.indices
        where self.members[index].address == frame.unit && self.members[index].hearing == hearing {
            isTaken = true
            self.answer(frame, member: index, end: end, isForeign: isForeign, chainTime)
        }
        guard isTaken else { return }
        if isForeign { self.counters.foreignRequestsServed += 1 } else { self.counters.requestsServed += 1 }
    }

    private mutating func answer(
        _ frame: RTURequestFrame, member index: Int, end: Int64, isForeign: Bool, _ chainTime: (Int64) -> UTCTime
    ) {
        var draw = FaultDraw(self.members[index], time: self.schedule.lineTime(at: end))
        self.members[index].requests += 1
        let start = end + self.members[index].turnaround + draw.jitter(self.members[index].jitter)
        // A device takes its values as it begins to answer.
        let time = chainTime(start)
        self.advanceScene(to: time)
        defer { for kind in draw.struck { self.counters.count(kind) } }
        guard self.isAwake(index, &draw, end: end, time) else { return }
        guard let pdu = self.content(frame, member: index, &draw, end: end, time) else { return }
        let answer = FaultyAnswer(
            unit: frame.unit, pdu: pdu, others: self.members.map(\.address), cable: self.cableDamage(index, end), &draw)
        let late = draw.delay(self.members[index].faults.late)
        let emission = Emission(
            .device(index), answer.bytes, at: start + late,
            character: self.hearings[self.members[index].hearing].pace.character, pause: answer.pause,
            every: answer.every)
        self.traffic.wait(emission)
        self.served.append(
            ServedAnswer(
                unit: self.members[index].unit, request: frame.pdu, answer: pdu, requestEndNanoseconds: end,
                startNanoseconds: emission.start, endNanoseconds: emission.end, faults: draw.struck,
                isForeign: isForeign))
        if self.served.count > Self.servedLimit { self.served.removeFirst(self.served.count - Self.servedLimit) }
    }

    /// False where the device hears nothing or says nothing, whatever it is asked.
    private mutating func isAwake(_ index: Int, _ draw: inout FaultDraw, end: Int64, _ time: UTCTime) -> Bool {
        let (faults, unit) = (self.members[index].faults, self.members[index].unit)
        if end < self.members[index].silentUntil { return false }
        if self.isCutOff(index, end), self.line.faults.cable?.damage == nil {
            draw.note(.cable)
            return false
        }
        if draw.strikes(.dead, faults.dead) { return false }
        guard let reboot = faults.reboot, draw.strikes(.reboot, reboot.chance) else { return true }
        self.members[index].silentUntil = end + reboot.silentNanoseconds
        if let state = self.stations.meterState(station: index) {
            self.members[index].loss.add(state, minutes: reboot.lostMinutes)
        }
        self.tell(.unitRestarted(unit), time)
        return false
    }

    /// The PDU that the device means to answer; nil where it does not answer at all.
    private mutating func content(
        _ frame: RTURequestFrame, member index: Int, _ draw: inout FaultDraw, end: Int64, _ time: UTCTime
    ) -> [UInt8]? {
        if let exception = self.refusal(frame, member: index, &draw, end: end) {
            return try? ModbusResponse.exception(function: (frame.pdu.first ?? 0) & 0x7f, exception).encoded()
        }
        let faults = self.members[index].faults
        var display = Display(loss: self.members[index].loss)
        display.showsNaN = draw.strikes(.nan, faults.nan)
        display.showsSentinel = draw.strikes(.sentinel, faults.sentinel)
        let outcome = self.stations.answer(station: index, pdu: frame.pdu, display: display)
        self.tell(outcome.switched, time)
        return outcome.answer
    }

    private mutating func refusal(
        _ frame: RTURequestFrame, member index: Int, _ draw: inout FaultDraw, end: Int64
    ) -> ModbusException? {
        let faults = self.members[index].faults
        if end < self.members[index].busyUntil {
            draw.note(.busy)
            return .deviceBusy
        }
        if let busy = faults.busy, draw.strikes(.busy, busy.chance) {
            self.members[index].busyUntil = end + draw.number(.busy, busy.range)
            return .deviceBusy
        }
        if let exception = faults.exception, draw.strikes(.exception, exception.chance) {
            return ModbusException(
                code: exception.codes[Int(draw.number(.exception, 0...Int64(exception.codes.count - 1)))])
        }
        guard let request = try? ModbusRequest(pdu: frame.pdu) else { return nil }
        return draw.refusal(of: request, faults)
    }

    private func isCutOff(_ index: Int, _ moment: Int64) -> Bool {
        self.members[index].isCutOff
            && self.line.faults.cable?.window.contains(self.schedule.lineTime(at: moment)) == true
    }

    private func cableDamage(_ index: Int, _ moment: Int64) -> Double {
        self.isCutOff(index, moment) ? self.line.faults.cable?.damage ?? 0 : 0
    }

    private mutating func tell(_ switched: [SupplySwitch], _ time: UTCTime) {
        for contact in switched { self.tell(.relayOperated(contact), time) }
    }
}
