import CanonicalCBOR
import Enforcement
import FieldBus
import Foundation
import Ledger
import Logging
import Metering
import Storage

extension EnforcementOffice {
    private static func key(_ meter: MeterID) -> String { "relay-memory-\(meter.number)" }

    /// Makes a controller's memory durable; false where that failed, and then the relay must not be written.
    func remember(_ memory: RelayMemory, of meter: MeterID) async -> Bool {
        do {
            try await self.box.setValues([(Self.key(meter), Array(try JSONEncoder().encode(memory)))])
            return true
        } catch {
            self.log.critical("the relay's state cannot be made durable, it is not switched: \(error)")
            return false
        }
    }

    func memory(of meter: MeterID) async throws -> RelayMemory? {
        guard let bytes = try await self.box.value(Self.key(meter)) else { return nil }
        return try JSONDecoder().decode(RelayMemory.self, from: Data(bytes))
    }

    /// Puts a command on its way to the chain, before it goes to the relay.
    func commanded(_ command: RelayCommand, at wiring: RelayDriver.Wiring) async {
        await self.report(.relayCommanded, value: command == .open ? 0 : 1, evidence: [], wiring)
    }

    func readBack(_ observation: RelayObservation, at wiring: RelayDriver.Wiring) async {
        await self.report(.relayReadBack, value: Self.code(observation.output), evidence: [], wiring)
    }

    private static func code(_ output: OutputState) -> Int64 {
        switch output {
        case .open: 0
        case .closed: 1
        case .unknown: 2
        }
    }

    func alarm(_ text: String, at wiring: RelayDriver.Wiring) async {
        self.log.error("\(wiring.label): \(text)")
        await self.report(.relayAlarm, value: 0, evidence: CBOR.text(String(text.prefix(1000))).encoded(), wiring)
    }

    func note(_ text: String) { self.log.warning("\(text)") }

    /// Journals a record, which answers "why was I cut off".
    func record(_ record: SwitchingRecord, of wiring: RelayDriver.Wiring) async {
        self.log.notice("\(wiring.label): \(record.summary)")
        do {
            try await self.box.recordSwitching(
                of: wiring.meter, at: record.at.time, text: record.summary, record: record.cbor.encoded())
        } catch {
            self.log.critical("the switching journal cannot be written: \(error)")
        }
        if record.outcome == .changedWithoutCommand {
            self.disturbed(
                bus: wiring.bus.configuration.name, besides: wiring.meter,
                "the relay of \(wiring.label) on this line changed without a command")
        }
        guard record.isForTheChain else { return }
        await self.report(
            .relayReadBack, value: Self.code(record.after.output), evidence: record.evidence, wiring)
    }

    private func report(
        _ kind: MeterEventKind, value: Int64, evidence: [UInt8], _ wiring: RelayDriver.Wiring
    ) async {
        let event = MeterEvent(
            meter: wiring.meter, time: self.moment.time, kind: kind, value: value, evidence: evidence)
        do {
            try await self.outbox.enqueue(.meterEvent(event))
        } catch {
            self.log.critical("\(kind) of \(wiring.label) cannot be put into the outbox: \(error)")
        }
    }
}

extension SwitchingRecord {
    /// Switchings that were carried out, and what people on site ordered.
    fileprivate var isForTheChain: Bool {
        switch self.outcome {
        case .done: self.command != nil
        case .held, .resumed, .cleared, .confirmed: true
        default: false
        }
    }
}
