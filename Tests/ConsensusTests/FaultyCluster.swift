import Consensus
import Identity
import Ledger
import Metering
import TestSupport
import Testing

let second: Int64 = 1_000_000_000

/// Validators over a network and disks that fail as a test says; virtual time, one seed, the same run every time.
///
/// After every turn it checks what must hold at every moment: nobody honest contradicts itself, and there is one chain.
struct FaultyCluster {
    struct Node {
        let index: Int
        var core: ConsensusCore?
        /// What is on the disk.
        var journal: [ConsensusRecord] = []
        var chain: [FinalizedBlock] = []
        var timer: Int64?
        var hasWork = false
        var starts: UInt64 = 0
        /// Its clock is set; else it is unsure.
        var hasClock = true
        /// What its clock is ahead of the true time.
        var clockErrorMilliseconds: Int64 = 0
        var stoodDown: StandDown?
        var halted: String?
        var evidence: [Evidence] = []
        /// Why it could not start as a validator.
        var refusal: ConsensusError?

        var height: Int { self.chain.count }
    }

    enum Delivery {
        case event(ConsensusEvent)
        case sync
        case tick
    }

    private struct Entry: Comparable {
        let at: Int64
        let order: UInt64
        let to: Int
        let delivery: Delivery

        static func < (left: Entry, right: Entry) -> Bool { (left.at, left.order) < (right.at, right.order) }
        static func == (left: Entry, right: Entry) -> Bool { left.order == right.order }
    }

    let zone: Zone
    var nodes: [Node]
    var now: Int64 = 0
    var random: SeededGenerator
    var timing: ConsensusTiming
    var delay: ClosedRange<Int64> = 1_000_000...30_000_000
    /// Of a hundred messages, how many are lost; and how many come twice.
    var lossPercent = 0
    var duplicatePercent = 0
    /// True where nothing passes from one to the other.
    var isCut: (Int, Int) -> Bool = { _, _ in false }
    /// True where a message is swallowed on its way.
    var swallows: (Int, Int, ConsensusMessage) -> Bool = { _, _, _ in false }
    /// Changes what a proposer puts into a block's header.
    var shapesBlock: (Int, inout BlockHeader) -> Void = { _, _ in }
    /// Why a validator refuses a block; nil where it is valid.
    var refuses: (Int, Block) -> String? = { _, _ in nil }
    /// Validators whose contradictions are part of the test.
    var twofaced: Set<PrincipalID> = []
    /// Sets of later epochs, by their hash.
    var sets: [Digest: ValidatorSet] = [:]
    private(set) var sent: [(from: Int, message: ConsensusMessage)] = []
    private var queue: [Entry] = []
    private var order: UInt64 = 0
    private var blocks: [UInt64: Digest] = [:]
    private var statements: [String: Digest] = [:]

    init(count: Int, seed: UInt64 = 1, timing: ConsensusTiming = ConsensusTiming(), spare: Int = 0) throws {
        self.zone = try Zone(count: count, spare: spare)
        self.nodes = (0..<(count + spare)).map { Node(index: $0) }
        self.random = SeededGenerator(seed: seed)
        self.timing = timing
        for index in 0..<count { self.start(index) }
    }

    // MARK: What a test does

    /// Starts a node from its disk.
    mutating func start(_ index: Int) {
        let validators = self.validators(after: self.nodes[index].chain)
        let header = self.nodes[index].chain.last?.block.header
        self.nodes[index].starts += 1
        self.nodes[index].stoodDown = nil
        self.nodes[index].refusal = nil
        do throws(ConsensusError) {
            self.nodes[index].core = try ConsensusCore(
                configuration: ConsensusConfiguration(
                    validators: validators, me: PrincipalID(UInt32(index)), key: self.zone.keys[index],
                    genesis: self.zone.genesis, timing: self.timing,
                    nonce: self.nodes[index].starts * 1000 + UInt64(index) + 1,
                    tipCertificate: self.nodes[index].chain.last?.certificate),
                tip: header.map { ChainTip($0) } ?? self.zone.tip, journal: self.nodes[index].journal)
        } catch {
            self.nodes[index].core = nil
            self.nodes[index].refusal = error
            return
        }
        self.post(.event(.start), to: index, after: 0)
        self.post(.tick, to: index, after: 1)
    }

    /// Takes the power away: what was not synced is gone, and so is everything on its way to the node.
    mutating func crash(_ index: Int) {
        self.nodes[index].core = nil
        self.nodes[index].timer = nil
        self.queue.removeAll { $0.to == index }
    }

    mutating func isolate(_ apart: Set<Int>) {
        self.isCut = { apart.contains($0) != apart.contains($1) }
    }

    mutating func heal() {
        self.isCut = { _, _ in false }
        self.swallows = { _, _, _ in false }
        self.lossPercent = 0
        self.duplicatePercent = 0
    }

