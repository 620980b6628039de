import Contract
import Ledger
import Metering
import Testing

/// Moving a house, a meter or a tenant in mid-month loses no Wh and raises no finding on either side.
@Suite struct MeterFactTests {
    private static func at(_ intervals: Int64) -> UTCTime { Samples.start.adding(seconds: 900 * intervals) }

    /// Two transformers with a delivering meter each (meters 0, 3), two houses (meters 1, 2; accounts 0, 1) at the
    /// first, a third account without a meter; read at the start.
    private func zone(loss: LossAllowance = Samples.loss) throws -> Zone {
        var zone = try Zone()
        try zone.setUp(houses: 2, loss: loss)
        zone.submit(
            .registerNode(RegisterNode(label: "T2", kind: .transformer, parent: nil, loss: loss)), by: .registrar)
        zone.registerMeter("T2-meter", node: 1, purpose: .delivers, hasDisconnect: false)
        zone.submit(.registerAccount(RegisterAccount(label: "A-3", tariff: TariffID(0))), by: .registrar)
        try zone.block(after: 1)
        zone.read(
            Self.at(1), [2000, 1000, 1000, nil],
            exceptions: [ReadingException(index: 3, kind: .absolute, value: 500)])
        try zone.block(at: Self.at(1).adding(seconds: 3))
        return zone
    }

    private func amend(
        _ zone: inout Zone, _ meter: UInt32, from time: UTCTime, _ fact: MeterFact, by who: Who = .registrar
    ) {
        zone.submit(.amendMeter(AmendMeter(meter: MeterID(meter), from: time, fact: fact)), by: who)
    }

