import CanonicalCBOR
import DeviceProfiles
import FieldBus
import Ledger
import Logging
import Metering
import Platform

/// What people wrote to the box's devices by hand.
extension BoxService {
    /// Tells the log, and the chain where more than a setting was written to a meter of the roster.
    func wasWritten(_ report: WriteReport, to device: BusDevice) async {
        let who = [report.person, report.secondPerson].compactMap { $0 }.joined(separator: " and ")
        self.log.warning(
            """
            \(report.fields.joined(separator: ", ")) of \(device.name) on \(report.bus) written by hand: \
            \(report.before) before, \(report.values) written, \(report.after.map { "\($0)" } ?? "unknown") after\
            \(who.isEmpty ? "" : ", by \(who)")
            """)
        let isGrave = report.fields.contains { device.profile.field(named: $0)?.needsCommissioning ?? true }
        guard isGrave, let point = self.points.first(where: { $0.bus == report.bus && $0.device == device.name }) else {
            return
        }
        self.ratioKeepers[point.label]?.wasWritten()
        let evidence = CBOR.array([
            .array(report.fields.map { .text($0) }), Self.words(report.before), Self.words(report.values),
            .optional(report.after.map(Self.words)), .text(report.person ?? ""), .text(report.secondPerson ?? ""),
        ])
        let body = MeterEvent(
            meter: point.meter, time: UTCTime(milliseconds: self.clock.nowMilliseconds), kind: .configured,
            value: Int64(report.address), evidence: evidence.encoded())
        do {
            try await self.outbox.enqueue(.meterEvent(body))
        } catch {
            self.log.critical("what was written to \(point.label) cannot be stored: \(error)")
        }
    }

    private static func words(_ words: [UInt16]) -> CBOR { .array(words.map { .unsigned(UInt64($0)) }) }
}