    mutating func giveWork(_ hasWork: Bool = true) {
        for index in self.nodes.indices {
            self.nodes[index].hasWork = hasWork
            self.post(.event(.workPending(hasWork)), to: index, after: 1_000_000)
        }
    }

    /// Lets a message arrive that no node sent.
    mutating func inject(_ message: ConsensusMessage, to index: Int, after delay: Int64 = 0) {
        self.post(.event(.message(message)), to: index, after: delay)
    }

    mutating func clearSent() { self.sent = [] }

    /// Runs for a while; true once the condition holds.
    @discardableResult
    mutating func run(for seconds: Int64, until isDone: (FaultyCluster) -> Bool = { _ in false }) -> Bool {
        let end = self.now + seconds * second
        while !isDone(self) {
            guard let at = self.nextMoment, at <= end else {
                self.now = end
                return isDone(self)
            }
            self.now = at
            self.step()
        }
        return true
    }

    /// Runs until the condition holds, which it must within a time.
    mutating func reach(
        within seconds: Int64, until isDone: (FaultyCluster) -> Bool, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        guard !self.run(for: seconds, until: isDone) else { return }
        let views = self.nodes.indices.map { self.view($0) }
        Issue.record(
            "not reached in \(seconds) s: heights \(self.nodes.map(\.height)), views \(views)",
            sourceLocation: sourceLocation)
    }

    // MARK: What is seen

    func height(_ index: Int) -> Int { self.nodes[index].height }
    func view(_ index: Int) -> UInt64 { self.nodes[index].core?.view ?? 0 }
    var up: [Int] { self.nodes.indices.filter { self.nodes[$0].core != nil } }

    func validators(after chain: [FinalizedBlock]) -> ValidatorSet {
        let named = chain.last { $0.block.header.nextValidators != nil }?.block.header.nextValidators
        return named.flatMap { self.sets[$0] } ?? self.zone.validators
    }

    // MARK: The machine

    private var nextMoment: Int64? {
        let timer = self.nodes.compactMap(\.timer).min()
        return [timer, self.queue.first?.at].compactMap { $0 }.min()
    }

    private mutating func post(_ delivery: Delivery, to index: Int, after delay: Int64) {
        self.order += 1
        let entry = Entry(at: self.now + delay, order: self.order, to: index, delivery: delivery)
        let position = self.queue.firstIndex { entry < $0 } ?? self.queue.count
        self.queue.insert(entry, at: position)
    }

    private mutating func step() {
        if let index = self.nodes.indices.first(where: { (self.nodes[$0].timer ?? .max) <= self.now }) {
            self.nodes[index].timer = nil
            return self.handle(.timer, at: index)
        }
        guard !self.queue.isEmpty else { return }
        let entry = self.queue.removeFirst()
        guard self.nodes[entry.to].core != nil else { return }
        switch entry.delivery {
        case .event(let event): self.handle(event, at: entry.to)
        case .sync: self.sync(entry.to)
        case .tick:
            if self.nodes[entry.to].hasWork { self.handle(.workPending(true), at: entry.to) }
            self.post(.tick, to: entry.to, after: 2 * second)
        }
    }

    private func clock(of node: Node) -> BlockClock {
        guard node.hasClock else { return .unsure }
        return .trusted(self.zone.start.adding(milliseconds: self.now / 1_000_000 + node.clockErrorMilliseconds))
    }

    mutating func handle(_ event: ConsensusEvent, at index: Int) {
        let clock = self.clock(of: self.nodes[index])
        guard let effects = self.nodes[index].core?.handle(event, at: self.now, clock: clock) else { return }
        for effect in effects { self.carryOut(effect, of: index) }
    }

    private mutating func carryOut(_ effect: ConsensusEffect, of index: Int) {
        switch effect {
        case .persist(let records): self.nodes[index].journal += records
        case .build(let view, let parent): self.build(view, on: parent, by: index)
        case .check(let block, _):
            let problem = self.refuses(index, block)
            self.post(.event(.blockChecked(hash: block.hash, problem: problem)), to: index, after: 500_000)
        case .publish(let message):
            self.watch(message, from: index)
            for peer in self.nodes.indices where peer != index { self.send(message, from: index, to: peer) }
        case .send(let message, let peer):
            self.watch(message, from: index)
            self.send(message, from: index, to: Int(peer.number))
        case .finalized(let block): self.append(block, to: index)
        case .catchUp: self.post(.sync, to: index, after: 5_000_000)
        case .evidence(let evidence): self.nodes[index].evidence.append(evidence)
        case .stoodDown(let reason): self.nodes[index].stoodDown = reason
        case .armTimer(let deadline): self.nodes[index].timer = deadline
        case .halt(let reason):
            self.nodes[index].halted = reason
            if self.twofaced.isEmpty { Issue.record("validator \(index) halted: \(reason)") }
        }
    }

