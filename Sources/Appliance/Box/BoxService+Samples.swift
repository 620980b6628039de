import Ledger
import Logging
import Metering
import Platform
import Readout
import Storage

/// Samples on their way to the collector, and the readings that a doubt asks for.
extension BoxService {
    func take(_ sample: DeviceSample, from bus: String) async {
        await self.use(sample, from: bus)
        // Waiting here keeps the samples of this line in order.
        while let fields = self.change(bus, sample.device, { $0.wantedAgain(now: MonotonicClock.nanoseconds) }),
            !fields.isEmpty, let source = self.sources[bus], !Task.isCancelled
        {
            do {
                await self.use(try await source.read(device: sample.device, fields: fields), from: bus)
            } catch {
                // The doubt stays, and the next poll is the next reading.
                self.log.notice("\(sample.device) on \(bus) cannot be read again: \(error)")
                return
            }
        }
    }

    /// Keeps what somebody else read, for those who look; meters' registers are booked by polls alone.
    func saw(_ sample: DeviceSample, on bus: String) { self.latest.take(sample, from: bus, judged: nil) }

    private func use(_ sample: DeviceSample, from bus: String) async {
        if let serial = sample.serial { self.toldSerials[bus, default: [:]][sample.device] = serial }
        let clock = self.clock
        let taken = self.change(bus, sample.device) { point in
            let serial = point.believedSerial
            let taken = point.take(sample) { UTCTime(milliseconds: clock.milliseconds(atMonotonic: $0)) }
            return (taken, point, isNewSerial: point.believedSerial != serial)
        }
        self.latest.take(sample, from: bus, judged: taken?.1.latest)
        guard let (taken, point, isNewSerial) = taken else { return }
        self.losses?.take(taken.readings, of: point.label) {
            UTCTime(milliseconds: clock.milliseconds(atMonotonic: $0))
        }
        await self.collect(taken, of: point.label, newSerial: isNewSerial ? point.believedSerial : nil)
        for finding in taken.findings { await self.tell(finding, of: point) }
        for (channel, day) in taken.days { self.tell(day, of: channel, point) }
    }

    private func tell(_ day: DayValue, of channel: MeterChannel, _ point: MeterPoint) {
        guard let rule = day.rule else { return }
        self.log.notice(
            "\(point.label): \(rule) of \(channel.obis): \(day.quantity) on \(day.date); see `gridtally meter \(point.label)`"
        )
    }

    private func tell(_ finding: CounterFinding, of point: MeterPoint) async {
        if finding.isSettled {
            self.log.warning("\(point.label): \(finding)")
        } else {
            self.log.notice("\(point.label): \(finding)")
        }
        guard finding.rule == .replaced else { return }
        let body = MeterEvent(
            meter: point.meter, time: finding.time, kind: .replaced, value: finding.value, evidence: finding.evidence)
        do {
            try await self.outbox.enqueue(.meterEvent(body))
        } catch {
            self.log.critical("the replacement of \(point.label) cannot be stored: \(error)")
        }
    }

    // MARK: Serial numbers

    /// The serial number that a device told last, since the service began.
    func serial(bus: String, device: String) -> String? { self.toldSerials[bus]?[device] }

    private static let serialPrefix = "meter serial "

    /// The serial numbers as last believed, by label, so that a meter that is exchanged while the box is away is seen.
    func rememberedSerials() async throws -> [String: String] {
        let values = try await self.office.box.values(prefix: Self.serialPrefix)
        let pairs = values.map {
            (String($0.key.dropFirst(Self.serialPrefix.count)), String(decoding: $0.value, as: UTF8.self))
        }
        return Dictionary(pairs) { $1 }
    }

    func values(serials: [String: String]) -> [(key: String, value: [UInt8])] {
        serials.map { (key: Self.serialPrefix + $0.key, value: Array($0.value.utf8)) }
    }

    // MARK: Days over a restart

    private static let dayPrefix = "meter days "

    /// The days of registers. Those that cannot be read are left out: new ones come.
    func rememberedDays() async throws -> [String: [DayValue]] {
        var days: [String: [DayValue]] = [:]
        for (key, bytes) in try await self.office.box.values(prefix: Self.dayPrefix) {
            let name = String(key.dropFirst(Self.dayPrefix.count))
            do {
                days[name] = try DayHistory.days(decoding: bytes)
            } catch {
                self.log.error("the days of the register \(name) cannot be read and are counted anew: \(error)")
            }
        }
        return days
    }

    func values(days: [String: [UInt8]]) -> [(key: String, value: [UInt8])] {
        days.map { (key: Self.dayPrefix + $0.key, value: $0.value) }
    }

    // MARK: Registers over a restart

    private static let registerPrefix = "meter register "

    /// What the registers remember beyond the chain. One that cannot be read goes on from the chain.
    func rememberedRegisters() async throws -> MemoryBook {
        var stored: [String: ChannelMemory] = [:]
        for (key, bytes) in try await self.office.box.values(prefix: Self.registerPrefix) where !bytes.isEmpty {
            let name = String(key.dropFirst(Self.registerPrefix.count))
            do {
                stored[name] = try ChannelMemory(decoding: bytes)
            } catch {
                self.log.error(
                    "what the register \(name) remembers cannot be read; it goes on from the chain: \(error)")
            }
        }
        return MemoryBook(stored: stored)
    }

    func values(_ changes: [String: ChannelMemory?]) -> [(key: String, value: [UInt8])] {
        changes.map { (key: Self.registerPrefix + $0.key, value: $0.value?.encoded ?? []) }
    }
}

extension DeviceSample {
    /// The device's serial number, where this sample has it.
    fileprivate var serial: String? {
        if let text = self.texts.first(where: { $0.name == "id.serial" }) { return text.text }
        guard let number = self.readings.first(where: { $0.name == "id.serial" }), number.quality == .valid else {
            return nil
        }
        return "\(number.value)"
    }
}
