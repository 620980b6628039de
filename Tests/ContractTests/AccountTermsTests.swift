import Contract
import Identity
import Ledger
import Metering
import Tariffs
import Testing

/// What an account is billed by, the time of day, and what is late.
@Suite struct AccountTermsTests {
    private static func at(_ intervals: Int64) -> UTCTime { Samples.start.adding(seconds: 900 * intervals) }

    /// 10 ₹/kWh; above 10 kW +20 % from 01:00 to 02:00 and −10 % on holidays from 02:00; 2 ₹ for the poor off.
    private static let tariff = Tariff(
        label: "bands", authority: "test", orderNumber: "1", standing: .ordered, unit: .wattHour,
        lines: [
            TariffLine(name: "energy", kind: .perUnit(rate: 1_000_000)),
            TariffLine(
                name: "time of day",
                kind: .timeOfDayPercentage(
                    bands: [
                        TimeBand(days: [.weekday], windows: [MinuteWindow(from: 60, to: 120)], value: 2000),
                        TimeBand(days: [.holiday], windows: [MinuteWindow(from: 120, to: 1440)], value: -1000),
                    ], of: ["energy"]), condition: LineCondition(loadAbove: 10_000)),
            TariffLine(
                name: "poor", kind: .rebate(.share(basisPoints: 1000, of: ["energy"]), capPaise: nil),
                condition: LineCondition(classes: ["bpl"])),
            TariffLine(name: "late", kind: .arrearsInterest(dailyMillionths: 500, graceDays: 0)),
        ])

    private func zone() throws -> Zone {
        var zone = try Zone()
        try zone.setUp(houses: 2, tariff: Self.tariff)
        return zone
    }

    private func amend(_ zone: inout Zone, _ account: UInt32, from time: UTCTime, _ terms: AccountTerms) {
        zone.submit(
            .amendAccount(AmendAccount(account: AccountID(account), from: time, terms: terms)), by: .registrar)
    }

    @Test func `energy is billed by the band in which it was used, where the load asks for it`() throws {
        var zone = try self.zone()
        self.amend(
            &zone, 0, from: Samples.start, AccountTerms(tariff: TariffID(0), sanctionedLoadWatts: 12_000))
        try zone.block(after: 1)
        try zone.restart(seed: 1)
        try zone.run(from: Samples.start, intervals: 12, [2000, 1000, 1000])
        try zone.block(at: Self.at(13))
        let (large, small) = (zone.state.bills[0], zone.state.bills[1])
        // Four of twelve quarters of an hour lie between one and two o'clock: 20 % of 40 ₹.
        #expect(large.totalPaise == 12_800 && small.totalPaise == 12_000, "\(large.lines)")
        #expect(large.facts.timed?.map(\.quantity) == Array(repeating: 1000, count: 12))
        #expect(large.facts.timed?.first?.window == MinuteWindow(from: 0, to: 15))
        #expect(small.facts.timed == nil)
    }

    @Test func `a holiday has bands of its own, and a gap is divided among the bands`() throws {
        var zone = try self.zone()
        let day = UInt32(Samples.start.adding(seconds: 19_800).seconds / 86_400)
        zone.submit(.setCalendar(SetCalendar(holidays: [day])), by: .registrar)
        self.amend(
            &zone, 0, from: Samples.start, AccountTerms(tariff: TariffID(0), sanctionedLoadWatts: 12_000))
        try zone.block(after: 1)
        zone.readAbsolute(Self.at(12), [1000, 13_003, 1000])
        try zone.block(at: Self.at(12).adding(seconds: 3))
        try zone.block(at: Self.at(13))
        let bill = zone.state.bills[0]
        #expect(bill.quantity == 12_003 && bill.facts.timed?.map(\.quantity).reduce(0, +) == 12_003)
        #expect(bill.facts.timed?.allSatisfy { $0.day == .holiday } == true && bill.marks == .substituted)
        // A third of the energy, less a tenth.
        let line = try #require(bill.lines.first { $0.name == "time of day" })
        #expect((-402 ... -398).contains(line.amountPaise), "\(line)")
    }

