import DeviceProfiles
import LineDiagnostics
import Metering
import ModbusProtocol
import Platform

extension ExchangeStory {
    /// - Parameter offset: CLOCK_REALTIME minus the record's clock, in nanoseconds.
    init(_ record: LineRecord, timing: LineTiming, profile: DeviceProfile?, offset: Int64) {
        let told = ExchangeExplanation(record, timing: timing)
        let time = UTCTime(milliseconds: (told.sentNanoseconds + offset) / 1_000_000)
        self.init(
            time: "\(time)", question: told.question, sent: told.sent, heard: told.heard,
            outcome: record.outcome.rawValue, verdict: told.verdict, reasons: told.reasons,
            values: profile.map { ExchangeValues.text(record, profile: $0) } ?? [])
    }

}

extension ValueDoubt {
    /// Nil for a value that nothing is wrong with.
    init?(_ reading: Reading, now: Int64) {
        guard reading.quality != .valid else { return nil }
        let rule = reading.rule ?? "no reason was kept"
        self.init(
            name: reading.name, obis: reading.obis?.description, quality: "\(reading.quality)",
            value: reading.quality == .missing ? nil : reading.unit.text(reading.value), rule: reading.rule,
            meaning: RuleMeaning.text(rule), ageSeconds: Double(max(0, now - reading.monotonicNanoseconds)) / 1e9)
    }
}
