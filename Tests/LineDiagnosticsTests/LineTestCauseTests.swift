import DeviceProfiles
import LineDiagnostics
import ModbusProtocol
import TestSupport
import Testing

/// Each cause on simulated lines, over seeds that also draw the line: its rate, its meters and how bad the fault is.
@Suite struct LineTestCauseTests {
    /// A line drawn from a seed.
    struct Drawn {
        let seed: UInt64
        var random: SeededGenerator
        let baud: Int
        let units: Int
        let profile: String
        let turnaround: Int
        /// False: nothing is known of the units but their addresses.
        var isKnown: Bool

        init(seed: UInt64, atLeast: Int = 1) {
            self.seed = seed
            self.random = SeededGenerator(seed: seed)
            self.baud = [9600, 19200, 4800, 38400][self.random.below(4)]
            self.units = max(atLeast, 1 + self.random.below(10))
            self.profile =
                ["eastron-sdm630", "schneider-iem3155", "abb-b23", "eastron-sdm120", "inepro-pro380"][
                    self.random.below(5)]
            self.turnaround = 5 + self.random.below(50)
            self.isKnown = self.random.below(4) > 0
        }

        func scene(parity: String = "none", faults: String = "", devices: String = "") -> String {
            let rows = (1...self.units).map {
                "  - {unit: \($0), profile: \(self.profile), serial: \(1000 + $0)\(devices)}"
            }
            return """
                seed: \(self.seed)
                lines:
                - name: a
                  link: a
                  baud: \(self.baud)
                  parity: \(parity)
                  turnaround_ms: \(self.turnaround)
                  strict_parity: true
                \(faults.isEmpty ? "" : "  faults: {\(faults)}\n")  devices:
                \(rows.joined(separator: "\n"))
                """
        }

        var parameters: LineParameters { LineParameters(baud: self.baud, parity: .none, stopBits: 1) }

        func plan(_ parameters: LineParameters? = nil) throws -> LineTestPlan {
            let catalog = try #require(Repository.catalog)
            let profile = try #require(catalog[self.profile])
            let units = (1...self.units).map { number in
                self.isKnown
                    ? TestedUnit(unit: UInt8(number), profile: profile) : TestedUnit(unit: UInt8(number))
            }
            var plan = LineTestPlan(units: units, parameters: parameters ?? self.parameters)
            plan.timeoutNanoseconds = 500_000_000
            return plan
        }
    }

    static let seeds: [UInt64] = Array(1...20)

    /// How many of the seeds give this cause; tells the others.
    private func judge(
        _ expected: LineCause, seeds: [UInt64] = Self.seeds, goal: Int? = nil, atLeast: Int = 1,
        _ prepare: (inout Drawn) throws -> (scene: String, plan: LineTestPlan),
        also: (LineTestReport, Drawn) -> Bool = { _, _ in true }
    ) throws {
        var wrong: [String] = []
        for seed in seeds {
            var drawn = Drawn(seed: seed &* 7919 &+ 13, atLeast: atLeast)
            let (scene, plan) = try prepare(&drawn)
            var box = try VirtualBox(scene: scene, parameters: plan.parameters ?? drawn.parameters)
            var test = LineTest(plan)
            try box.run(&test)
            let report = test.report
            guard report.cause == expected, also(report, drawn) else {
                wrong.append(
                    "seed \(seed): \(report.cause), \(drawn.units) × \(drawn.profile) at \(drawn.baud):\n  "
                        + report.findings.flatMap { [$0.summary] + $0.evidence }.joined(separator: "\n  "))
                continue
            }
        }
        #expect(seeds.count - wrong.count >= goal ?? (seeds.count * 9 + 9) / 10, "\(wrong.joined(separator: "\n"))")
    }

    @Test func `a line in order`() throws {
        try self.judge(.ok) { drawn in (drawn.scene(), try drawn.plan()) }
    }

    @Test func `another rate`() throws {
        try self.judge(.wrongBaud) { drawn in
            let wrong = [9600, 19200, 4800, 2400, 38400, 115_200].filter { $0 != drawn.baud }[drawn.random.below(5)]
            let plan = try drawn.plan(LineParameters(baud: wrong, parity: .none, stopBits: 1))
            return (drawn.scene(parity: ["none", "even"][drawn.random.below(2)]), plan)
        } also: { report, drawn in
            report.findings[0].parameters?.baud == drawn.baud
        }
    }

    @Test func `another parity`() throws {
        try self.judge(.wrongParity) { drawn in
            (drawn.scene(parity: ["even", "odd"][drawn.random.below(2)]), try drawn.plan())
        }
    }

