import Contract
import Identity
import Ledger
import Metering
import Proofs
import TestSupport
import Testing

/// Whatever the contract made of a chain, every bill and every order that it holds can be proven.
@Suite("Every bill and order can be proven") struct ProofTests {
    /// The state with a header of its own, final by the genesis's only validator.
    private static func material(_ zone: Zone) throws -> ProofMaterial {
        let empty = Block.root(of: .energy, in: [])
        let header = BlockHeader(
            height: zone.state.height, epoch: 1, view: 1, parent: .zero, time: zone.state.time,
            proposer: Zone.id(.validator), transactionCount: 0, energyRoot: empty, paymentRoot: empty,
            stateRoot: zone.state.root)
        let vote = VoteStatement(kind: .finalize, epoch: 1, view: 1, blockHash: header.hash)
            .signed(by: Zone.keys[0], as: Zone.id(.validator), genesis: zone.genesisHash)
        return ProofMaterial(
            state: zone.state,
            tip: FinalHeader(header: header, link: [], certificate: try #require(Certificate(votes: [vote]))),
            history: [])
    }

    private static func check(_ zone: Zone) throws -> (bills: Int, orders: Int) {
        let material = try Self.material(zone)
        func prove(_ subject: ProofSubject) {
            do {
                let bundle = try #require(material.bundle(of: subject))
                _ = try ProofBundle.verify(bundle.encoded(), genesis: zone.genesis)
            } catch {
                Issue.record("\(subject): \(error)")
            }
        }
        for bill in zone.state.bills.indices { prove(.bill(UInt32(bill))) }
        for (number, order) in zone.state.orders.enumerated() {
            for meter in order.meters { prove(.switching(meter: meter, order: UInt32(number))) }
        }
        return (zone.state.bills.count, zone.state.orders.count)
    }

    @Test("of chains with random transactions, valid and not", arguments: 1...4 as ClosedRange<UInt64>)
    func randomChains(_ seed: UInt64) throws {
        var random = RandomBody(generator: SeededGenerator(seed: seed))
        var zone = try Zone()
        try zone.setUp(houses: 3, tariff: Samples.rajasthan)
        for height in 0..<80 {
            for _ in 0..<random.number(10) {
                let (body, sender) = random.next(zone.state)
                zone.submitIfWellFormed(body, by: sender)
            }
            let jump = random.oneOf([1, 300, 900, 900, 900, 901, 3600, 11_000, height % 40 == 39 ? 400_000 : 900])
            try zone.block(after: Int64(jump))
        }
        let found = try Self.check(zone)
        #expect(found.bills > 10)
    }

    @Test("of a house that does not pay")
    func order() throws {
        var zone = try Zone()
        try zone.setUp(houses: 1)
        try zone.run(from: Samples.start, intervals: 12, [1000, 1000])
        try zone.block(after: 1000)
        try zone.block(after: 3601)
        try zone.block(after: 7200)
        zone.pay(0, 5000, "part")
        try zone.block(after: 1)
        let found = try Self.check(zone)
        #expect(found.bills >= 1 && found.orders == 1)
    }
}
