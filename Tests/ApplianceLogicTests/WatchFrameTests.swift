import Testing

@testable import Appliance

@Suite("Frames of watch")
struct WatchFrameTests {
    private static func value(
        _ value: Double?, _ unit: String, quality: String = "valid", rule: String? = nil, age: Double? = 2
    ) -> WatchValue {
        WatchValue(name: "field", value: value, unit: unit, quality: quality, rule: rule, ageSeconds: age)
    }

    private static func row(_ device: String, _ change: (inout WatchRow) -> Void = { _ in }) -> WatchRow {
        var row = WatchRow(
            bus: "line", device: device, unit: 1, meter: nil, isCommunicating: true, voltage: self.value(233.84, "V"),
            current: self.value(12.354, "A"), power: self.value(2870.4, "W"), energy: self.value(1234.567, "kWh"))
        change(&row)
        return row
    }

    @Test("a frame shows each meter with the age of its values, and never an old value as a new one")
    func table() {
        let rows = [
            Self.row("house-1"),
            Self.row("house-2") {
                $0.meter = "M-02"
                $0.power = Self.value(2870, "W", quality: "suspect", rule: "phase-sum")
            },
            Self.row("house-3") {
                $0.voltage = Self.value(231, "V", quality: "missing", rule: "no answer", age: 75)
            },
            Self.row("house-4") {
                $0.isCommunicating = false
                for place in [\WatchRow.voltage, \.current, \.power, \.energy] {
                    $0[keyPath: place] = Self.value(1, "V", quality: "missing", rule: "silent", age: 7300)
                }
            },
            Self.row("house-5") {
                $0.voltage = Self.value(nil, "V", quality: "missing", rule: "not read yet", age: nil)
            },
            Self.row("pump-station-of-the-upper-village") {
                ($0.voltage, $0.current, $0.power) = (nil, nil, nil)
                $0.energy = Self.value(98.7, "kL", age: 130)
            },
        ]
        let frame = WatchTable.frame(rows, place: "service", time: "09:30:00 UTC")
        #expect(
            frame == [
                "09:30:00 UTC  5 of 6 answer  service",
                "meter                  V       A        W         kWh   age  state",
                "house-1            233.8   12.35     2870     1234.57   2 s  ok",
                "M-02               233.8   12.35    2870?     1234.57   2 s  suspect phase-sum",
                "house-3                -   12.35     2870     1234.57  75 s  missing",
                "house-4                -       -        -           -   2 h  SILENT",
                "house-5                -   12.35     2870     1234.57     -  waiting",
                "pump-station-of-                                98.70 2 min  ok",
            ])
        #expect(frame.allSatisfy { $0.count < 80 })
    }

    @Test("what does not fit on the screen is counted", arguments: [3, 4, 5, 30])
    func height(lines: Int) {
        let rows = (1...5).map { Self.row("house-\($0)") }
        let frame = WatchTable.frame(rows, place: "service", time: "now", height: lines)
        #expect(frame.count == min(lines, 7))
        if lines < 7 { #expect(frame.last == "and \(5 - (lines - 3)) more; name those to watch") }
    }

    @Test("digits are seven lines of blocks")
    func digits() {
        #expect(
            BigDigits.lines("7.0-") == [
                "██████████        ██████            ",
                "        ██      ██      ██          ",
                "      ██        ██    ████          ",
                "    ██          ██  ██  ██  ████████",
                "    ██          ████    ██          ",
                "  ██            ██      ██          ",
                "  ██        ██    ██████            ",
            ])
    }

    @Test(
        "a number loses decimals before it grows wider than the screen",
        arguments: [
            (233.84, 1, "233.8"), (0.5, 1, "0.5"), (-12_345.6, 1, "-12346"), (123_456.7, 1, "123457"),
            (1_234_567.8, 1, "----"), (9.99, 0, "10"),
        ])
    func fitting(_ value: Double, _ decimals: Int, _ text: String) {
        let shown = BigDigits.fitting(value, decimals: decimals)
        #expect(shown == text)
        #expect(BigDigits.lines(shown).allSatisfy { $0.count <= BigDigits.width })
    }

    @Test("the large frame counts the last twenty questions, and shows dashes where nothing came now")
    func large() {
        var frame = BigFrame(title: "house-1, unit 3 on line-1", unit: "V", decimals: 1)
        #expect(frame.lines.last == "asking")
        for _ in 0..<30 { frame.take(.value(231.25, milliseconds: 23.4)) }
        #expect(frame.good == (20, 20))
        #expect(frame.lines[0] == "house-1, unit 3 on line-1")
        #expect(Array(frame.lines[2...8]) == BigDigits.lines("231.2"))
        #expect(frame.lines.last == "ANSWERS  in 23 ms")
        frame.take(.failed("no answer"))
        #expect(frame.good == (19, 20))
        #expect(Array(frame.lines[2...8]) == BigDigits.lines("----"))
        #expect(frame.lines[10] == "V    good 19 of the last 20    ooooooooooooooooooo.")
        #expect(frame.lines.last == "NO GOOD ANSWER  no answer")
        frame.take(.absent("the meter sent NaN"))
        #expect(frame.good == (19, 20))
        #expect(frame.lines.allSatisfy { $0.count < 80 })
        #expect(frame.line == "---- V  good 19/20  ANSWERS  without a value: the meter sent NaN")
    }
}
