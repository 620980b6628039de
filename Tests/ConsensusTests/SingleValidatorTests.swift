import Consensus
import Identity
import Ledger
import Metering
import Testing

@Suite("One validator")
struct SingleValidatorTests {
    private let zone: Zone

    init() throws { self.zone = try Zone(count: 1) }

    private func clock(_ now: Int64) -> BlockClock {
        .trusted(self.zone.start.adding(milliseconds: now / 1_000_000))
    }

    private func started(_ timing: ConsensusTiming = ConsensusTiming()) throws -> ConsensusCore {
        var core = try self.zone.core(timing: timing)
        _ = core.handle(.start, at: 0, clock: self.clock(0))
        return core
    }

    @Test("A built block is final in the same turn, with its records first")
    func finalInOneTurn() throws {
        var core = try self.started()
        #expect(
            core.handle(.workPending(true), at: second, clock: self.clock(second)).contains(
                .build(view: 1, parent: self.zone.tip)))
        let block = self.zone.block(view: 1, on: self.zone.tip)
        let effects = core.handle(.blockBuilt(view: 1, block), at: second, clock: self.clock(second))
        guard case .persist(let records) = effects.first else {
            Issue.record("the records are not first: \(effects)")
            return
        }
        #expect(
            records.map(Self.name) == [
                "proposal", "notarize", "notarize certificate", "finalize", "finalize certificate",
            ])
        let finals = effects.compactMap { if case .finalized(let block) = $0 { block } else { nil } }
        #expect(finals.map(\.block) == [block])
        try finals.first?.verify(self.zone.validators, genesis: self.zone.genesis)
        #expect(core.tip == ChainTip(block.header))
        #expect(core.view == 2)
    }

    private static func name(_ record: ConsensusRecord) -> String {
        switch record {
        case .proposal: "proposal"
        case .vote(let vote): "\(vote.statement.kind)"
        case .certificate(let certificate): "\(certificate.statement.kind) certificate"
        case .checkpoint: "checkpoint"
        case .lostVotes: "lost votes"
        }
    }

    @Test("An idle chain is silent until the heartbeat")
    func heartbeat() throws {
        var core = try self.zone.core()
        let effects = core.handle(.start, at: 0, clock: self.clock(0))
        #expect(effects == [.armTimer(deadline: 60 * second)])
        #expect(
            core.handle(.timer, at: 59 * second, clock: self.clock(59 * second)) == [.armTimer(deadline: 60 * second)])
        let due = core.handle(.timer, at: 60 * second, clock: self.clock(60 * second))
        #expect(due.first == .build(view: 1, parent: self.zone.tip))
    }

    @Test("The heartbeat follows a scaled clock")
    func scaledHeartbeat() throws {
        var core = try self.zone.core(timing: ConsensusTiming(heartbeatMilliseconds: 900_000, scale: 450))
        #expect(core.handle(.start, at: 0, clock: .unsure) == [.armTimer(deadline: 2 * second)])
        let due = core.handle(.timer, at: 2 * second, clock: .unsure)
        #expect(due.contains(.build(view: 1, parent: self.zone.tip)))
    }

    @Test("A finalized block has emptied the pool until the caller says otherwise")
    func noEmptyBlocks() throws {
        var core = try self.started()
        _ = core.handle(.workPending(true), at: 1, clock: self.clock(1))
        let block = self.zone.block(view: 1, on: self.zone.tip)
        let effects = core.handle(.blockBuilt(view: 1, block), at: 2, clock: self.clock(2))
        #expect(!effects.contains { if case .build = $0 { true } else { false } })
        let more = core.handle(.workPending(true), at: 3, clock: self.clock(3))
        #expect(more.contains(.build(view: 2, parent: ChainTip(block.header))))
    }

    @Test("The batch delay lets transactions join")
    func batch() throws {
        var core = try self.started(ConsensusTiming(batchNanoseconds: second))
        #expect(core.handle(.workPending(true), at: 5, clock: self.clock(5)) == [.armTimer(deadline: second + 5)])
        #expect(core.handle(.workPending(true), at: 9, clock: self.clock(9)).isEmpty)
        let due = core.handle(.timer, at: second + 5, clock: self.clock(second + 5))
        #expect(due.first == .build(view: 1, parent: self.zone.tip))
    }

    @Test("After a failed build the view is nullified, and the next try waits longer each time")
    func failedBuild() throws {
        var core = try self.started()
        var now: Int64 = 0
        var waits: [Int64] = []
        _ = core.handle(.workPending(true), at: now, clock: self.clock(now))
        for view in 1...4 {
            let failed = core.handle(
                .buildFailed(view: UInt64(view), reason: "disk"), at: now, clock: self.clock(now))
            #expect(!failed.contains { if case .build = $0 { true } else { false } })
            #expect(core.view == UInt64(view) + 1)
            guard case .armTimer(let deadline) = failed.last else {
                Issue.record("no timer after a failed build")
                return
            }
            waits.append(deadline - now)
            now = deadline
            let retry = core.handle(.timer, at: now, clock: self.clock(now))
            #expect(retry.contains(.build(view: UInt64(view) + 1, parent: self.zone.tip)))
        }
        #expect(waits == [1_500_000_000, 2_250_000_001, 3_375_000_002, 5_062_500_004])
    }

    @Test("A built block that does not fit is not voted for", arguments: 0..<5)
    func unfitBlock(_ fault: Int) throws {
        var core = try self.started()
        _ = core.handle(.workPending(true), at: 1, clock: self.clock(1))
        let tip = self.zone.tip
        let fit = self.zone.block(view: 1, on: tip)
        var header = fit.header
        switch fault {
        case 0: header.height = 2
        case 1: header.parent = .zero
        case 2: header.time = tip.time
        case 3: header.time = tip.time.adding(seconds: 6)
        default: header.transactionCount = 1
        }
        let effects = core.handle(
            .blockBuilt(view: 1, Block(header: header, transactions: [])), at: 2, clock: self.clock(2))
        #expect(!effects.contains { if case .finalized = $0 { true } else { false } })
        #expect(core.view == 2)
        #expect(core.tip == tip)
    }

    @Test("A clock behind the chain waits instead of failing")
    func clockBehind() throws {
        var core = try self.zone.core()
        let late: (Int64) -> BlockClock = { .trusted(self.zone.start.adding(milliseconds: $0 / 1_000_000 - 65_000)) }
        _ = core.handle(.start, at: 0, clock: late(0))
        let effects = core.handle(.workPending(true), at: 0, clock: late(0))
        #expect(effects == [.armTimer(deadline: 60_001_000_000)])
        let due = core.handle(.timer, at: 60_001_000_000, clock: late(60_001_000_000))
        #expect(due.first == .build(view: 1, parent: self.zone.tip))
    }
}
