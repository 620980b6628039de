import CanonicalCBOR
import Contract
import Ledger
import Metering
import Tariffs
import TestSupport
import Testing

/// A meter that counts by another ratio than its transformers have gets no bill, and loses no watt hour meanwhile.
@Suite struct RatioTests {
    private static func at(_ intervals: Int64) -> UTCTime { Samples.start.adding(seconds: 900 * intervals) }

    /// Two houses (meters 1, 2; accounts 0, 1) and an account without a meter; the first meter showed 100/5 first.
    private func zone(tariff: Tariff = Samples.flat, shows ratios: MeasuringRatios? = nil) throws -> Zone {
        var zone = try Zone()
        try zone.setUp(houses: 2, tariff: tariff)
        zone.submit(.registerAccount(RegisterAccount(label: "A-3", tariff: TariffID(0))), by: .registrar)
        zone.show(1, try ratios ?? .ct(100))
        #expect(try zone.block(after: 1).failures == [])
        return zone
    }

    @Test func `a meter that shows another ratio holds its account's bill, says why, and nothing rests on it`() throws {
        var zone = try self.zone()
        zone.show(1, try .ct(50))
        let report = try zone.block(after: 1)
        #expect(
            report.map(\.description) == [
                "meter M-1 shows CT 50/5 at 2026-01-04T18:30:03Z, expected CT 100/5: no bill is made of it until they agree"
            ])
        let events = try zone.runPeriod(0)
        #expect(
            events.filter { $0.kindName == "billHeld" }.map(\.description) == [
                "bill of A-1 for period 0 held: meter M-1 shows CT 50/5, expected CT 100/5; look at the transformers, "
                    + "then declare their ratio or set the meter right"
            ])
        #expect(zone.state.bills.map(\.account.number) == [1])
        #expect(zone.state.accounts[0].heldPeriods.map(\.period.number) == [0])
        try zone.restart(seed: 1)
        // Far beyond the due date and the notice of a bill made in time.
        let later = try zone.runPeriod(1) + (try zone.runPeriod(2))
        let account = zone.state.accounts[0]
        #expect(account.stage == .active && account.balancePaise == 0 && account.order == nil)
        #expect(account.permitThrough > zone.state.time && account.heldPeriods.map(\.period.number) == [0, 1, 2])
        #expect(later.contains { $0.kindName == "orderIssued" }, "the other house's bill goes its way")
        #expect(zone.state.orders.allSatisfy { $0.account.number == 1 })
    }

    @Test func `months that were held get their own bills once the ratio is declared, as if made in time`() throws {
        var (zone, twin) = (try self.zone(tariff: Samples.rajasthan), try self.zone(tariff: Samples.rajasthan))
        zone.show(1, try .ct(200))
        try zone.block(after: 1)
        try twin.block(after: 1)
        for period in Int64(0)...1 {
            try zone.runPeriod(period)
            try twin.runPeriod(period)
        }
        zone.declare(1, try .ct(200), from: Self.at(0))
        try zone.restart(seed: 2)
        #expect(try zone.block(after: 1).kinds.filter { $0 == "billClosed" }.count == 2)
        let made = zone.state.bills.filter { $0.account.number == 0 }
        #expect(made.map(\.asIfInTime) == twin.state.bills.filter { $0.account.number == 0 }.map(\.asIfInTime))
        #expect(
            made.map(\.period) == [0, 1] && made.map(\.quantity) == [12_000, 12_000] && made.map(\.marks) == [[], []])
        #expect(made.allSatisfy { $0.issuedAt == zone.state.time && $0.dueAt == $0.issuedAt.adding(seconds: 3600) })
        #expect(zone.state.accounts[0].heldPeriods.isEmpty && zone.state.accounts[0].balancePaise > 0)
        // From then on as usual.
        try zone.runPeriod(2)
        try twin.block(after: 1)
        try twin.runPeriod(2)
        #expect(zone.state.bills.last { $0.account.number == 0 }?.quantity == 12_000)
        #expect(zone.state.accounts[0].billedPaise == twin.state.accounts[0].billedPaise)
    }

    @Test func `a meter that was set right again frees the bill, and what it counted meanwhile is doubtful`() throws {
        var zone = try self.zone()
        zone.show(1, try .ct(50))
        try zone.block(after: 1)
        try zone.runPeriod(0)
        // The same ratio in other numbers.
        zone.show(1, try .ct(20, 1))
        try zone.block(after: 1)
        #expect(zone.state.bills.filter { $0.account.number == 0 }.map(\.marks) == [.suspect])
        #expect(zone.state.meters[1].ratios?.isContradictory == false)
    }

    @Test func `transformers that were changed are in doubt only until the meter is read with them`() throws {
        var zone = try self.zone()
        try zone.runPeriod(0, closes: false)
        // Changed at the end of the period; the box reads the meter after the bill was due.
        zone.declare(1, try .ct(200), from: Self.at(12))
        try zone.block(at: Self.at(13).adding(seconds: 1))
        #expect(zone.state.accounts[0].heldPeriods.count == 1)
        zone.show(1, try .ct(200))
        try zone.block(after: 1)
        #expect(zone.state.bills.filter { $0.account.number == 0 }.map(\.marks) == [[]])
    }

    @Test func `a declaration that holds from later than the meter went wrong does not explain what it counted`() throws
    {
        var zone = try self.zone()
        zone.show(1, try .ct(50))
        try zone.block(after: 1)
        try zone.runPeriod(0)
        zone.declare(1, try .ct(50), from: zone.state.time)
        try zone.block(after: 1)
        #expect(zone.state.bills.filter { $0.account.number == 0 }.map(\.marks) == [.suspect])
    }

    @Test func `beyond two years of held months the oldest is billed as doubtful, and the rest in a later order`()
        throws
    {
        var zone = try self.zone()
        zone.show(1, try .ct(50))
        try zone.block(after: 1)
        for period in Int64(0)...25 {
            try zone.runPeriod(period)
            if period == 23 { #expect(!zone.state.bills.contains { $0.account.number == 0 }) }
        }
        let capped = zone.state.bills.filter { $0.account.number == 0 }
        #expect(capped.map(\.period) == [0, 1] && capped.map(\.marks) == [.suspect, .suspect])
        #expect(zone.state.accounts[0].heldPeriods.map(\.period.number) == Array(2...25))
        try zone.restart(seed: 3)
        zone.show(1, try .ct(100))
        try zone.block(after: 1)
        let bills = zone.state.bills.filter { $0.account.number == 0 }
        #expect(bills.map(\.period) == Array(0...25) && bills.allSatisfy { $0.quantity == 12_000 })
    }

    @Test func `a tenant who left while the bill was held gets it, and the next one gets no part of it`() throws {
        var zone = try self.zone()
        zone.show(1, try .ct(50))
        try zone.block(after: 1)
        try zone.runPeriod(0)
        zone.amend(1, from: Self.at(12), .account(AccountID(2)))
        #expect(try zone.block(after: 1).failures == [])
        try zone.restart(seed: 4)
        try zone.runPeriod(1)
        #expect(zone.state.accounts[0].heldPeriods.map(\.period.number) == [0])
        #expect(zone.state.accounts[2].heldPeriods.map(\.period.number) == [1])
        zone.declare(1, try .ct(50), from: Self.at(0))
        try zone.block(after: 1)
        let bills = zone.state.bills.filter { $0.account.number != 1 }
        #expect(bills.map(\.account.number) == [0, 2] && bills.map(\.quantity) == [12_000, 12_000])
    }

    @Test(arguments: [true, false])
    func `an exchange or the end of a meter frees the bill of what it counted, as doubtful`(isExchanged: Bool) throws {
        var zone = try self.zone()
        zone.show(1, try .ct(50))
        try zone.block(after: 1)
        try zone.runPeriod(0)
        let fact = MeterFact.exchanged(
            serial: "NEW", registers: [ExchangedRegister(closing: 13_000, opening: 0)])
        zone.amend(1, from: Self.at(12), isExchanged ? fact : .retired)
        try zone.restart(seed: 5)
        #expect(try zone.block(after: 1).failures == [])
        let bills = zone.state.bills.filter { $0.account.number == 0 }
        #expect(bills.map(\.quantity) == [12_000] && bills.map(\.marks) == [.suspect])
        #expect(zone.state.meters[1].ratios?.read == nil && zone.state.accounts[0].heldPeriods.isEmpty)
        // The transformers are still there: another meter must count by them.
        zone.show(1, try .ct(50))
        let failures = try zone.block(after: 1).failures
        #expect(failures == (isExchanged ? [] : [.meterRetired(MeterID(1), at: Self.at(12))]))
        #expect(zone.state.meters[1].ratios?.isContradictory == isExchanged)
    }

    @Test func `a bill that was not read to its end says so when it is made, and was paid before as it was then`()
        throws
    {
        var zone = try self.zone()
        try zone.runPeriod(0)
        zone.pay(0, 1_000_000, "in time")
        zone.show(1, try .ct(50))
        try zone.block(after: 1)
        // Nothing of the period is read, and all of it later.
        try zone.block(at: Self.at(25).adding(seconds: 1))
        zone.readAbsolute(Self.at(25), [40_000, 30_000, 30_000])
        try zone.block(after: 1)
        zone.show(1, try .ct(100))
        try zone.block(after: 1)
        let bill = try #require(zone.state.bills.last)
        #expect(bill.account.number == 0 && bill.period == 1 && bill.marks.contains(.incomplete))
        #expect(bill.facts.paidPromptly == true && bill.quantity == 0)
    }

    @Test func `a bill that was made late and is not due yet is not paid late`() throws {
        var zone = try self.zone()
        try zone.runPeriod(0)
        zone.pay(0, 12_000, "in time")
        zone.show(1, try .ct(50))
        try zone.block(after: 1)
        try zone.runPeriod(1)
        // Freed just before the next bill.
        try zone.runPeriod(2, closes: false)
        zone.declare(1, try .ct(50), from: Self.at(0))
        try zone.block(after: 1)
        try zone.block(at: Self.at(37).adding(seconds: 1))
        let bills = zone.state.bills.filter { $0.account.number == 0 }
        #expect(bills.map(\.period) == [0, 1, 2] && bills[1].dueAt > bills[2].issuedAt)
        #expect(bills.map(\.facts.paidPromptly) == [nil, true, true])
    }

    @Test func `what cannot be believed of ratios is refused with its reason`() throws {
        var zone = try self.zone()
        let now = zone.state.time
        let malformed: [[UInt8]] = [
            [], [0xf6], CBOR.array([.null, .null]).encoded(),
            CBOR.array([.array([.unsigned(0), .unsigned(5)])]).encoded(),
            CBOR.array([.array([.unsigned(0), .unsigned(5)]), .null]).encoded(),
            try MeasuringRatios.ct(5).encoded() + [0],
        ]
        for bytes in malformed { zone.report(1, bytes, at: now) }
        zone.show(1, try .ct(100), at: now.adding(seconds: -5))
        zone.declare(1, try .ct(100), from: now.adding(seconds: 90))
        zone.declare(1, try .ct(100), from: now)
        zone.declare(1, try .ct(100), from: now.adding(seconds: -1))
        let before = zone.state.meters[1].ratios?.read
        let failures = try zone.block(after: 1).failures
        for failure in failures.prefix(malformed.count) {
            guard case .badRatios(let problem) = failure else {
                Issue.record("\(failure)")
                continue
            }
            #expect(!problem.isEmpty)
        }
        #expect(
            failures.dropFirst(malformed.count) == [
                .factOutOfOrder(last: now.adding(seconds: -1)),
                .inFuture(now.adding(seconds: 90), now: now.adding(seconds: 1)), .factOutOfOrder(last: now),
            ])
        #expect(zone.state.meters[1].ratios?.read == before)
    }

    @Test func `what is told of one transformer leaves the other one as it was`() throws {
        let first = MeasuringRatios(current: nil, voltage: MeasuringRatio(primary: 11_000_000, secondary: 110_000))
        var zone = try self.zone(shows: first)
        zone.declare(1, try .ct(100), from: Self.at(0))
        zone.show(1, try .ct(100))
        try zone.block(after: 1)
        let known = try #require(zone.state.meters[1].ratios)
        #expect(known.declared.ratios.description == "CT 100/5, PT 11000/110" && !known.isContradictory)
        #expect(MeasuringRatio(primary: 62_500, secondary: 5000)?.description == "62.5/5")
        #expect(MeasuringRatio(primary: 5, secondary: 0) == nil && MeasuringRatios(current: nil, voltage: nil) == nil)
    }

    @Test func `more bills than a block may make are made in the next ones`() throws {
        var zone = try Zone()
        try zone.setUp(houses: 20)
        for house in UInt32(1)...20 { zone.show(house, try .ct(100)) }
        try zone.block(after: 1)
        for house in UInt32(1)...20 { zone.show(house, try .ct(50)) }
        try zone.block(after: 1)
        for period in Int64(1)...24 { try zone.block(at: Self.at(12 * period + 1)) }
        #expect(zone.state.accounts.allSatisfy { $0.heldPeriods.count == 24 } && zone.state.bills.isEmpty)
        for house in UInt32(1)...20 { zone.show(house, try .ct(100)) }
        try zone.block(after: 1)
        #expect(zone.state.bills.count == 256)
        try zone.restart(seed: 6)
        try zone.block(after: 1)
        #expect(zone.state.bills.count == 480 && zone.state.accounts.allSatisfy { $0.heldPeriods.isEmpty })
    }

    /// Bills that were held are those of a zone in which none was, whatever happened to meters and tenants meanwhile.
    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `energy and money are conserved, whatever is held and freed`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var (zone, twin) = (try self.zone(tariff: Samples.rajasthan), try self.zone(tariff: Samples.rajasthan))
        var held = 0
        for interval in Int64(1)...360 {
            let used = (0..<2).map { _ in UInt64.random(in: 0...3000, using: &random) }
            for index in 0..<2 {
                let meter = UInt32(index + 1)
                if Int.random(in: 0..<40, using: &random) == 0 {
                    zone.show(meter, try .ct([50, 100, 100].randomElement(using: &random) ?? 100))
                }
                if Int.random(in: 0..<150, using: &random) == 0 {
                    zone.declare(meter, try .ct([50, 100].randomElement(using: &random) ?? 100), from: zone.state.time)
                }
            }
            let tenant = Int.random(in: 0..<60, using: &random) == 0 ? UInt32.random(in: 0...2, using: &random) : nil
            func live(_ zone: inout Zone) throws {
                if let tenant {
                    zone.amend(1, from: Self.at(interval - 1), .account(AccountID(tenant)))
                    #expect(try zone.block(after: 1).failures == [])
                }
                zone.read(Self.at(interval), [used[0] + used[1], used[0], used[1]])
                try zone.block(at: Self.at(interval).adding(seconds: 3))
            }
            try live(&zone)
            try live(&twin)
            held = max(held, zone.state.accounts.map(\.heldPeriods.count).reduce(0, +))
            if interval % 97 == 0 { try zone.restart(seed: seed) }
        }
        for meter in UInt32(1)...2 { zone.declare(meter, try .ct(50), from: zone.state.time) }
        for meter in UInt32(1)...2 { zone.show(meter, try .ct(50), at: zone.state.time.adding(seconds: 1)) }
        try zone.block(after: 1)
        try twin.block(after: 1)
        #expect(held > 0 && zone.state.accounts.allSatisfy { $0.heldPeriods.isEmpty })
        for account in UInt32(0)...2 {
            let bills = [zone, twin].map { $0.state.bills.filter { $0.account.number == account }.map(\.asIfInTime) }
            #expect(bills[0] == bills[1], "account \(account)")
        }
        #expect(zone.state.zone.billedPaise == twin.state.zone.billedPaise)
        for register in 1...2 {
            let record = zone.state.registers[register]
            let billed = zone.state.bills.flatMap(\.registers).filter { $0.register == UInt32(register) }.map(
                \.quantity)
            #expect(billed.reduce(0, +) + record.uses.map(\.quantity).reduce(0, +) == record.value - 1000)
        }
    }
}

