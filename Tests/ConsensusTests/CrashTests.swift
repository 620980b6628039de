import Consensus
import Identity
import Ledger
import Metering
import TestSupport
import Testing

/// One validator with a disk that keeps only what was synced; everything that left the box is remembered.
private struct CrashingBox {
    struct Crash: Error {}

    let zone: Zone
    var journal: [ConsensusRecord] = []
    var chain: [FinalizedBlock] = []
    var published: [ConsensusMessage] = []
    /// Effects until the power goes.
    var fuse = Int.max
    /// How many records of an interrupted write reach the disk.
    var survivors = 0
    var now: Int64 = 0

    mutating func run(untilHeight height: Int) throws {
        let tip = self.chain.last.map { ChainTip($0.block.header) } ?? self.zone.tip
        var core = try self.zone.core(tip: tip, journal: self.journal)
        var events: [ConsensusEvent] = [.start, .workPending(true)]
        while self.chain.count < height {
            guard !events.isEmpty else {
                Issue.record("the chain stands still at \(self.chain.count)")
                return
            }
            let event = events.removeFirst()
            self.now += 1_000_000
            let time = self.zone.start.adding(milliseconds: self.now / 1_000_000)
            for effect in core.handle(event, at: self.now, clock: .trusted(time)) {
                events += try self.carryOut(effect, time: time)
            }
        }
    }

    private mutating func carryOut(_ effect: ConsensusEffect, time: UTCTime) throws -> [ConsensusEvent] {
        self.fuse -= 1
        guard self.fuse > 0 else {
            if case .persist(let records) = effect { self.journal += records.prefix(self.survivors) }
            throw Crash()
        }
        switch effect {
        case .persist(let records): self.journal += records
        case .build(let view, let parent):
            // The time differs at every try, so a block built again is another block.
            return [.blockBuilt(view: view, self.zone.block(view: view, on: parent, time: time))]
        case .check(let block, _): return [.blockChecked(hash: block.hash, problem: nil)]
        case .publish(let message): self.published.append(message)
        case .finalized(let block):
            self.chain.append(block)
            return [.workPending(true)]
        case .armTimer, .send, .catchUp, .evidence: break
        case .stoodDown(let reason): Issue.record("stood down: \(reason)")
        case .halt(let reason): Issue.record("halted: \(reason)")
        }
        return []
    }

    func checkInvariants() throws {
        var statements: [String: Digest] = [:]
        for message in self.published {
            switch message {
            case .vote(let vote):
                let place = "\(vote.statement.kind) \(vote.statement.view)"
                let known = statements.updateValue(vote.statement.blockHash, forKey: place)
                #expect(known == nil || known == vote.statement.blockHash, "two votes: \(place)")
            case .proposal(let proposal, _):
                let place = "proposal \(proposal.view)"
                let known = statements.updateValue(proposal.hash, forKey: place)
                #expect(known == nil || known == proposal.hash, "two blocks: \(place)")
            case .certificate, .status, .certificateRequest, .proposalRequest: break
            }
        }
        var tip = self.zone.tip
        for block in self.chain {
            try block.verify(self.zone.validators, genesis: self.zone.genesis)
            #expect(block.block.header.parent == tip.hash)
            #expect(block.block.header.height == tip.height + 1)
            tip = ChainTip(block.block.header)
            let finalVote = statements["finalize \(tip.view)"]
            #expect(finalVote == nil || finalVote == tip.hash, "finalized another block of view \(tip.view)")
        }
        // Alone, a finalize vote that left the box made its block final.
        let chainViews = Set(self.chain.map(\.block.header.view))
        for (place, _) in statements where place.hasPrefix("finalize") {
            let view = UInt64(place.dropFirst("finalize ".count)) ?? 0
            #expect(chainViews.contains(view), "the final block of view \(view) is gone")
        }
    }
}

@Suite("Power cuts")
struct CrashTests {
    @Test("A power cut at every effect boundary, with every part of the write on the disk", arguments: 0...5)
    func everyBoundary(_ survivors: Int) throws {
        let zone = try Zone(count: 1)
        for fuse in 1...24 {
            var box = CrashingBox(zone: zone, fuse: fuse, survivors: survivors)
            #expect(throws: CrashingBox.Crash.self) { try box.run(untilHeight: 100) }
            box.fuse = .max
            try box.run(untilHeight: box.chain.count + 2)
            try box.checkInvariants()
        }
    }

    @Test("Many power cuts in a row", arguments: 0..<40)
    func manyCuts(_ seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        var box = CrashingBox(zone: try Zone(count: 1))
        for _ in 0..<30 {
            box.fuse = Int.random(in: 1...20, using: &random)
            box.survivors = Int.random(in: 0...5, using: &random)
            do { try box.run(untilHeight: box.chain.count + 100) } catch is CrashingBox.Crash {}
        }
        box.fuse = .max
        try box.run(untilHeight: box.chain.count + 3)
        try box.checkInvariants()
        #expect(box.chain.count > 3)
    }
}