    private mutating func send(_ message: ConsensusMessage, from: Int, to peer: Int) {
        guard !self.isCut(from, peer), !self.swallows(from, peer, message),
            Int.random(in: 0..<100, using: &self.random) >= self.lossPercent
        else { return }
        let copies = Int.random(in: 0..<100, using: &self.random) < self.duplicatePercent ? 2 : 1
        for _ in 0..<copies {
            let delay = Int64.random(in: self.delay, using: &self.random)
            self.post(.event(.message(message)), to: peer, after: delay)
        }
    }

    private mutating func build(_ view: UInt64, on parent: ChainTip, by index: Int) {
        guard let core = self.nodes[index].core,
            let time = core.proposalTime(on: parent, at: self.now, clock: self.clock(of: self.nodes[index]))
        else {
            return self.post(.event(.buildFailed(view: view, reason: "no time")), to: index, after: 1)
        }
        #expect(core.unfinalBlocks(endingAt: parent.hash) != nil, "built on what is not held")
        var header = self.zone.block(view: view, on: parent, by: index, time: time).header
        header.epoch = core.configuration.validators.epoch
        self.shapesBlock(index, &header)
        self.post(.event(.blockBuilt(view: view, Block(header: header, transactions: []))), to: index, after: 500_000)
    }

    private mutating func append(_ block: FinalizedBlock, to index: Int) {
        let validators = self.validators(after: self.nodes[index].chain)
        do {
            try block.verify(validators, genesis: self.zone.genesis)
        } catch {
            Issue.record("validator \(index) calls block \(block.block.header.height) final: \(error)")
        }
        let header = block.block.header
        #expect(header.height == UInt64(self.nodes[index].chain.count) + 1)
        #expect(header.parent == self.nodes[index].chain.last?.block.hash ?? self.zone.genesis)
        let known = self.blocks[header.height] ?? header.hash
        #expect(known == header.hash, "two final blocks of height \(header.height)")
        self.blocks[header.height] = known
        self.nodes[index].chain.append(block)
        if self.nodes[index].hasWork { self.post(.event(.workPending(true)), to: index, after: 200_000_000) }
        if let named = header.nextValidators, let next = self.sets[named] {
            self.post(.event(.epochBegan(next)), to: index, after: 1)
        }
    }

    /// Fetches from the first peer that can be reached and is ahead, as the node's catch-up does.
    private mutating func sync(_ index: Int) {
        let have = self.nodes[index].height
        let ahead = self.nodes.indices.filter {
            $0 != index && self.nodes[$0].core != nil && self.nodes[$0].height > have
                && !self.isCut($0, index) && !self.isCut(index, $0)
        }
        guard let peer = ahead.randomElement(using: &self.random) else { return }
        for block in self.nodes[peer].chain.dropFirst(have) {
            guard self.nodes[index].height < Int(block.block.header.height) else { continue }
            self.append(block, to: index)
            self.handle(.caughtUp(ChainTip(block.block.header), certificate: block.certificate), at: index)
            if let named = block.block.header.nextValidators, let next = self.sets[named] {
                self.handle(.epochBegan(next), at: index)
            }
        }
    }

    /// S1, S2: no signer says two things, in this run or across restarts.
    private mutating func watch(_ message: ConsensusMessage, from index: Int) {
        self.sent.append((index, message))
        switch message {
        case .vote(let vote) where vote.signer == PrincipalID(UInt32(index)): self.watch(vote)
        case .proposal(let proposal, _) where proposal.block.header.proposer == PrincipalID(UInt32(index)):
            self.watch("\(proposal.block.header.epoch) proposal \(proposal.view) of \(index)", proposal.hash, index)
        default: break
        }
    }

    private mutating func watch(_ vote: Vote) {
        let statement = vote.statement
        let place = "\(statement.epoch) \(statement.kind) \(statement.view) of \(vote.signer)"
        self.watch(place, statement.blockHash, Int(vote.signer.number))
        let opposite: VoteKind? =
            switch statement.kind {
            case .finalize: .nullify
            case .nullify: .finalize
            case .notarize: nil
            }
        guard let opposite, !self.twofaced.contains(vote.signer) else { return }
        let other = "\(statement.epoch) \(opposite) \(statement.view) of \(vote.signer)"
        #expect(self.statements[other] == nil, "both finalized and nullified: \(other)")
    }

    private mutating func watch(_ place: String, _ hash: Digest, _ signer: Int) {
        let known = self.statements.updateValue(hash, forKey: place)
        guard !self.twofaced.contains(PrincipalID(UInt32(signer))) else { return }
        #expect(known == nil || known == hash, "said two things: \(place)")
    }
}
