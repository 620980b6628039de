import Identity
import Ledger
import TestSupport
import Testing

@testable import Appliance

@Suite("Fetching a snapshot from peers") struct SnapshotSyncTests {
    private static let second: Int64 = 1_000_000_000

    private static func sync(_ world: SnapshotWorld, peers: Int, after threshold: UInt64? = 100) -> SnapshotSync {
        SnapshotSync(genesis: world.genesis, peerCount: peers, threshold: threshold)
    }

    @Test("who is not far behind, or is to have every block, asks for none")
    func notFar() throws {
        let world = try SnapshotWorld(registers: 3)
        var sync = Self.sync(world, peers: 1)
        #expect(sync.tick(tip: 900, announced: 999, at: 0).isEmpty)
        #expect(sync.tick(tip: 900, announced: 0, at: 0).isEmpty)
        #expect(sync.tick(tip: 900, announced: 1000, at: 0) == [.ask(peer: 0, .offer)])
        var archive = Self.sync(world, peers: 1, after: nil)
        archive.lacksFirstBlocks = true
        #expect(archive.tick(tip: 0, announced: .max, at: 0).isEmpty)
        var alone = Self.sync(world, peers: 0)
        #expect(alone.tick(tip: 0, announced: .max, at: 0).isEmpty)
    }

    @Test("an empty chain whose peers lack the first blocks takes any snapshot")
    func firstBlocks() throws {
        let world = try SnapshotWorld(height: 30, registers: 3)
        var sync = Self.sync(world, peers: 1)
        #expect(sync.tick(tip: 0, announced: 35, at: 0).isEmpty)
        sync.lacksFirstBlocks = true
        #expect(sync.tick(tip: 0, announced: 35, at: 0) == [.ask(peer: 0, .offer)])
        let effects = sync.answered(
            world.answer(.offer), to: .offer, from: 0, tip: 0, announced: 35, at: Self.second)
        #expect(effects == [.ask(peer: 0, .piece(of: world.offer.head, from: 0))])
    }