    @Test func `a bill goes by the terms of its period's first instant`() throws {
        var zone = try self.zone()
        self.amend(&zone, 0, from: Self.at(6), AccountTerms(tariff: TariffID(0), classes: ["bpl"]))
        try zone.block(after: 1)
        try zone.run(from: Samples.start, intervals: 24, [2000, 1000, 1000])
        try zone.block(at: Self.at(25))
        let bills = zone.state.bills.filter { $0.account.number == 0 }
        #expect(bills.count == 2 && bills[0].facts.terms.classes.isEmpty && bills[1].facts.terms.classes == ["bpl"])
        #expect(bills[0].totalPaise == 12_000)
        let rebate = try #require(bills[1].lines.first { $0.name == "poor" })
        #expect(rebate.amountPaise == -1200)
    }

    @Test func `what is late bears interest, and a disputed bill bears none`() throws {
        var zone = try self.zone()
        try zone.run(from: Samples.start, intervals: 12, [2000, 1000, 1000])
        try zone.block(at: Self.at(13))
        zone.submit(.disputeBill(DisputeBill(bill: 1, complaint: .sha256([1]))), by: .regulator)
        try zone.block(after: 10 * 86_400)
        let next = zone.state.bills.filter { $0.period == 1 }
        #expect(next.count == 2 && next[0].facts.arrears.first?.arrear.paise == 12_000 && next[1].facts.arrears.isEmpty)
        let days = try #require(next[0].facts.arrears.first?.arrear.daysLate)
        #expect(days == 9, "due an hour after it was issued")
        let interest = try #require(next[0].lines.first { $0.name == "late" })
        #expect(interest.amountPaise == 54, "0.05 % of 120 ₹ for each of nine days")
        #expect(next[0].facts.paidPromptly == false)
    }

    @Test func `a bill that stays unpaid bears interest for each day once, over all later bills`() throws {
        var policy = Samples.policy
        policy.billingPeriodSeconds = 10 * 86_400
        var zone = try Zone(policy: policy)
        try zone.setUp(houses: 2, tariff: Self.tariff)
        try zone.run(from: Samples.start, intervals: 12, [2000, 1000, 1000])
        for period in 1...5 as ClosedRange<Int64> {
            try zone.block(at: Self.at(period * 960 + 2))
            if period == 3 { try zone.restart(seed: 4) }
        }
        let bills = zone.state.bills.filter { $0.account.number == 0 && $0.period > 0 }
        let counted = bills.flatMap { $0.facts.arrears.filter { $0.bill == 0 }.map(\.arrear) }
        #expect(bills.count == 4 && counted.allSatisfy { $0.paise == 12_000 })
        #expect(counted.map(\.daysLate) == [9, 19, 29, 39] && counted.map(\.daysBilled) == [0, 9, 19, 29])
        // The first bill's part of the line; later bills, which are interest alone, are late as well.
        let charged = bills.compactMap { bill in bill.lines.first { $0.name == "late" }?.parts.first?.quantity }
        #expect(charged.reduce(0, +) == 39 * 12_000, "\(charged)")
    }

    @Test func `what was booked without its time of day is never billed by it`() throws {
        var zone = try self.zone()
        try zone.run(from: Samples.start, intervals: 3, [2000, 1000, 1000])
        let large = AccountTerms(tariff: TariffID(0), sanctionedLoadWatts: 12_000)
        self.amend(&zone, 0, from: Samples.start, large)
        self.amend(&zone, 0, from: Self.at(1), large)
        #expect(try zone.block(after: 1).failures == [.timesNotBooked(AccountID(0))])
        try zone.run(from: Self.at(3), intervals: 21, [2000, 1000, 1000])
        try zone.block(at: Self.at(25))
        let bills = zone.state.bills.filter { $0.account.number == 0 }
        #expect(bills.map { $0.facts.timed == nil } == [true, false] && bills.allSatisfy { $0.marks.isEmpty })

        // A version of the tariff as well.
        var flat = try Zone()
        try flat.setUp(houses: 1)
        try flat.run(from: Samples.start, intervals: 3, [1000, 1000])
        flat.submit(
            .amendAccount(
                AmendAccount(
                    account: AccountID(0), from: Self.at(1),
                    terms: AccountTerms(tariff: TariffID(0), sanctionedLoadWatts: 12_000))), by: .registrar)
        try flat.block(after: 1)
        flat.setTariff(0, Self.tariff, from: Samples.start.adding(seconds: 1))
        #expect(try flat.block(after: 1).failures == [.timesNotBooked(AccountID(0))])
        flat.setTariff(0, Self.tariff, from: Self.at(12))
        #expect(try flat.block(after: 1).kinds == ["tariffSet"])
    }

