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
        var huge = Samples.flat
        huge.lines[0].kind = .perUnit(rate: Tariff.largestRate)
        var zone = try Zone()
        try zone.setUp(houses: 1, tariff: huge)
        zone.readAbsolute(Samples.start.adding(seconds: 900), [2000, RegisterRecord.maximumValue])
        try zone.block(after: 1000)
        try zone.block(at: Samples.start.adding(seconds: 11_700))
        #expect(zone.state.bills[0].totalPaise == 0)
        #expect(zone.state.bills[0].marks.contains(.uncomputable))
    }
}