    @Test(arguments: [true, false])
    func `a house that moves to another transformer is balanced there from the instant on`(
        isReadFirst: Bool
    ) throws {
        var zone = try self.zone()
        // The interval before the move is not balanced yet when the move is recorded, or not even read.
        if isReadFirst { zone.read(Self.at(2), [2050, 1000, 1000, 0]) }
        self.amend(&zone, 2, from: Self.at(2), .node(NodeID(1)))
        if !isReadFirst { zone.read(Self.at(2), [2050, 1000, 1000, 0]) }
        try zone.block(at: Self.at(2).adding(seconds: 3))
        try zone.restart(seed: 1)
        for interval in 3...40 {
            zone.read(Self.at(Int64(interval)), [1030, 1000, 1000, 1030])
            let events = try zone.block(at: Self.at(Int64(interval)).adding(seconds: 3))
            #expect(!events.kinds.contains("findingRaised"), "interval \(interval)")
        }
        #expect(zone.state.findings.isEmpty)
        // Of the first interval not every meter was known by increments.
        for node in zone.state.nodes { #expect(node.balance.paused <= 1, "\(node.label): \(node.balance.paused)") }
        let unexplained = zone.state.nodes.map { $0.balance.last?.unexplainedThousandths ?? .max }
        #expect(unexplained.allSatisfy { abs($0) < 100_000 }, "\(unexplained)")
        #expect(zone.state.registers[2].value == 1000 + 40 * 1000)
    }

    @Test func `a tenant who leaves in mid-period pays for what came before, and the next one for what came after`()
        throws
    {
        var zone = try self.zone()
        for interval in 2...6 {
            zone.read(Self.at(Int64(interval)), [2050, 1000, 1000, 0])
            try zone.block(at: Self.at(Int64(interval)).adding(seconds: 3))
        }
        self.amend(&zone, 2, from: Self.at(6), .account(AccountID(2)))
        try zone.block(after: 1)
        try zone.restart(seed: 2)
        #expect(zone.state.meters(of: AccountID(1)) == [] && zone.state.meters(of: AccountID(2)) == [MeterID(2)])
        for interval in 7...12 {
            zone.read(Self.at(Int64(interval)), [5050, 1000, 4000, 0])
            try zone.block(at: Self.at(Int64(interval)).adding(seconds: 3))
        }
        try zone.block(at: Self.at(13))
        let bills = zone.state.bills.map { ($0.account.number, $0.quantity, $0.registers.map(\.opening)) }
        #expect(bills.count == 3 && zone.state.bills.map(\.marks) == [[], [], []], "\(bills)")
        #expect(bills[1].0 == 1 && bills[1].1 == 6000 && bills[1].2 == [1000])
        #expect(bills[2].0 == 2 && bills[2].1 == 24_000 && bills[2].2 == [7000])
        #expect(zone.state.bills[1].registers[0].closing == 7000)
        // The one who left gets no bill any more.
        try zone.block(after: 40_000)
        #expect(zone.state.bills.filter { $0.account.number == 1 }.count == 1)
        #expect(zone.state.bills.filter { $0.account.number == 2 }.count > 1)
    }

    @Test func `a tenant who comes back in the same period is billed for each stay by itself`() throws {
        var zone = try self.zone()
        let payers: [Int64: UInt32] = [4: 2, 8: 1]
        for interval in Int64(2)...12 {
            zone.read(Self.at(interval), [2050, 1000, 1000, 0])
            try zone.block(at: Self.at(interval).adding(seconds: 3))
            if let payer = payers[interval] {
                self.amend(&zone, 2, from: Self.at(interval), .account(AccountID(payer)))
                #expect(try zone.block(after: 1).failures == [])
            }
        }
        try zone.restart(seed: 4)
        try zone.block(at: Self.at(13))
        let stays = zone.state.bills.suffix(2).map { $0.registers.map { [$0.opening, $0.closing, $0.quantity] } }
        #expect(stays == [[[1000, 5000, 4000], [9000, 13_000, 4000]], [[5000, 9000, 4000]]])
        #expect(zone.state.bills.suffix(2).map(\.quantity) == [8000, 4000])
        #expect(zone.state.bills.suffix(2).map(\.marks) == [[], []])
    }

    @Test func `a gap over a change of tenants is divided in proportion to time, to the last watt hour`() throws {
        var zone = try self.zone()
        self.amend(&zone, 2, from: Self.at(2), .account(AccountID(2)))
        try zone.block(at: Self.at(2))
        zone.read(
            Self.at(5), [nil, nil, nil, nil], exceptions: [ReadingException(index: 2, kind: .absolute, value: 6001)])
        try zone.block(at: Self.at(5).adding(seconds: 3))
        let uses = zone.state.registers[2].uses
        #expect(uses.map(\.account.number) == [1, 2] && uses.map(\.quantity) == [1000 + 1000, 3001])
        #expect(uses.map(\.closing) == [3000, 6001] && uses.map(\.opening) == [1000, 3000])
        #expect(uses.allSatisfy { $0.marks == .substituted })
    }

    @Test(arguments: [true, false])
    func `an exchanged meter loses no watt hour, whichever comes first, the record or the reading`(
        isRecordedFirst: Bool
    ) throws {
        var zone = try self.zone()
        let fact = MeterFact.exchanged(serial: "NEW-7", registers: [ExchangedRegister(closing: 2400, opening: 70)])
        let moment = Self.at(1).adding(seconds: 400)
        if isRecordedFirst {
            zone.submit(.amendMeter(AmendMeter(meter: MeterID(2), from: moment, fact: fact)), by: .registrar)
        }
        zone.read(
            Self.at(2), [1500, 1000, nil, 0], exceptions: [ReadingException(index: 2, kind: .replaced, value: 570)])
        try zone.block(at: Self.at(2).adding(seconds: 3))
        if !isRecordedFirst {
            #expect(zone.state.registers[2].uses.last?.quantity == 1000)
            self.amend(&zone, 2, from: moment, .exchanged(serial: "N", registers: []))
            self.amend(
                &zone, 2, from: moment,
                .exchanged(serial: "N", registers: [ExchangedRegister(closing: 1, opening: 0)]))
            zone.submit(.amendMeter(AmendMeter(meter: MeterID(2), from: moment, fact: fact)), by: .registrar)
            let failures = try zone.block(after: 1).failures
            #expect(
                failures == [
                    .exchangeLength(expected: 1, found: 0),
                    .exchangeContradicts(MeterID(2), before: 2000, after: 570),
                ])
        }
        let register = zone.state.registers[2]
        // 1000 before, 400 to the old meter's end, 500 on the new one.
        #expect(register.uses.map(\.quantity).reduce(0, +) == 1900 && register.value == 570)
        #expect(register.exchange == nil && register.restart == nil && zone.state.meters[2].serial == "NEW-7")
        try zone.restart(seed: 3)
        zone.read(Self.at(3), [1500, 1000, 500, 0])
        #expect(try zone.block(at: Self.at(3).adding(seconds: 3)).failures == [])
        #expect(zone.state.registers[2].uses.map(\.quantity).reduce(0, +) == 2400)
    }