    @Test("head first, then chunks, each to one peer; then everything is taken at once")
    func order() throws {
        let world = try SnapshotWorld()
        var sync = Self.sync(world, peers: 2)
        #expect(sync.tick(tip: 0, announced: 1000, at: 0) == [.ask(peer: 0, .offer), .ask(peer: 1, .offer)])
        #expect(sync.answered(world.answer(.offer), to: .offer, from: 0, tip: 0, announced: 1000, at: 1).isEmpty)
        let head = SnapshotSync.Question.piece(of: world.offer.head, from: 0)
        #expect(
            sync.answered(world.answer(.offer), to: .offer, from: 1, tip: 0, announced: 1000, at: 2)
                == [.ask(peer: 0, head)])
        #expect(sync.replacesBlocks(at: 2) && !sync.replacesBlocks(at: 10 * Self.second))
        let chunks = world.head.chunks
        #expect(chunks.count == 4)
        let asked = chunks.map { SnapshotSync.Question.piece(of: $0.root, from: 0) }
        #expect(
            sync.answered(world.answer(head), to: head, from: 0, tip: 0, announced: 1000, at: 3)
                == [.proved(height: 1000, chunks: 4), .ask(peer: 0, asked[0]), .ask(peer: 1, asked[1])])
        #expect(sync.replacesBlocks(at: 100 * Self.second))
        // An answer to a question of before is none.
        #expect(sync.answered(world.answer(head), to: head, from: 1, tip: 0, announced: 1000, at: 4).isEmpty)
        for (index, peer) in [(0, 0), (1, 1), (2, 0)] {
            let next = index < 2 ? [SnapshotSync.Effect.ask(peer: peer, asked[index + 2])] : []
            #expect(
                sync.answered(world.answer(asked[index]), to: asked[index], from: peer, tip: 0, announced: 1000, at: 5)
                    == next)
        }
        #expect(
            sync.answered(world.answer(asked[3]), to: asked[3], from: 1, tip: 0, announced: 1000, at: 6)
                == [.take(world.head, world.entries)])
        #expect(sync.tick(tip: 1000, announced: 1000, at: 100 * Self.second).isEmpty)
        // Where it could not be stored, hours pass before it is fetched again.
        sync.tookInVain(at: 100 * Self.second)
        #expect(sync.tick(tip: 0, announced: 1000, at: 21_000 * Self.second).isEmpty)
        #expect(sync.tick(tip: 0, announced: 1000, at: 22_000 * Self.second).count == 2)
    }

    @Test("a part comes in pieces, and only as large as it may be")
    func pieces() throws {
        let bytes = [UInt8](repeating: 7, count: SnapshotPiece.maximumBytes + 5)
        var part = SnapshotPart(name: .zero, limit: bytes.count)
        #expect(part.question == .piece(of: .zero, from: 0))
        let total = UInt32(bytes.count)
        #expect(throws: SnapshotFault.wrongLength(expected: SnapshotPiece.maximumBytes, found: 5)) {
            _ = try part.take(SnapshotPiece(total: total, bytes: [1, 2, 3, 4, 5]))
        }
        #expect(
            try !part.take(SnapshotPiece(total: total, bytes: Array(bytes.prefix(SnapshotPiece.maximumBytes)))))
        #expect(part.question == .piece(of: .zero, from: UInt32(SnapshotPiece.maximumBytes)))
        #expect(throws: SnapshotFault.sizeChanged(from: bytes.count, to: bytes.count - 1)) {
            _ = try part.take(SnapshotPiece(total: total - 1, bytes: [7, 7, 7, 7]))
        }
        #expect(throws: SnapshotFault.tooLarge(bytes: bytes.count + 1, limit: bytes.count)) {
            _ = try part.take(SnapshotPiece(total: total + 1, bytes: []))
        }
        #expect(try part.take(SnapshotPiece(total: total, bytes: Array(bytes.suffix(5)))))
        #expect(part.bytes == bytes)
        var nothing = SnapshotPart(name: .zero, limit: 9)
        #expect(throws: SnapshotFault.wrongLength(expected: 0, found: 0)) {
            _ = try nothing.take(SnapshotPiece(total: 0, bytes: []))
        }
    }

    @Test("what is held of one snapshot is not fetched again for the next")
    func goesOn() throws {
        let (old, new) = (try SnapshotWorld(), try SnapshotWorld(height: 1010, changed: 2400))
        var run = SnapshotRun(sync: Self.sync(old, peers: 1), world: old, kinds: [.honest])
        run.go(until: { $0.sync.held.count == 2 })
        // The peer has made another one meanwhile.
        run.world = new
        run.go(until: { $0.taken != nil })
        #expect(run.taken?.entries == new.entries)
        let asked = run.asked.filter { question in
            if case .piece(let name, _) = question { old.head.chunks.contains { $0.root == name } } else { false }
        }
        #expect(Set(asked.map { "\($0)" }).count == asked.count, "\(asked)")
        #expect(run.sync.lies == 0)
    }

    /// Each lie alone: what it is called, and that nothing of it is taken.
    @Test(
        "a lying peer alone gives nothing and is left alone",
        arguments: SnapshotPeer.allCases.filter { $0 != .honest })
    func alone(_ kind: SnapshotPeer) throws {
        let world = try SnapshotWorld()
        var run = SnapshotRun(sync: Self.sync(world, peers: 1), world: world, kinds: [kind])
        run.go(until: { $0.gaveUp })
        #expect(run.taken == nil && run.gaveUp, "\(run.faults)")
        let isLie = run.faults.contains { $0.isLie }
        let honestly: [SnapshotPeer] = [.silent, .vanishing, .ancient, .older, .empty, .fickle]
        #expect(isLie == !honestly.contains(kind), "\(run.faults)")
        #expect((run.sync.lies > 0) == isLie)
        // It is asked a few times in five minutes, not in a loop.
        #expect(run.asked.count < 40, "\(run.asked.count) questions")
    }

    @Test("with one honest peer among any others, the right state is taken", arguments: 0..<40)
    func withOthers(_ seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let world = try SnapshotWorld(registers: Int.random(in: 0...1500, using: &random))
        var kinds = (0..<Int.random(in: 1...5, using: &random)).map { _ in
            SnapshotPeer.allCases[Int.random(in: 0..<SnapshotPeer.allCases.count, using: &random)]
        }
        kinds.insert(.honest, at: Int.random(in: 0...kinds.count, using: &random))
        var run = SnapshotRun(
            sync: Self.sync(world, peers: kinds.count), world: world, kinds: kinds, seed: UInt64(seed))
        run.go(until: { $0.taken != nil })
        #expect(
            run.taken?.head == world.head && run.taken?.entries == world.entries, "\(kinds): \(run.faults.suffix(9))")
        #expect(run.blamed.allSatisfy { kinds[$0] != .honest }, "\(kinds): \(run.faults.suffix(9))")
        #expect(run.mostParts <= SnapshotSync.mostAsked)
    }
}

