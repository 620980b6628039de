import Metering
import StrictYAML
import Testing

@Suite struct ValueTests {
    @Test(arguments: [
        ("5", 5), ("0", 0), ("-3", -3), ("0x1F", 31), ("007", 7), ("'12'", 12), ("100", 100), ("-0", 0),
    ])
    func integersAreDecimalOrHexadecimal(text: String, value: Int) throws {
        #expect(try reading(text) { node throws(YAMLError) in try node.integer(-5...100) } == value)
    }

    @Test(arguments: [
        "", "+1", "101", "-6", "--1", "1.0", "1e2", "0x", "0x+1", "-0x-1", "1_000", "٣", "ten", "[1]", "{a: 1}",
        "99999999999999999999", "0xFFFFFFFFFFFFFFFF", "-9223372036854775808", "1 2",
    ])
    func otherIntegersAreRefused(text: String) throws {
        let error = try #require(complaint(text) { node throws(YAMLError) in try node.integer(-5...100) })
        #expect(error.expected == "a whole number from -5 to 100" && error.kind == .value)
        #expect(error.field == "value" && error.location.file == "f.yaml" && error.location.line >= 2)
        #expect(error.problem.hasPrefix("found ") && !error.advice.isEmpty)
    }

    @Test func patternsReachToTheirLimit() throws {
        let read = { (node: YAMLNode) throws(YAMLError) in try node.pattern(atMost: .max) }
        #expect(try reading("0xffffffffffffffff", read) == .max)
        for text in ["0x10000000000000000", "-1", "+1", "0x", "1.5"] {
            #expect(complaint(text, read) != nil, "\(text)")
        }
    }

    @Test func numbersHaveNoExponentAndNoName() throws {
        let read = { (node: YAMLNode) throws(YAMLError) in try node.number(-1...2.5) }
        #expect(try reading("2.5", read) == 2.5)
        #expect(try reading("-0.25", read) == -0.25)
        for text in ["2.6", "nan", ".nan", ".inf", "1e0", "0x1", "1,5", "1.2.3", "", "'-'", "."] {
            #expect(complaint(text, read)?.expected == "a number from -1.0 to 2.5", "\(text)")
        }
    }

    @Test(
        arguments: [
            ("4.75", 475), ("-0.05", -5), ("0", 0), ("12", 1200), ("1.10", 110), ("1.1000", 110),
            ("92233720368547758.07", .max),
        ] as [(String, Int64)])
    func decimalsAreExact(text: String, value: Int64) throws {
        #expect(try reading(text) { node throws(YAMLError) in try node.decimal(scale: 100) } == value)
    }

    @Test(arguments: [
        "1.001", ".5", "5.", "1e2", "+1", "--1", "1-", "'-'", "1 000", "1,5", "", "92233720368547758.08",
        "999999999999999999999",
    ])
    func decimalsThatWouldLoseDigitsAreRefused(text: String) {
        let error = complaint(text) { node throws(YAMLError) in try node.decimal(scale: 100) }
        #expect(error?.expected == "a decimal with at most 2 digits after the point")
    }

    @Test(
        arguments: [
            ("1d12h", 129_600), ("30m", 1800), ("90s", 90), ("0s", 0), ("1d1h1m1s", 90_061), ("3650d", 315_360_000),
        ] as [(String, Int64)])
    func durationsCountDown(text: String, seconds: Int64) throws {
        #expect(try reading(text) { node throws(YAMLError) in try node.durationSeconds() } == seconds)
    }

    @Test(arguments: ["", "5", "m", "1m1h", "1h1h", "-1s", "+1s", "1.5h", "3651d", "1w", "1 h", "99999999999d", "1H"])
    func otherDurationsAreRefused(text: String) {
        #expect(complaint(text) { node throws(YAMLError) in try node.durationSeconds() } != nil)
    }

    @Test(arguments: [("\"+05:30\"", 330), ("-03:00", -180), ("+00:00", 0), ("+14:00", 840)] as [(String, Int64)])
    func offsetsAreMinutesEast(text: String, minutes: Int64) throws {
        #expect(try reading(text) { node throws(YAMLError) in try node.utcOffset() } == minutes)
    }

    @Test(arguments: ["05:30", "+5:30", "+05.30", "+15:00", "+05:60", "++5:30", "+0530", "+-5:30", "Z", "", "+0٣:0"])
    func otherOffsetsAreRefused(text: String) {
        #expect(complaint("\"\(text)\"") { node throws(YAMLError) in try node.utcOffset() } != nil)
    }

    @Test func timesNeedAnOffset() throws {
        let read = { (node: YAMLNode) throws(YAMLError) in try node.time() }
        #expect(try reading("2026-01-05T06:00:00+05:30", read) == UTCTime(milliseconds: 1_767_573_000_000))
        #expect(try reading("2026-01-05T00:30:00Z", read) == UTCTime(milliseconds: 1_767_573_000_000))
        for text in ["2026-01-05T06:00:00", "2026-01-05", "2026-02-30T00:00:00Z", "noon", "2026-01-05T25:00:00Z"] {
            #expect(complaint(text, read)?.expected.hasPrefix("a time such as") == true, "\(text)")
        }
    }

    private enum Colour: String, CaseIterable {
        case red
        case green
    }

    @Test func choicesSuggestTheNearest() throws {
        #expect(try reading("green") { node throws(YAMLError) in try node.choice(Colour.self) } == .green)
        #expect(try reading("b") { node throws(YAMLError) in try node.choice([("a", 1), ("b", 2)]) } == 2)
        let error = try #require(complaint("gren") { node throws(YAMLError) in try node.choice(Colour.self) })
        #expect(error.expected == "one of red, green" && error.advice == "Did you mean `green`?")
        #expect(complaint("Red") { node throws(YAMLError) in try node.choice(Colour.self) } != nil)
        #expect(try reading("true") { node throws(YAMLError) in try node.boolean() })
        for text in ["True", "yes", "on", "1", "~", ""] {
            #expect(complaint(text) { node throws(YAMLError) in try node.boolean() } != nil, "\(text)")
        }
    }

    @Test func textIsPlainAndShort() throws {
        let read = { (node: YAMLNode) throws(YAMLError) in try node.text(atMost: 8) }
        #expect(try reading("R&D 3*4", read) == "R&D 3*4")
        #expect(try reading("ग्र", atMost: 9) == "ग्र")
        for text in [
            "123456789", "\"a\\nb\"", "\"\\u007f\"", "\"\\u202e\"", "\"\\u2028\"", "\"\\0\"", "\"\\uFEFF\"", "''",
            "|\n  a\n  b", "[a]", "{a: b}",
        ] { #expect(complaint(text, read)?.field == "value", "\(text)") }
    }

    private func reading(_ text: String, atMost limit: Int) throws(YAMLError) -> String {
        try StrictYAMLTests.reading(text) { node throws(YAMLError) in try node.text(atMost: limit) }
    }

    private func reading<Value>(
        _ text: String, _ read: (YAMLNode) throws(YAMLError) -> Value
    ) throws(YAMLError) -> Value {
        try StrictYAMLTests.reading(text, read)
    }

    @Test func repetitionsAreNamed() {
        let error = complaint("[a, b]") { node throws(YAMLError) in
            try node.refuseRepetition(of: ["a", "b", "a"], "bus name")
        }
        #expect(error?.kind == .duplicate && error?.problem == "the bus name a is there twice")
    }
}
