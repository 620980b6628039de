import Contract
import Ledger
import Metering
import Testing

@Suite struct BalanceTests {
    /// Two houses take 1000 Wh each in an interval; the transformer's fixed loss is 10 Wh.
    private func zone(intervals: Int, delivered: UInt64) throws -> (Zone, [ContractEvent]) {
        var zone = try Zone()
        try zone.setUp(houses: 2)
        let events = try zone.run(from: Samples.start, intervals: intervals, [delivered, 1000, 1000])
        return (zone, events)
    }

    @Test func lossWithinTheAllowanceRaisesNothing() throws {
        let (zone, _) = try self.zone(intervals: 40, delivered: 2060)
        let balance = zone.state.nodes[0].balance
        #expect(balance.taken == 39 && balance.paused == 1 && zone.state.findings.isEmpty)
        // 2060 − 2000 Wh, less 10 Wh fixed, less 2 % of 2060 Wh = 8.8 Wh.
        #expect(balance.last?.unexplainedThousandths == 8800)
        #expect(balance.loss.statistic == 0)
    }

    /// 200 Wh leave unseen in each interval: found, with its onset and energy, and closed once it stops.
    @Test func tapIsFoundAndClosed() throws {
        var (zone, _) = try self.zone(intervals: 10, delivered: 2050)
        let onset = Samples.start.adding(seconds: 11 * 900)
        var events = try zone.run(from: Samples.start.adding(seconds: 9000), intervals: 8, [2250, 1000, 1000])
        #expect(events.kinds.filter { $0 == "findingRaised" }.count == 1)
        let finding = zone.state.findings[0]
        #expect(finding.findingKind == .loss && finding.onset == onset && finding.isOpen)
        // Seven intervals are balanced: 250 − 10 − 45 Wh each.
        #expect(finding.quantity == 7 * 195)
        #expect(
            events.contains {
                $0.description.hasPrefix("finding 0 at T1: ") && $0.description.contains("kWh unexplained since")
            })
        events = try zone.run(from: Samples.start.adding(seconds: 18 * 900), intervals: 60, [2050, 1000, 1000])
        #expect(events.kinds.filter { $0 == "findingClosed" }.count == 1)
        #expect(!zone.state.findings[0].isOpen && zone.state.findings.count == 1)
    }

    @Test func moreMeteredThanDeliveredIsAFindingToo() throws {
        let (zone, _) = try self.zone(intervals: 12, delivered: 1900)
        #expect(zone.state.findings.map(\.findingKind) == [.overRegistration])
    }

    @Test func missingAndDoubtfulValuesPauseTheTest() throws {
        var zone = try Zone()
        try zone.setUp(houses: 2)
        try zone.run(from: Samples.start, intervals: 4, [2050, 1000, 1000])
        let before = zone.state.nodes[0].balance
        let end = Samples.start.adding(seconds: 5 * 900)
        // A house is missing: as a zero it would be 1000 Wh unexplained.
        zone.read(end, [2050, 1000, nil])
        try zone.block(at: end)
        zone.read(
            end.adding(seconds: 900), [2050, 1000, nil],
            exceptions: [ReadingException(index: 2, kind: .absolute, value: 9000)])
        try zone.block(at: end.adding(seconds: 900))
        zone.read(
            end.adding(seconds: 1800), [2050, nil, 1000],
            exceptions: [ReadingException(index: 1, kind: .suspect, value: 1000)])
        try zone.block(at: end.adding(seconds: 1800))
        try zone.block(at: end.adding(seconds: 9000))
        let after = zone.state.nodes[0].balance
        #expect(after.paused == before.paused + 3)
        #expect(after.taken == 4 && after.loss.statistic == before.loss.statistic && after.pending.isEmpty)
    }

    /// A feeder above two transformers: each balances what its own meters see, down to the next delivering meter.
    @Test func levelsOfTheTree() throws {
        var zone = try Zone()
        zone.setTariff(0, Samples.flat)
        let none = LossAllowance(fixedThousandthsPerHour: 0, basisPoints: 0, toleranceBasisPoints: 0, threshold: 1000)
        for (label, kind, parent) in [
            ("F", .feeder, nil), ("T1", .transformer, 0), ("T2", .transformer, 0), ("P", .servicePoint, 1),
        ]
            as [(String, NodeKind, UInt32?)]
        {
            zone.submit(
                .registerNode(RegisterNode(label: label, kind: kind, parent: parent.map { NodeID($0) }, loss: none)),
                by: .registrar)
        }
        zone.registerMeter("F", node: 0, purpose: .delivers, hasDisconnect: false)
        zone.registerMeter("T1", node: 1, purpose: .delivers, hasDisconnect: false)
        zone.registerMeter("T2", node: 2, purpose: .delivers, hasDisconnect: false)
        zone.registerMeter("H1", node: 3, channels: [.activeEnergyImport, .activeEnergyExport])
        zone.registerMeter("H2", node: 2)
        zone.registerMeter("PV", node: 2, purpose: .generates, channels: [.activeEnergyExport, .activeEnergyImport])
        try zone.block(after: 1)
        zone.readAbsolute(Samples.start, Array(repeating: 0, count: 8))
        try zone.block(after: 1)
        // F 1000 = T1 400 + T2 600; T1: H1 takes 420 and gives 20; T2: PV gives 100, takes 1, H2 takes 690: 9 missing.
        try zone.run(from: Samples.start, intervals: 3, [1000, 400, 600, 420, 20, 690, 100, 1])
        let last = zone.state.nodes.map { $0.balance.last?.unexplainedThousandths }
        #expect(last == [0, 0, 9000, nil])
    }

    /// Energy that leaves between a feeder's meter and a transformer's is the feeder's: the transformers' balances close.
    @Test func `a tap before the transformers is found at the feeder`() throws {
        var zone = try Zone()
        zone.setTariff(0, Samples.flat)
        let loss = LossAllowance(
            fixedThousandthsPerHour: 400_000, basisPoints: 100, toleranceBasisPoints: 50, threshold: 1000)
        for (label, kind, parent) in [("F", .feeder, nil), ("T1", .transformer, 0), ("T2", .transformer, 0)]
            as [(String, NodeKind, UInt32?)]
        {
            zone.submit(
                .registerNode(RegisterNode(label: label, kind: kind, parent: parent.map { NodeID($0) }, loss: loss)),
                by: .registrar)
        }
        for node in UInt32(0)...2 {
            zone.registerMeter("D\(node)", node: node, purpose: .delivers, hasDisconnect: false)
        }
        zone.registerMeter("H1", node: 1)
        zone.registerMeter("H2", node: 2)
        try zone.block(after: 1)
        zone.readAbsolute(Samples.start, Array(repeating: 0, count: 5))
        try zone.block(after: 1)
        // 100 Wh of iron and 1 % of load in the transformers; from the 31st interval on 3 % more leave before them.
        try zone.run(from: Samples.start, intervals: 30, [20_300, 12_000, 8000, 11_900, 7920])
        #expect(zone.state.findings.isEmpty)
        let tapped = Samples.start.adding(seconds: 30 * 900)
        try zone.run(from: tapped, intervals: 8, [20_900, 12_000, 8000, 11_900, 7920])
        #expect(zone.state.findings.map(\.node) == [NodeID(0)])
        #expect(zone.state.findings.first?.findingKind == .loss)
        #expect(zone.state.findings.first?.onset == tapped.adding(seconds: 900))
        #expect(zone.state.nodes[1].balance.loss.statistic == 0 && zone.state.nodes[2].balance.loss.statistic == 0)
    }

    /// One node with the meters of two services: a main for houses and fields, which are one water, and a generator's meter
    /// that counts energy and has no part in it.
    private func waterZone() throws -> Zone {
        var zone = try Zone()
        zone.setTariff(0, Samples.flat)
        let loss = LossAllowance(
            fixedThousandthsPerHour: 4000, basisPoints: 100, toleranceBasisPoints: 0, threshold: 1000)
        zone.submit(
            .registerNode(RegisterNode(label: "W", kind: .feeder, parent: nil, loss: loss)), by: .registrar)
        let water = [ObisCode.waterVolume]
        zone.registerMeter("main", purpose: .delivers, channels: water, hasDisconnect: false, service: .water)
        zone.registerMeter("house", channels: water, service: .water)
        zone.registerMeter("field", channels: water, service: .irrigation)
        zone.registerMeter("solar", purpose: .generates)
        try zone.block(after: 1)
        zone.readAbsolute(Samples.start, [100, 200, 300, 400])
        try zone.block(after: 1)
        return zone
    }

    @Test func `water is balanced in litres, and energy at the same node has no part in it`() throws {
        var zone = try self.waterZone()
        try zone.run(from: Samples.start, intervals: 3, [5000, 1000, 3900, 77_777])
        let last = try #require(zone.state.nodes[0].balance.last)
        #expect(last.delivered == 5000 && last.metered == 4900)
        // 100 L less the leak of 4 L/h in a quarter of an hour, less 1 % of 5000 L.
        #expect(last.allowanceThousandths == 51_000 && last.unexplainedThousandths == 49_000)
        #expect(zone.state.balancedUnit(of: NodeID(0)) == .litre)
    }

    @Test func `a leak is a finding in kilolitres`() throws {
        var zone = try self.waterZone()
        let events = try zone.run(from: Samples.start, intervals: 6, [5000, 1000, 3000, 0])
        let finding = try #require(events.first { $0.kindName == "findingRaised" })
        #expect(
            finding.description == "finding 0 at W: 1.898 kL unexplained since \(Samples.start.adding(seconds: 900))")
        #expect(zone.state.findings.first?.quantity ?? 0 >= 1898)
    }

    @Test func `a node is balanced by meters of one register`() throws {
        var zone = try self.waterZone()
        zone.registerMeter("transformer", purpose: .delivers, hasDisconnect: false)
        #expect(try zone.block(after: 1).failures == [.gridMeterMedium(NodeID(0))])
        zone.registerMeter(
            "second main", purpose: .delivers, channels: [.waterVolume], hasDisconnect: false, service: .irrigation)
        #expect(try zone.block(after: 1).failures.isEmpty)
        let restored = try ContractState(genesis: zone.genesis, entries: zone.state.entries())
        #expect(restored.balancedUnit(of: NodeID(0)) == .litre)
    }
}
