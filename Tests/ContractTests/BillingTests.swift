import Contract
import Ledger
import Metering
import Tariffs
import Testing

@Suite struct BillingTests {
    /// From readings to the bill: 120 kWh in a period are 975.50 ₹.
    @Test func rajasthanFromReadingsToBill() throws {
        var zone = try Zone()
        try zone.setUp(houses: 1, tariff: Samples.rajasthan)
        try zone.run(from: Samples.start, intervals: 12, [10_200, 10_000])
        #expect(zone.state.bills.isEmpty)
        let events = try zone.block(at: Samples.start.adding(seconds: 10_800 + 900))
        #expect(events.map(\.description).contains("bill 0 for A-1: 120.000 kWh, 975.50 ₹, due 2026-01-04T22:45:00Z"))
        let bill = zone.state.bills[0]
        #expect(bill.totalPaise == 97_550)
        #expect(bill.lines.map(\.amountPaise) == [65_750, 15_000, 12_000, 4800])
        #expect(bill.registers.map(\.opening) == [1000] && bill.registers.map(\.closing) == [121_000])
        #expect(bill.marks.isEmpty && bill.tariffVersion == 0 && bill.dueAt == bill.issuedAt.adding(seconds: 3600))
        #expect(zone.state.accounts[0].balancePaise == 97_550)
    }

    @Test func unreadEndIsIncompleteAndTheRestComesLate() throws {
        var zone = try Zone()
        try zone.setUp(houses: 1)
        try zone.run(from: Samples.start, intervals: 10, [100, 100])
        try zone.block(at: Samples.start.adding(seconds: 11_700))
        #expect(zone.state.bills[0].quantity == 1000 && zone.state.bills[0].marks == .incomplete)
        // The last two intervals of the billed period come after its bill.
        zone.read(Samples.start.adding(seconds: 9900), [100, 100])
        zone.read(Samples.start.adding(seconds: 10_800), [100, 100])
        try zone.block(after: 1)
        try zone.run(from: Samples.start.adding(seconds: 10_800), intervals: 12, [100, 100])
        try zone.block(after: 900)
        let second = zone.state.bills[1]
        #expect(second.quantity == 1400 && second.marks == .late && second.registers[0].opening == 2000)
    }

    /// A gap over the border of two open periods is divided by time, and both bills say so.
    @Test func gapOverTheBorderIsDivided() throws {
        var policy = Samples.policy
        policy.billingGraceSeconds = 20_000
        var zone = try Zone(policy: policy)
        try zone.setUp(houses: 1)
        try zone.run(from: Samples.start, intervals: 8, [100, 100])
        // Read again after 16 intervals: 4 in the first period, 12 in the second.
        let end = Samples.start.adding(seconds: 24 * 900)
        zone.readAbsolute(end, [5000, 1800 + 1600])
        try zone.block(at: end.adding(seconds: 1))
        try zone.block(at: Samples.start.adding(seconds: 2 * 10_800 + 20_000))
        #expect(zone.state.bills.map(\.quantity) == [1200, 1200])
        #expect(zone.state.bills.map(\.marks) == [.substituted, .substituted])
        #expect(zone.state.bills[0].registers[0].closing == 2200)
    }

    @Test func versionInForceAtThePeriodsStart() throws {
        var zone = try Zone()
        try zone.setUp(houses: 1)
        var dear = Samples.flat
        dear.lines[0].kind = .perUnit(rate: 2_000_000)
        zone.setTariff(0, dear, from: Samples.start.adding(seconds: 10_800))
        try zone.run(from: Samples.start, intervals: 26, [1000, 1000])
        #expect(zone.state.bills.map(\.totalPaise) == [12_000, 24_000])
        #expect(zone.state.bills.map(\.tariffVersion) == [0, 1])
    }

    /// No block closes more accounts than its share; the cursor goes on and nobody is billed twice.
    @Test func manyAccountsCloseOverSeveralBlocks() throws {
        var zone = try Zone()
        try zone.setUp(houses: 600)
        try zone.block(at: Samples.start.adding(seconds: 11_700))
        #expect(zone.state.bills.count == 256)
        try zone.block(after: 1)
        #expect(zone.state.bills.count == 512)
        try zone.restart(seed: 1)
        try zone.block(after: 1)
        try zone.block(after: 1)
        #expect(zone.state.bills.map(\.account.number) == Array(0..<600))
    }

    /// An account that opens while a period waits for its bills has none for that period.
    @Test func lateAccountIsNotBilledForThePast() throws {
        var zone = try Zone()
        try zone.setUp(houses: 1)
        try zone.block(at: Samples.start.adding(seconds: 10_900))
        zone.submit(.registerAccount(RegisterAccount(label: "new", tariff: TariffID(0))), by: .registrar)
        zone.registerMeter("new", account: 1)
        try zone.block(after: 1)
        try zone.block(at: Samples.start.adding(seconds: 11_700))
        #expect(zone.state.bills.map(\.account.number) == [0])
        try zone.block(at: Samples.start.adding(seconds: 22_500))
        #expect(zone.state.bills.map(\.account.number) == [0, 0, 1])
    }

    @Test func daysOfAnOrderedPolicyScaleTheTariff() throws {
        var policy = Policy.standard
        policy.billingPeriodSeconds = 15 * 86_400
        policy.collectorWatermarkSeconds = 0
        var zone = try Zone(policy: policy, isDemonstration: false)
        var tariff = Samples.flat
        tariff.lines.append(TariffLine(name: "fixed", kind: .fixed(paise: 30_000)))
        try zone.setUp(houses: 1, tariff: tariff)
        try zone.block(at: Samples.start.adding(seconds: 15 * 86_400 + 6 * 3600))
        #expect(zone.state.bills[0].periodDays == 15 && zone.state.bills[0].totalPaise == 15_000)
    }

