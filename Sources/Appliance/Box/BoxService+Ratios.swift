import Contract
import DeviceProfiles
import FieldBus
import Ledger
import Logging
import Metering
import ModbusProtocol
import Platform

/// Reads what the meters' own registers say of their measuring transformers, where their profiles know of such.
extension BoxService {
    /// Runs until cancelled.
    func keepRatios() async {
        while !Task.isCancelled {
            for point in self.points {
                guard let bus = self.buses[point.bus],
                    let device = bus.configuration.devices.first(where: { $0.name == point.device }),
                    device.profile.tellsRatios
                else { continue }
                await self.lookAtRatios(of: point, device, on: bus)
            }
            try? await Task.sleep(for: .seconds(5))
        }
    }

    private func lookAtRatios(of point: MeterPoint, _ device: BusDevice, on bus: Bus) async {
        let state = await self.node.snapshot()
        let number = Int(point.meter.number)
        guard state.meters.indices.contains(number) else { return }
        let record = state.meters[number]
        var keeper = self.ratioKeepers[point.label] ?? RatioKeeper()
        guard record.retiredAt == nil,
            keeper.isDue(at: UTCTime(milliseconds: self.clock.nowMilliseconds), known: record.ratios)
        else { return }
        keeper.beginLook()
        self.ratioKeepers[point.label] = keeper
        let shown = await self.ratios(of: point, device, serial: record.serial, on: bus)
        let now = UTCTime(milliseconds: self.clock.nowMilliseconds)
        guard let news = self.ratioKeepers[point.label]?.look(shown, at: now, known: record.ratios) else { return }
        await self.tell(news, of: point, at: now, known: record.ratios)
    }

    /// What the meter shows; nil where it is another than the chain's, or a register gave no answer.
    private func ratios(
        of point: MeterPoint, _ device: BusDevice, serial: String, on bus: Bus
    ) async -> MeasuringRatios? {
        if let field = device.profile.field(named: "id.serial") {
            guard let words = await self.words(of: field, device, on: bus) else { return nil }
            let told = field.decode(words).identifier
            guard told == serial else {
                self.log.notice(
                    "ratios of \(point.label): not read, the meter there tells the serial number \(told ?? "of none")")
                return nil
            }
        }
        var words: [RegisterField: [UInt16]] = [:]
        for field in device.profile.ratioFields(of: .current) + device.profile.ratioFields(of: .voltage) {
            guard let answer = await self.words(of: field, device, on: bus) else { return nil }
            words[field] = answer
        }
        return MeasuringRatios(
            current: device.profile.rating(of: .current) { words[$0] }.flatMap { MeasuringRatio($0) },
            voltage: device.profile.rating(of: .voltage) { words[$0] }.flatMap { MeasuringRatio($0) })
    }

    private func words(of field: RegisterField, _ device: BusDevice, on bus: Bus) async -> [UInt16]? {
        guard let request = ModbusRequest(RegisterQuestion(field)) else { return nil }
        do throws(BusError) {
            return try await bus.ask(LineQuestion(unit: device.unit, request: request)).response?.words
        } catch {
            self.log.notice("\(field.name) of \(device.name): \(error)")
            return nil
        }
    }

    private func tell(
        _ shown: MeasuringRatios, of point: MeterPoint, at now: UTCTime, known: MeterRatios?
    ) async {
        if let expected = known?.declared.ratios, shown.contradicts(expected) {
            self.log.warning(
                """
                \(point.label) shows \(shown), expected \(expected): no bill is made of it until they agree; look at the \
                transformers, then declare their ratio with `gridtally amend ratios \(point.label)` or set the meter right
                """)
        } else {
            self.log.notice("\(point.label) shows \(shown)")
        }
        let event = MeterEvent(
            meter: point.meter, time: now, kind: .ratiosRead, value: 0, evidence: shown.encoded())
        // What the chain was not told is looked at again.
        if await !self.report(event, of: point) { self.ratioKeepers[point.label]?.wasWritten() }
    }
}

extension MeasuringRatio {
    fileprivate init?(_ rating: TransformerRating) { self.init(primary: rating.primary, secondary: rating.secondary) }
}