/// A search in virtual time: answers come in any order.
struct SnapshotRun {
    var sync: SnapshotSync
    var world: SnapshotWorld
    let kinds: [SnapshotPeer]
    private var random: SeededGenerator
    private var now: Int64 = 0
    private var waiting: [(at: Int64, peer: Int, question: SnapshotSync.Question, answer: PeerAnswer?)] = []
    private(set) var asked: [SnapshotSync.Question] = []
    private(set) var faults: [SnapshotFault] = []
    private(set) var blamed: Set<Int> = []
    private(set) var taken: (head: SnapshotHead, entries: [StateEntry])?
    private(set) var gaveUp = false
    private(set) var mostParts = 0

    init(sync: SnapshotSync, world: SnapshotWorld, kinds: [SnapshotPeer], seed: UInt64 = 1) {
        (self.sync, self.world, self.kinds) = (sync, world, kinds)
        self.random = SeededGenerator(seed: seed)
    }

    /// Until it is so, or an hour has passed.
    mutating func go(until isDone: (SnapshotRun) -> Bool) {
        let end = self.now + 3_600_000_000_000
        while self.now < end, !isDone(self) {
            self.now += 200_000_000
            self.take(self.sync.tick(tip: 0, announced: 2000, at: self.now))
            while let index = self.waiting.firstIndex(where: { $0.at <= self.now }), !isDone(self) {
                let next = self.waiting.remove(at: index)
                self.take(
                    self.sync.answered(
                        next.answer, to: next.question, from: next.peer, tip: 0, announced: 2000, at: self.now))
            }
        }
    }

    private mutating func take(_ effects: [SnapshotSync.Effect]) {
        for effect in effects {
            switch effect {
            case .ask(let peer, let question): self.ask(peer, question)
            case .blamed(let peer, let fault):
                self.blamed.insert(peer)
                self.faults.append(fault)
            case .proved: break
            case .take(let head, let entries): self.taken = (head, entries)
            case .gaveUp: self.gaveUp = true
            }
        }
        let parts = self.sync.peers.count { $0.asked?.part != nil }
        self.mostParts = max(self.mostParts, parts)
    }

    private mutating func ask(_ peer: Int, _ question: SnapshotSync.Question) {
        self.asked.append(question)
        let answer = self.kinds[peer].answer(question, self.world, &self.random)
        let seconds = answer == nil ? 10 : Int64.random(in: 0...3, using: &self.random)
        self.waiting.append((self.now + seconds * 1_000_000_000, peer, question, answer))
        self.waiting.shuffle(using: &self.random)
    }
}