    @Test func `terms that cannot hold are refused`() throws {
        var zone = try self.zone()
        zone.setTariff(
            1,
            Tariff(
                label: "water", authority: "t", orderNumber: "1", standing: .ordered, unit: .litre,
                lines: [TariffLine(name: "w", kind: .perUnit(rate: 1))]))
        self.amend(&zone, 9, from: Samples.start, AccountTerms(tariff: TariffID(0)))
        self.amend(&zone, 0, from: Samples.start, AccountTerms(tariff: TariffID(9)))
        self.amend(&zone, 0, from: Samples.start, AccountTerms(tariff: TariffID(1)))
        self.amend(&zone, 0, from: Samples.start.adding(seconds: -20_000), AccountTerms(tariff: TariffID(0)))
        self.amend(&zone, 0, from: Self.at(9), AccountTerms(tariff: TariffID(0), isPrepaid: true))
        self.amend(&zone, 0, from: Self.at(8), AccountTerms(tariff: TariffID(0)))
        let failures = try zone.block(after: 1).failures
        #expect(
            failures == [
                .unknownAccount(AccountID(9)), .unknownTariff(TariffID(9)), .tariffUnit,
                .periodBilled(earliest: Samples.start), .factOutOfOrder(last: Self.at(9)),
            ])
    }

    /// 10 ₹/kWh, 100 ₹ for each kW of demand, 5 ₹ for each kWh of surplus, and one line for each kVAh.
    private static let demanding = Tariff(
        label: "demand", authority: "test", orderNumber: "2", standing: .ordered, unit: .wattHour,
        lines: [
            TariffLine(name: "energy", kind: .perUnit(rate: 1_000_000)),
            TariffLine(name: "demand", kind: .maximumDemand(paise: 10_000, leastBasisPoints: 0)),
            TariffLine(name: "apparent", kind: .perUnit(rate: 1000), quantity: .apparent),
        ])

    @Test func `demand, apparent and exported energy come from the meter's own registers`() throws {
        var zone = try Zone()
        zone.setTariff(0, Self.demanding)
        zone.submit(
            .registerNode(RegisterNode(label: "T1", kind: .transformer, parent: nil, loss: Samples.loss)),
            by: .registrar)
        zone.submit(.registerAccount(RegisterAccount(label: "A", tariff: TariffID(0))), by: .registrar)
        zone.registerMeter(
            "M", account: 0, channels: [.activeEnergyImport, .activeEnergyExport, .apparentEnergyImport])
        try zone.block(after: 1)
        self.amend(
            &zone, 0, from: Samples.start,
            AccountTerms(tariff: TariffID(0), sanctionedLoadWatts: 5000, contractDemand: 6000))
        zone.readAbsolute(Samples.start, [0, 0, 0])
        try zone.block(after: 1)
        for interval in 1...12 {
            zone.read(Self.at(Int64(interval)), [interval == 5 ? 3000 : 1000, 200, 1100])
            try zone.block(at: Self.at(Int64(interval)).adding(seconds: 3))
        }
        try zone.restart(seed: 5)
        try zone.block(at: Self.at(13))
        let bill = zone.state.bills[0]
        #expect(bill.quantity == 14_000 && bill.registers.count == 3)
        #expect(bill.facts.maximumDemand == 12_000, "3 kWh in a quarter of an hour")
        #expect(bill.facts.exported == 2400 && bill.facts.apparent == 13_200 && bill.facts.reactive == nil)
        #expect(bill.lines.map(\.amountPaise) == [14_000, 120_000, 13], "\(bill.lines)")
    }
}
