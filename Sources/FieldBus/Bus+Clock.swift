public import DeviceProfiles
import ModbusProtocol

/// Clocks of meters whose profile describes one. Nothing else is written here.
extension Bus {
    /// Reads the clock of a device, between two polls.
    public nonisolated func readClock(device: String) async throws(ClockError) -> ClockReading {
        let (target, clock) = try self.clock(of: device)
        return try await self.show(target, clock)
    }

    /// Sets the clock of a device by its profile's command, and reads back what the device says of the command and then
    /// the clock itself: the caller compares.
    ///
    /// - Parameter time: whole seconds, in the meter's own zone.
    public nonisolated func setClock(device: String, to time: ClockTime) async throws(ClockError) -> ClockReading {
        let (target, clock) = try self.clock(of: device)
        let place = self.configuration.place(of: target)
        guard clock.setting != nil, let result = clock.resultQuestion else { throw .cannotBeSet(place) }
        guard let write = clock.write(setting: time) else { throw .impossibleTime(place) }
        if let refusal = target.profile.refusal(of: write) { throw .notAllowed(place, reason: "\(refusal)") }
        _ = try await self.exchange(.writeRegisters(address: write.address, values: write.values), target)
        let outcome = clock.outcome(try await self.words(result, target).words)
        if case .failed = outcome { throw .failed(place, reason: "\(outcome)") }
        return try await self.show(target, clock)
    }

    private nonisolated func clock(of name: String) throws(ClockError) -> (BusDevice, ClockDescription) {
        guard let device = self.configuration.devices.first(where: { $0.name == name }) else {
            var place = self.configuration.place
            place.device = name
            throw .bus(.noSuchDevice(place, known: self.configuration.devices.map(\.name)))
        }
        guard let clock = device.profile.clock else { throw .noClock(self.configuration.place(of: device)) }
        return (device, clock)
    }

    private nonisolated func show(
        _ device: BusDevice, _ clock: ClockDescription
    ) async throws(ClockError) -> ClockReading {
        let answer = try await self.words(clock.question, device)
        return ClockReading(
            showing: clock.decode(answer.words), rawWords: answer.words, monotonicNanoseconds: answer.firstByte)
    }

    private nonisolated func words(
        _ question: RegisterQuestion, _ device: BusDevice
    ) async throws(ClockError) -> (words: [UInt16], firstByte: Int64) {
        let place = self.configuration.place(of: device)
        guard let function = ModbusFunction(rawValue: question.table.readFunction),
            let request = ModbusRequest(
                reading: function, address: question.address, count: question.count)
        else { throw .noClock(place) }
        let record = try await self.exchange(request, device)
        let firstByte = record.latencyNanoseconds.map { record.sentEndNanoseconds + $0 }
        return (record.response?.words ?? [], firstByte ?? record.endNanoseconds)
    }

    private nonisolated func exchange(
        _ request: ModbusRequest, _ device: BusDevice
    ) async throws(ClockError) -> LineRecord {
        let record: LineRecord
        do throws(BusError) {
            record = try await self.ask(LineQuestion(unit: device.unit, request: request))
        } catch {
            throw .bus(error)
        }
        let place = self.configuration.place(of: device, request)
        switch record.outcome {
        case .answered: return record
        case .exception: throw .refused(place, exception: record.exception)
        case .damaged, .collision, .noise, .echoOnly, .silent: throw .unanswered(place, record.outcome)
        }
    }
}