    /// The running period keeps its end; a short one leads to the new length's next border.
    @Test func newPeriodLengthStartsAfterTheRunningPeriod() throws {
        var zone = try Zone()
        try zone.setUp(houses: 1)
        var policy = Samples.policy
        policy.billingPeriodSeconds = 14_400
        zone.submit(.setPolicy(policy), by: .registrar)
        try zone.block(after: 1)
        let calendar = zone.state.zone.calendar
        let hours = (0..<4).map { calendar.period($0) }.map {
            [$0.start, $0.end].map { ($0.seconds - Samples.start.seconds) / 3600 }
        }
        #expect(hours == [[0, 3], [3, 4], [4, 8], [8, 12]])
        #expect(calendar.period(endingBy: Samples.start.adding(seconds: 4 * 3600)).number == 1)
        #expect(calendar.period(endingBy: Samples.start.adding(seconds: 4 * 3600 + 900)).number == 2)
    }

    @Test func amountThatDoesNotFitMakesAMarkedEmptyBill() throws {
        // The highest demand of a quarter of an hour, in W, is four times the quantity.
        let quantity = BillInput.amounts.upperBound / 4
        var huge = Samples.flat
        huge.lines[0].kind = .perUnit(rate: Tariff.largestRate)
        var zone = try Zone()
        try zone.setUp(houses: 1, tariff: huge)
        zone.readAbsolute(Samples.start.adding(seconds: 900), [2000, 1000 + quantity])
        try zone.block(after: 1000)
        try zone.block(at: Samples.start.adding(seconds: 11_700))
        #expect(zone.state.bills[0].quantity == quantity && zone.state.bills[0].totalPaise == 0)
        #expect(zone.state.bills[0].marks.contains(.uncomputable))
        #expect(zone.state.bills[0].problem(under: huge) == .tariff(.overflow(line: "energy")))
    }

    private static let end = Samples.start.adding(seconds: 11_700)

    /// Why is said when the bill closes, and worked out again from the record alone.
    @Test func aBillWithoutAnAmountSaysWhy() throws {
        var tariff = Samples.flat
        tariff.lines.append(TariffLine(name: "kVAh", kind: .perUnit(rate: 1), quantity: .apparent))
        var zone = try Zone()
        try zone.setUp(houses: 1, tariff: tariff)
        try zone.run(from: Samples.start, intervals: 12, [100, 100])
        let events = try zone.block(at: Self.end)
        let reason = "tariff line \"kVAh\" needs the apparent energy, which is not known for this bill"
        #expect(events.contains { $0.description.hasSuffix("(not computable): \(reason)") }, "\(events)")
        let problem = try #require(zone.state.bills[0].problem(under: tariff))
        #expect(problem == .tariff(.missingInput(line: "kVAh", .apparent)) && problem.description == reason)
        try zone.restart(seed: 3)
        #expect(zone.replica.bills[0].problem(under: tariff) == problem)
    }

    @Test func anImplausibleTotalSaysWhatItWouldBe() throws {
        var dear = Samples.flat
        dear.lines[0].kind = .fixed(paise: 1_000_000_000_000)
        var zone = try Zone()
        try zone.setUp(houses: 1, tariff: dear)
        try zone.block(at: Self.end)
        #expect(zone.state.bills[0].totalPaise == 1_000_000_000_000)
        #expect(zone.state.bills[0].problem(under: dear) == nil, "an amount is no problem")
        dear.lines.append(TariffLine(name: "one more", kind: .fixed(paise: 1)))
        var other = try Zone()
        try other.setUp(houses: 1, tariff: dear)
        try other.block(at: Self.end)
        let problem = try #require(other.state.bills[0].problem(under: dear))
        #expect(problem == .implausibleTotal(paise: 1_000_000_000_001, limit: 1_000_000_000_000))
        #expect(problem.description.contains("10000000000.01 ₹"))
    }

    /// A register of energy fed back that counts nonsense is doubted, and the bills after it have amounts.
    @Test func aSurplusBeyondMeasureIsBoundedAndDoubted() throws {
        var tariff = Samples.flat
        tariff.lines[0].quantity = .net
        var zone = try Zone()
        zone.setTariff(0, tariff)
        zone.submit(
            .registerNode(RegisterNode(label: "T1", kind: .transformer, parent: nil, loss: Samples.loss)),
            by: .registrar)
        zone.submit(.registerAccount(RegisterAccount(label: "A", tariff: TariffID(0))), by: .registrar)
        zone.registerMeter("M", account: 0, channels: [.activeEnergyImport, .activeEnergyExport])
        try zone.block(after: 1)
        zone.readAbsolute(Samples.start, [0, 0])
        try zone.block(after: 1)
        for period in 1...4 {
            let end = Samples.start.adding(seconds: Int64(period) * 10_800)
            let nonsense = ReadingException(index: 1, kind: .reset, value: RegisterRecord.maximumValue)
            let use = ReadingException(index: 0, kind: .absolute, value: Int64(period) * 1000)
            zone.read(end, [nil, nil], exceptions: [use, nonsense])
            try zone.block(at: end.adding(seconds: 900))
        }
        let bills = zone.state.bills
        #expect(bills.count == 4 && bills.allSatisfy { !$0.marks.contains(.uncomputable) })
        #expect(bills.map { $0.marks.contains(.suspect) } == [false, true, true, true])
        #expect(zone.state.accounts[0].carriedExport == BillInput.mostCarriedExport)
    }
}
