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

    private func use(_ sample: DeviceSample, from bus: String) async {
        if let serial = sample.serial { self.toldSerials[bus, default: [:]][sample.device] = serial }
        let clock = self.clock
        let taken = self.change(bus, sample.device) { point in
            let serial = point.believedSerial
            let taken = point.take(sample) { UTCTime(milliseconds: clock.milliseconds(atMonotonic: $0)) }
            return (taken, point, isNewSerial: point.believedSerial != serial)
        }
        guard let (taken, point, isNewSerial) = taken else { return }
        await self.collect(taken.outputs)
        for finding in taken.findings { await self.tell(finding, of: point) }
        if isNewSerial { await self.rememberSerial(of: point) }
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

    /// Once every register goes on with the new number.
    private func rememberSerial(of point: MeterPoint) async {
        guard let serial = point.believedSerial else { return }
        do {
            try await self.office.box.setValues([(key: Self.serialPrefix + point.label, value: Array(serial.utf8))])
        } catch {
            self.log.error("the serial number of \(point.label) cannot be stored: \(error)")
        }
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
