import DeviceProfiles
import LineDiagnostics
import ModbusProtocol
import Testing

@Suite("Verdict on a unit's last exchanges")
struct UnitVerdictTests {
    /// An exchange that ended so.
    private static func record(
        _ outcome: LineRecord.Outcome, exception: UInt8? = nil, registers: Int = 2, heard: Int? = nil
    ) -> LineRecord {
        let request: [UInt8] = [4, 0, 0, 0, UInt8(registers)]
        let bytes = heard ?? (outcome == .silent ? 0 : 5 + 2 * registers)
        return LineRecord(
            unit: 3, request: request, sent: RTUFrame.encode(unit: 3, pdu: request), sentNanoseconds: 0,
            sentEndNanoseconds: 8_000_000,
            heard: bytes == 0 ? [] : [HeardBytes(nanoseconds: 30_000_000, bytes: Array(repeating: 7, count: bytes))],
            outcome: outcome, exception: exception, endNanoseconds: 100_000_000)
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let records: [LineRecord]
        let isGood: Bool
        let words: [String]

        init(_ name: String, _ records: [LineRecord], isGood: Bool = false, _ words: String...) {
            (self.testDescription, self.records, self.isGood, self.words) = (name, records, isGood, words)
        }
    }

    static let rows: [Row] = [
        Row("never asked", [], "not asked yet", "gridtally read"),
        Row("all good", Array(repeating: record(.answered), count: 5), isGood: true, "last 5 answers are good"),
        Row("dead", Array(repeating: record(.silent), count: 4), "not a byte came", "4 of 4", "supply", "must be 3"),
        Row("sometimes", [record(.answered), record(.silent), record(.silent)], "only sometimes", "loose terminal"),
        Row("echo", Array(repeating: record(.echoOnly), count: 4), "adapter's own echo", "A and B"),
        Row("noise", Array(repeating: record(.noise), count: 4), "none begins an answer", "9600", "gridtally scan"),
        Row(
            "long answers break",
            [record(.answered), record(.damaged, registers: 40), record(.damaged, registers: 40)],
            "damaged", "up to 9 bytes come through", "120 ohm"),
        Row("cut answers", [record(.damaged, registers: 40, heard: 20)], "damaged", "loose terminal"),
        Row("collisions", [record(.collision), record(.answered)], "at the same time", "second logger"),
        Row("wrong profile", [record(.exception, exception: 2)], "refuses", "exception 02", "gridtally identify"),
        Row("busy", [record(.exception, exception: 6)], "exception 06", "less often"),
        Row("behind a gateway", [record(.exception, exception: 11)], "exception 0B", "gateway does not reach unit 3"),
    ]

    @Test("what happened is told in a crew's words, with what to do next", arguments: Self.rows)
    func verdict(_ row: Row) {
        let parameters = LineParameters(baud: 9600, parity: .none, stopBits: 1)
        let verdict = UnitVerdict(row.records, unit: 3, parameters: parameters)
        #expect(verdict.isGood == row.isGood)
        #expect(verdict.advice.isEmpty == row.isGood)
        let text = ([verdict.summary] + verdict.advice).joined(separator: "\n")
        for words in row.words { #expect(text.contains(words), "no '\(words)' in \(text)") }
    }

    @Test("registers are told as the profile's values, whole fields only")
    func values() throws {
        let profile = try DeviceProfile(
            yaml: """
                profile: test-meter
                vendor: Test
                model: M1
                kind: meter
                defaults: {table: holding, order: ABCD}
                absent: {u32: [0xFFFFFFFF]}
                fields:
                  - {name: energy.active.import.total, obis: "1-0:1.8.0", address: 10, type: u32, unit: Wh}
                  - {name: voltage.l1, obis: "1-0:32.7.0", address: 12, type: u16, scale: 0.1, unit: V}
                  - {name: energy.active.export.total, obis: "1-0:2.8.0", address: 13, type: u32, unit: Wh}
                  - {name: frequency, obis: "1-0:14.7.0", address: 15, type: u16, scale: 0.01, unit: Hz}
                sources: ["made for tests"]
                """, file: "test-meter.yaml")
        let request = ModbusRequest.readHoldingRegisters(address: 10, count: 5)
        let words: [UInt16] = [0, 1234, 2305, 0xFFFF, 0xFFFF]
        var record = Self.record(.answered)
        record.request = try request.encoded()
        record.answer = try ModbusResponse.holdingRegisters(words).encoded()
        #expect(
            ExchangeValues.text(record, profile: profile) == [
                "energy.active.import.total = 1234 Wh (0000 04D2)", "voltage.l1 = 230.500 V (0901)",
                "energy.active.export.total = nothing: the meter sent its marker for \"not available\", 0xffffffff "
                    + "(FFFF FFFF)",
            ])
        record.outcome = .damaged
        #expect(ExchangeValues.text(record, profile: profile).isEmpty)
    }
}
