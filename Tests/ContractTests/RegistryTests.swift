import CanonicalCBOR
import Contract
import Identity
import Ledger
import Metering
import Tariffs
import Testing

@Suite struct RegistryTests {
    @Test func refusals() throws {
        var zone = try Zone(policy: .standard, isDemonstration: false)
        try zone.setUp(houses: 1)
        var badPolicy = Policy.standard
        badPolicy.noticePeriod = .clearDays(3)
        let node = RegisterNode(label: "X", kind: .feeder, parent: NodeID(0), loss: Samples.loss)
        let cases: [(TransactionBody, FailureReason)] = [
            (.registerNode(node), .wrongParent(.feeder, under: .transformer)),
            (
                .registerNode(RegisterNode(label: "T1", kind: .feeder, parent: nil, loss: Samples.loss)),
                .labelTaken("T1")
            ),
            (
                .registerNode(RegisterNode(label: "Y", kind: .feeder, parent: NodeID(7), loss: Samples.loss)),
                .unknownNode(NodeID(7))
            ),
            (
                .registerPrincipal(Principal(label: "p", key: Zone.keys[0].publicKey, roles: .box)), .keyTaken
            ),
            (.registerAccount(RegisterAccount(label: "B", tariff: TariffID(3))), .unknownTariff(TariffID(3))),
            (
                .setTariff(
                    SetTariff(tariff: TariffID(1), effectiveFrom: Samples.start, document: Samples.rajasthan.cbor)),
                .illustrativeTariff
            ),
            (
                .setTariff(SetTariff(tariff: TariffID(5), effectiveFrom: Samples.start, document: Samples.flat.cbor)),
                .tariffNumber(next: 1)
            ),
            (
                .setTariff(SetTariff(tariff: TariffID(0), effectiveFrom: Samples.start, document: Samples.flat.cbor)),
                .tariffOutOfOrder(last: Samples.start)
            ),
            (.protect(Protect(account: AccountID(9), reason: .medical)), .unknownAccount(AccountID(9))),
            (self.meter(purpose: .delivers, account: 0), .gridMeterDisconnect),
            (self.meter(use: .audit, account: 0), .legalUse(.audit)),
            (self.meter(channels: [.activeEnergyExport], account: 0), .channelMissing(.activeEnergyImport)),
            (
                self.meter(service: .water, channels: [.waterVolume], account: 0),
                .wrongUnit(tariff: TariffID(0), .water)
            ),
            (
                self.meter(service: .transport, channels: [.waterVolume], account: nil),
                .channelMissing(.distanceTravelled)
            ),
            (
                self.meter(service: .transport, channels: [.distanceTravelled], account: 0),
                .wrongUnit(tariff: TariffID(0), .transport)
            ),
            (self.meter(box: .collector, account: 0), .notABox(Zone.id(.collector))),
            (self.meter(channels: [.activeEnergyImport, .activeEnergyImport], account: 0), .badChannels),
        ]
        for (body, _) in cases { zone.submit(body, by: .registrar) }
        let before = zone.state.entries().filter { $0.key.kind != .zone && $0.key.kind != .principal }
        let events = try zone.block(after: 1)
        #expect(events.failures == cases.map(\.1))
        #expect(before == zone.state.entries().filter { $0.key.kind != .zone && $0.key.kind != .principal })
    }

    private func meter(
        box: Who = .box, purpose: MeterPurpose = .consumes, use: LegalUse = .billing, service: Service = .electricity,
        channels: [ObisCode] = [.activeEnergyImport], account: UInt32?
    ) -> TransactionBody {
        .registerMeter(
            RegisterMeter(
                label: "m", serial: "s", node: NodeID(0), box: Zone.id(box), account: account.map { AccountID($0) },
                purpose: purpose, service: service, legalUse: use, channels: channels, hasDisconnect: true))
    }

    @Test func onlyTheGenesisMakesSupervisors() throws {
        var zone = try Zone()
        let key = try SigningKey(seed: Array(repeating: 99, count: 32)).publicKey
        for roles in [.validator, [.box, .registrar], .regulator, .collector] as [Roles] {
            zone.submit(.registerPrincipal(Principal(label: "p", key: key, roles: roles)), by: .registrar)
        }
        let events = try zone.block(after: 1)
        #expect(events.failures == [.genesisRole(.validator), .genesisRole(.registrar), .genesisRole(.regulator)])
        #expect(zone.state.collectors.map(\.principal.number) == [4, 6])
        #expect(
            zone.state.principal(labelled: "p") == PrincipalID(6) && zone.state.principal(with: key) == PrincipalID(6))
    }

    @Test func rolesAreChecked() throws {
        var zone = try Zone()
        try zone.setUp(houses: 1)
        zone.submit(.registerAccount(RegisterAccount(label: "B", tariff: TariffID(0))), by: .box)
        zone.submit(.setPolicy(Samples.policy), by: .regulator)
        zone.submit(
            .payment(Payment(account: AccountID(0), amountPaise: 1, reference: "r", receivedAt: Samples.start)),
            by: .registrar)
        #expect(
            try zone.block(after: 1).failures == [
                .missingRole(needed: .registrar), .missingRole(needed: .registrar), .missingRole(needed: .collector),
            ])
    }

    @Test func tariffDocumentsAreRead() throws {
        #expect(try Tariff(document: Samples.everyLine.cbor) == Samples.everyLine)
        #expect(try Tariff(document: Samples.rajasthan.cbor) == Samples.rajasthan)
        var zone = try Zone()
        zone.submit(
            .setTariff(SetTariff(tariff: TariffID(0), effectiveFrom: Samples.start, document: .null)), by: .registrar)
        var empty = Samples.flat
        empty.lines = []
        zone.setTariff(0, empty)
        #expect(try zone.block(after: 1).failures.count == 2)
    }
}