    @Test func `an exchange that was recorded wrongly keeps no reading from being booked, and is recorded anew`() throws
    {
        var zone = try self.zone()
        let moment = Self.at(1).adding(seconds: 400)
        self.amend(
            &zone, 2, from: moment,
            .exchanged(serial: "NEW", registers: [ExchangedRegister(closing: 2400, opening: 7000)]))
        zone.read(
            Self.at(2), [1500, 1000, nil, 0], exceptions: [ReadingException(index: 2, kind: .replaced, value: 570)])
        #expect(try zone.block(at: Self.at(2).adding(seconds: 3)).failures == [])
        #expect(zone.state.registers[2].uses.map(\.quantity).reduce(0, +) == 1000)
        #expect(zone.state.registers[2].exchange == nil && zone.state.registers[2].restart?.after == 570)
        self.amend(
            &zone, 2, from: moment,
            .exchanged(serial: "NEW", registers: [ExchangedRegister(closing: 2400, opening: 70)]))
        #expect(try zone.block(after: 1).failures == [])
        #expect(zone.state.registers[2].uses.map(\.quantity).reduce(0, +) == 1900)
    }

    @Test func `use that an exchange explains late moves no register, and the next bill opens where this one closes`()
        throws
    {
        var zone = try self.zone()
        let moment = Self.at(10).adding(seconds: 400)
        for interval in Int64(2)...10 {
            zone.read(Self.at(interval), [2050, 1000, 1000, 0])
            try zone.block(at: Self.at(interval).adding(seconds: 3))
        }
        zone.read(
            Self.at(11), [1500, 1000, nil, 0], exceptions: [ReadingException(index: 2, kind: .replaced, value: 570)])
        try zone.block(at: Self.at(11).adding(seconds: 3))
        for interval in Int64(12)...13 {
            zone.read(Self.at(interval), [2050, 1000, 1000, 0])
            // The bill comes a quarter of an hour after the period.
            try zone.block(at: Self.at(interval).adding(seconds: -3))
        }
        let uses = zone.state.registers[2].uses
        self.amend(
            &zone, 2, from: moment,
            .exchanged(serial: "NEW", registers: [ExchangedRegister(closing: 11_400, opening: 70)]))
        #expect(try zone.block(after: 1).failures == [])
        #expect(zone.state.registers[2].uses.map(\.closing) == uses.map(\.closing))
        #expect(zone.state.registers[2].uses.map(\.quantity) != uses.map(\.quantity))
    }