extension MeasuringRatios {
    /// Of current transformers, in amperes.
    fileprivate static func ct(_ primary: UInt32, _ secondary: UInt32 = 5) throws -> MeasuringRatios {
        try #require(
            MeasuringRatios(
                current: MeasuringRatio(primary: primary * 1000, secondary: secondary * 1000), voltage: nil))
    }
}

extension BillRecord {
    /// All that does not depend on when it was made, or on the doubts that kept it back.
    fileprivate var asIfInTime: [String] {
        [
            "\(self.period) \(self.periodStart) \(self.periodEnd) \(self.quantity) \(self.periodDays)",
            "\(self.tariff) \(self.tariffVersion) \(self.totalPaise) \(self.carriedInPaise)",
            "\(self.lines.map(\.amountPaise))", "\(self.registers)", "\(self.marks.subtracting(.suspect))",
        ]
    }
}

extension Zone {
    fileprivate mutating func show(_ meter: UInt32, _ ratios: MeasuringRatios, at time: UTCTime? = nil) {
        self.report(meter, ratios.encoded(), at: time ?? self.state.time)
    }

    fileprivate mutating func report(_ meter: UInt32, _ evidence: [UInt8], at time: UTCTime) {
        self.submit(
            .meterEvent(
                MeterEvent(meter: MeterID(meter), time: time, kind: .ratiosRead, value: 0, evidence: evidence)),
            by: .box)
    }

    fileprivate mutating func amend(_ meter: UInt32, from time: UTCTime, _ fact: MeterFact) {
        self.submit(.amendMeter(AmendMeter(meter: MeterID(meter), from: time, fact: fact)), by: .registrar)
    }

    fileprivate mutating func declare(_ meter: UInt32, _ ratios: MeasuringRatios, from time: UTCTime) {
        self.amend(meter, from: time, .ratios(ratios))
    }

    /// Reads a period of twelve intervals, and makes its bills.
    @discardableResult
    fileprivate mutating func runPeriod(_ period: Int64, closes: Bool = true) throws -> [ContractEvent] {
        var events: [ContractEvent] = []
        for interval in (12 * period + 1)...(12 * period + 12) {
            let end = Samples.start.adding(seconds: 900 * interval)
            self.read(end, [2000, 1000, 1000])
            events += try self.block(at: end.adding(seconds: 3))
        }
        guard closes else { return events }
        return events + (try self.block(at: Samples.start.adding(seconds: 900 * (12 * period + 13) + 1)))
    }
}