    @Test func `one unit with another rate or parity`() throws {
        try self.judge(.wrongBaud, atLeast: 2) { drawn in
            let other = [9600, 19200, 4800, 2400].filter { $0 != drawn.baud }[drawn.random.below(3)]
            let unit = 1 + drawn.random.below(drawn.units)
            let scene = drawn.scene().replacing("{unit: \(unit),", with: "{unit: \(unit), baud: \(other),")
            return (scene, try drawn.plan())
        } also: { report, _ in
            report.findings[0].units.count == 1
        }
        try self.judge(.wrongParity, atLeast: 2) { drawn in
            let unit = 1 + drawn.random.below(drawn.units)
            let scene = drawn.scene().replacing("{unit: \(unit),", with: "{unit: \(unit), parity: odd,")
            return (scene, try drawn.plan())
        } also: { report, _ in
            report.findings[0].units.count == 1
        }
    }

    @Test func `no answer, of one or of all`() throws {
        try self.judge(.noAnswer) { drawn in
            let isOne = drawn.random.below(2) == 0
            let unit = 1 + drawn.random.below(drawn.units)
            return (drawn.scene(faults: "dead: {p: 1\(isOne ? ", units: [\(unit)]" : "")}"), try drawn.plan())
        }
    }

    @Test func `noise on the idle line`() throws {
        try self.judge(.noise) { drawn in
            let every = 300 + drawn.random.below(1500)
            return (
                drawn.scene(faults: "idle_noise: {every_ms: [\(every / 2), \(every)], bytes: [1, 6]}"), try drawn.plan()
            )
        }
    }

    @Test func `noise around the answers`() throws {
        try self.judge(.noise) { drawn in
            let share = 0.1 + Double(drawn.random.below(20)) / 100
            return (drawn.scene(faults: "noise_before: \(share), noise_after: \(share)"), try drawn.plan())
        }
    }

    @Test func `no termination`() throws {
        try self.judge(.missingTermination) { drawn in
            // Each byte is damaged by so much more often than the one before, in hundred-thousandths.
            let growth = 10 + drawn.random.below(60)
            drawn.isKnown = true
            return (drawn.scene(faults: "reflections: {growth: 0.000\(growth)}"), try drawn.plan())
        }
    }

    @Test func `an address used twice`() throws {
        try self.judge(.duplicateAddress) { drawn in
            // Two that refuse the same question in the same words cannot be told apart.
            drawn.isKnown = true
            let unit = 1 + drawn.random.below(drawn.units)
            let jitter = [0, 3, 10][drawn.random.below(3)]
            let twin = drawn.random.below(2) == 0 ? "" : "turnaround_ms: \(5 + drawn.random.below(60))"
            let scene = drawn.scene().replacing(
                "{unit: \(unit),",
                with: "{unit: \(unit), jitter_ms: \(jitter), faults: {duplicate: {\(twin)}},")
            return (scene, try drawn.plan())
        } also: { report, _ in
            report.findings[0].units.count == 1
        }
    }

    @Test func `an adapter that echoes`() throws {
        try self.judge(.echo) { drawn in (drawn.scene(faults: "echo: 1"), try drawn.plan()) }
    }

    @Test func `a second master`() throws {
        try self.judge(.secondMaster) { drawn in
            let every = 200 + drawn.random.below(6000)
            let listens = drawn.random.below(2) == 0
            return (drawn.scene(faults: "second_master: {every_ms: \(every), listens: \(listens)}"), try drawn.plan())
        }
    }

    @Test func `slower than the time-out`() throws {
        try self.judge(.tooSlow) { drawn in
            let share = [0.3, 0.6, 1][drawn.random.below(3)]
            let unit = 1 + drawn.random.below(drawn.units)
            return (drawn.scene(faults: "late: {p: \(share), units: [\(unit)], ms: [560, 2500]}"), try drawn.plan())
        } also: { report, _ in
            report.findings[0].units.count == 1
        }
    }

    @Test func `a break in the cable`() throws {
        var places: [UInt64: (last: UInt8, first: UInt8)] = [:]
        try self.judge(.cableBreak, atLeast: 2) { drawn in
            var order = Array(1...drawn.units).map { UInt8($0) }
            order.shuffle(using: &drawn.random)
            let good = 1 + drawn.random.below(drawn.units - 1)
            let faults = "cable: {order: [\(order.map(String.init).joined(separator: ", "))], break_after: \(good)}"
            var plan = try drawn.plan()
            plan.cableOrder = order
            for index in plan.units.indices { plan.units[index].label = "meter-\(plan.units[index].unit)" }
            places[drawn.seed] = (order[good - 1], order[good])
            return (drawn.scene(faults: faults), plan)
        } also: { report, drawn in
            guard let (last, first) = places[drawn.seed] else { return false }
            let finding = report.findings[0]
            let names = "between meter-\(last) (unit \(last)) and meter-\(first) (unit \(first))"
            return finding.lastAnswering == last && finding.firstSilent == first && finding.summary.contains(names)
        }
    }
}

extension SeededGenerator {
    mutating func below(_ limit: Int) -> Int { Int(self.next() % UInt64(limit)) }
}