    @Test func `a retired meter is read no more and leaves the balance, and its last use is billed`() throws {
        var zone = try self.zone()
        let version = zone.state.roster(of: Zone.id(.box)).version
        self.amend(&zone, 2, from: Self.at(1), .retired)
        try zone.block(after: 1)
        let roster = zone.state.roster(of: Zone.id(.box))
        #expect(roster.version == version + 1 && roster.positions.map(\.meter.number) == [0, 1, 2, 3])
        #expect(roster.positions.map { $0.retiredAt != nil } == [false, false, true, false])
        try zone.restart(seed: 4)
        self.amend(&zone, 2, from: Self.at(2), .node(NodeID(0)))
        #expect(try zone.block(after: 1).failures == [.meterRetired(MeterID(2), at: Self.at(1))])
        zone.read(Self.at(2), [1030, 1000, 5, 0])
        #expect(try zone.block(at: Self.at(2)).failures == [.meterRetired(MeterID(2), at: Self.at(1))])
        for interval in 2...12 {
            zone.read(Self.at(Int64(interval)), [1030, 1000, nil, 0])
            try zone.block(at: Self.at(Int64(interval)).adding(seconds: 3))
        }
        try zone.block(at: Self.at(13))
        #expect(zone.state.findings.isEmpty && (zone.state.nodes[0].balance.last?.end ?? Self.at(0)) >= Self.at(11))
        #expect(zone.state.bills.filter { $0.account.number == 1 }.map(\.quantity) == [1000])
        try zone.block(after: 40_000)
        #expect(zone.state.bills.filter { $0.account.number == 1 }.count == 1)
    }

    @Test func `facts that cannot hold are refused with what to say instead`() throws {
        var zone = try self.zone()
        let now = zone.state.time
        self.amend(&zone, 9, from: Self.at(1), .retired)
        self.amend(&zone, 2, from: Self.at(0), .node(NodeID(1)))
        self.amend(&zone, 2, from: Self.at(1).adding(seconds: 1), .node(NodeID(1)))
        self.amend(&zone, 2, from: Self.at(9), .node(NodeID(1)))
        self.amend(&zone, 2, from: Self.at(1), .node(NodeID(7)))
        self.amend(&zone, 0, from: Self.at(1), .node(NodeID(1)))
        self.amend(&zone, 2, from: Self.at(1), .account(AccountID(9)))
        self.amend(&zone, 0, from: Self.at(1), .account(AccountID(0)))
        let failures = try zone.block(at: now.adding(milliseconds: 1)).failures
        #expect(
            failures == [
                .unknownMeter(MeterID(9)), .readBeyond(MeterID(2), boundary: Self.at(1)),
                .misalignedInterval(Self.at(1).adding(seconds: 1), seconds: 900),
                .inFuture(Self.at(9), now: now.adding(milliseconds: 1)), .unknownNode(NodeID(7)), .gridMeterMove,
                .unknownAccount(AccountID(9)), .gridMeterAccount,
            ])
        self.amend(&zone, 2, from: Self.at(1), .retired, by: .box)
        #expect(try zone.block(after: 1).failures == [.missingRole(needed: [.registrar, .crew])])
    }

    @Test func `an order against a tenant who left does not cut off the next one`() throws {
        var zone = try self.zone()
        for interval in 2...12 {
            zone.read(Self.at(Int64(interval)), [2050, 1000, 1000, 0])
            try zone.block(at: Self.at(Int64(interval)).adding(seconds: 3))
        }
        try zone.block(at: Self.at(13))
        try zone.block(after: 3601)
        try zone.block(after: 7200)
        let order = try #require(zone.state.accounts[1].order)
        #expect(zone.state.orders[Int(order)].meters == [MeterID(2)])
        self.amend(&zone, 2, from: zone.state.time.floored(toMultipleOf: 900), .account(AccountID(2)))
        #expect(try zone.block(after: 1).kinds.contains("orderRevoked"))
        #expect(zone.state.orders[Int(order)].revocation == .meterMoved)
        try zone.block(after: 20_000)
        #expect(
            zone.state.orders.filter { $0.stands && $0.meters.contains(MeterID(2)) }.allSatisfy {
                $0.account.number == 2
            })
        #expect(zone.state.accounts[1].order == nil)
    }
}
