import Contract
import Identity
import Ledger
import Metering
import TestSupport
import Testing

/// Random transactions, valid and not: nothing traps, replicas agree, money is conserved, and a state restored from its
/// entries in any order goes on as the one that never stopped.
@Suite struct RandomBlockTests {
    @Test(arguments: 1...7 as ClosedRange<UInt64>)
    func replicasAgree(seed: UInt64) throws {
        var random = RandomBody(generator: SeededGenerator(seed: seed))
        var zone = try Zone()
        try zone.setUp(houses: 3, tariff: Samples.rajasthan)
        for height in 0..<120 {
            for _ in 0..<random.number(12) {
                let (body, sender) = random.next(zone.state)
                zone.submitIfWellFormed(body, by: sender)
            }
            let jump = random.oneOf([1, 300, 900, 900, 900, 901, 3600, 11_000, height % 40 == 39 ? 400_000 : 900])
            try zone.block(after: Int64(jump))
            if random.number(9) == 0 { try zone.restart(seed: seed &+ UInt64(height)) }
        }
        #expect(zone.state.bills.count > 10 && !zone.state.payments.isEmpty)
    }

    /// A block whose bytes are changed anywhere is unreadable or refused, and changes nothing.
    @Test func mangledBlocksAreRefused() throws {
        var random = RandomBody(generator: SeededGenerator(seed: 99))
        var zone = try Zone()
        try zone.setUp(houses: 2)
        zone.pay(0, 500, "R")
        zone.readAbsolute(Samples.start.adding(seconds: 900), [1, 2, 3])
        var proposer = zone.state
        let transactions = zone.pending
        let time = zone.state.time.adding(seconds: 900)
        let outcome = try proposer.apply(BlockContent(time: time, transactions: transactions))
        let block = Block(
            header: BlockHeader(
                height: zone.state.height + 1, epoch: zone.state.validators.epoch, view: 3, parent: zone.state.tipHash,
                time: time, proposer: Zone.id(.validator), transactionCount: UInt32(transactions.count),
                energyRoot: Block.root(of: .energy, in: transactions),
                paymentRoot: Block.root(of: .payment, in: transactions), stateRoot: outcome.stateRoot),
            transactions: transactions)
        let bytes = block.encoded()
        let root = zone.state.root
        for _ in 0..<3000 {
            var mangled = bytes
            for _ in 0...random.number(2) { mangled[random.number(mangled.count)] ^= UInt8(1 << random.number(8)) }
            guard mangled != bytes, let other = try? Block(decoding: mangled) else { continue }
            // The view is consensus's business.
            guard other.header.view == block.header.view else { continue }
            var state = zone.state
            #expect(throws: BlockRefusal.self) { _ = try state.apply(other) }
            #expect(state.root == root)
        }
    }

    /// Time that jumps as far as it can costs a block no more than its share of bills.
    @Test func farFutureDoesNotTrap() throws {
        var zone = try Zone()
        try zone.setUp(houses: 3)
        try zone.block(at: UTCTime(seconds: 221_845_392_000))
        #expect(zone.state.bills.count <= 256)
        try zone.restart(seed: 1)
        #expect(throws: BlockRefusal.self) { try zone.block(after: 1) }
    }
}
