import Testing

@testable import Appliance

@Suite("What stands out in statistics")
struct StatisticsJudgeTests {
    private static func unit(
        _ unit: Int, transactions: Int = 1000, _ change: (inout UnitStatisticsReport) -> Void = { _ in }
    ) -> UnitStatisticsReport {
        var counts = ExchangeReport()
        counts.transactions = transactions
        counts.answers = transactions
        counts.busShare = 0.05
        counts.latency = LatencyReport(
            count: transactions, mean: 12, p50: 11.2, p90: 20, p99: 45, max: 210,
            buckets: [.init(from: 8, to: 16, count: 990), .init(from: 16, to: 256, count: 10)])
        var report = UnitStatisticsReport(
            device: "house-\(unit)", unit: unit, profile: "eastron-sdm120", isCommunicating: true, counts: counts,
            recent: RecentReport(), lateAnswers: 0, sweeps: 500, emptySweeps: 0, missedTurns: 0, blocks: [])
        change(&report)
        return report
    }

    private static func bus(
        _ units: [UnitStatisticsReport], _ change: (inout BusStatisticsReport) -> Void = { _ in }
    ) -> BusStatisticsReport {
        var bus = BusStatisticsReport(
            name: "line", port: "/dev/ttyUSB0", isSerial: true, state: "open", runningSeconds: 3600, usedShare: 0.3,
            lentShare: 0, openings: 1, transactions: units.reduce(0) { $0 + $1.counts.transactions }, collisions: 0,
            strayBytes: 0, sentCharacters: 8000, receivedCharacters: 50_000, idleSeconds: 0,
            latency: units.first?.counts.latency, units: units, findings: [])
        change(&bus)
        bus.findings = StatisticsJudge.findings(of: bus)
        return bus
    }

    private static func block(_ count: Int, _ transactions: Int, damaged: Int) -> BlockStatisticsReport {
        var counts = ExchangeReport()
        counts.transactions = transactions
        counts.damagedAnswers = damaged
        counts.answers = transactions - damaged
        return BlockStatisticsReport(function: 4, address: 0, count: count, counts: counts)
    }

    private struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let bus: BusStatisticsReport
        /// The worst finding: whether it is a fault, its unit, and words of text and advice; nil: nothing stands out.
        let worst: (isFault: Bool, unit: Int?, words: [String])?
    }

    private static let cases: [Case] = [
        Case(testDescription: "a good line", bus: bus([unit(1), unit(2)]), worst: nil),
        Case(
            testDescription: "too few exchanges", bus: bus([unit(1, transactions: 6) { $0.counts.timeOuts = 3 }]),
            worst: nil),
        Case(
            testDescription: "damage that grows with length",
            bus: bus([
                unit(1),
                unit(7) {
                    $0.counts.damagedAnswers = 120
                    $0.blocks = [block(2, 500, damaged: 5), block(40, 500, damaged: 115)]
                },
            ]),
            worst: (
                true, 7, ["12 %", "damaged", "growing with length", "1 % up to 9 bytes", "23 % from 85", "termination"]
            )),
        Case(
            testDescription: "damage whatever the length",
            bus: bus([
                unit(7) {
                    $0.counts.damagedAnswers = 100
                    $0.blocks = [block(2, 500, damaged: 52), block(40, 500, damaged: 48)]
                }
            ]), worst: (true, 7, ["10 %", "damaged", "loose terminals"])),
        Case(
            testDescription: "a good hour after a bad day",
            bus: bus([
                unit(7) {
                    $0.counts.damagedAnswers = 500
                    $0.recent = RecentReport(transactions: 400, timeOuts: 0, damagedAnswers: 1, exceptions: 0)
                }
            ]), worst: nil),
        Case(
            testDescription: "answers that come too late",
            bus: bus([
                unit(3) {
                    $0.counts.timeOuts = 200
                    $0.lateAnswers = 150
                }
            ]), worst: (true, 3, ["20 %", "150 answers came too late", "slow"])),
        Case(
            testDescription: "no answers", bus: bus([unit(3) { $0.counts.timeOuts = 200 }]),
            worst: (true, 3, ["20 %", "not answered", "gridtally why house-3"])),
        Case(
            testDescription: "refusals by a wrong profile",
            bus: bus([
                unit(3) {
                    $0.counts.exceptions = 300
                    $0.counts.exceptionsByCode = ["2": 290, "6": 10]
                }
            ]), worst: (false, 3, ["30 %", "exception 02 and exception 06", "gridtally identify"])),
        Case(
            testDescription: "a gateway without a way",
            bus: bus([
                unit(3) {
                    $0.counts.exceptions = 300
                    $0.counts.exceptionsByCode = ["11": 300]
                }
            ]), worst: (false, 3, ["exception 0B", "gateway does not reach it"])),
        Case(
            testDescription: "one silent unit",
            bus: bus([
                unit(1),
                unit(2) {
                    $0.isCommunicating = false
                    $0.lastAnswerSeconds = 130
                    $0.nextProbeSeconds = 12
                },
            ]), worst: (true, 2, ["has not answered for 2 min 10 s", "asked again in 12 s", "power, wiring"])),
        Case(
            testDescription: "a silent line",
            bus: bus([unit(1) { $0.isCommunicating = false }, unit(2) { $0.isCommunicating = false }]),
            worst: (true, nil, ["none of the 2 units", "A and B", "line-test"])),
        Case(
            testDescription: "a port that is away",
            bus: bus([unit(1) { $0.isCommunicating = false }]) {
                $0.state = "bus line (/dev/ttyUSB0): no such port"
            }, worst: (true, nil, ["the port is not open: no such port", "gridtally ports"])),
        Case(
            testDescription: "a port that comes and goes", bus: bus([unit(1)]) { $0.openings = 9 },
            worst: (false, nil, ["opened 9 times", "USB"])),
        Case(
            testDescription: "collisions", bus: bus([unit(1)]) { $0.collisions = 40 },
            worst: (true, nil, ["4 %", "came back changed", "sniff"])),
        Case(
            testDescription: "foreign bytes", bus: bus([unit(1)]) { $0.strayBytes = 5000 },
            worst: (false, nil, ["10 % of the characters heard", "second master"])),
        Case(
            testDescription: "a full line", bus: bus([unit(1) { $0.missedTurns = 500 }]) { $0.usedShare = 0.97 },
            worst: (false, nil, ["50 %", "left out", "97 %", "baud rate"])),
    ]

    @Test("each kind of trouble is told with its unit, its figures and what to do", arguments: Self.cases)
    private func finding(_ example: Case) throws {
        guard let worst = example.worst else { return #expect(example.bus.findings.isEmpty) }
        let found = try #require(example.bus.findings.first)
        #expect(found.isFault == worst.isFault && found.unit == worst.unit)
        for words in worst.words {
            #expect("\(found.text) \(found.advice)".contains(words), "no '\(words)' in \(found.text). \(found.advice)")
        }
    }

    @Test("the worst finding comes first, faults before what costs time only")
    func order() {
        let bus = Self.bus([
            Self.unit(1) { $0.counts.damagedAnswers = 20 }, Self.unit(2) { $0.counts.timeOuts = 400 },
            Self.unit(3) {
                $0.counts.exceptions = 900
                $0.counts.exceptionsByCode = ["2": 900]
            },
        ])
        #expect(bus.findings.map(\.unit) == [2, 1, 3])
    }

    @Test("the text stays within 80 columns and draws how long answers take")
    func text() {
        let bus = Self.bus([
            Self.unit(1) {
                $0.device = "transformer-main-incomer-of-the-village"
                $0.blocks = [Self.block(40, 123_456_789, damaged: 7)]
                $0.counts.damagedAnswers = 300
            }, Self.unit(247, transactions: 123_456_789),
        ]) { $0.port = "/dev/serial/by-id/usb-FTDI_USB-RS485_Cable_FT4X9ABC-if00-port0-of-a-long-name" }
        let text = StatisticsText.text(of: bus, blocks: true)
        for line in text.split(separator: "\n") where !line.contains("/dev/serial") {
            #expect(line.count < 80, "\(line.count): \(line)")
        }
        #expect(text.contains("fc4 0+40") && text.contains("30 %") && text.contains("! unit 1"))
        #expect(text.contains("  8.0 to 16  ######################################## 990"))
        #expect(text.contains("  16 to 256  # 10"))
    }

    @Test(
        "shares never hide what happened",
        arguments: [
            (0, 1000, "0 %"), (1, 100_000, "<0.1 %"), (99_999, 100_000, "99.9 %"), (1000, 1000, "100 %"),
            (3, 1000, "0.3 %"), (123, 1000, "12 %"), (0, 0, "-"),
        ])
    func shares(_ part: Int, _ whole: Int, _ text: String) {
        #expect(StatisticsText.percent(part, of: whole) == text)
    }
}
