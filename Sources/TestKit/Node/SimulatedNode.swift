internal import Consensus
internal import Contract
internal import Identity
internal import Ledger
internal import Replica

/// One box of the cluster: its disk and its clocks, and while it runs, its process.
final class SimulatedNode {
    static let register = "votes.log"
    /// How far a clock may be wrong that counts as right.
    static let mostSkewMilliseconds: Int64 = 1500
    static let newRegister = "votes.log.new"

    let name: String
    /// Number of the principal whose key it holds; nil on a follower. Twins share one.
    let validator: Int?
    /// Faulty by intent: nothing that it sends is judged.
    let mischief: Mischief
    let trouble: DiskTrouble?
    var disk = VirtualDisk()
    var clock: NodeClock
    var chance: Chance
    var process: Process?
    /// Events for an earlier process of this node are void.
    var incarnation = 0
    /// How many more effects are carried out before the process ends.
    var fuse: Int?
    /// The highest block that it called final.
    var acknowledged: UInt64 = 0
    /// Its clock is or was far wrong, or not to be trusted.
    var hasDoubtfulClock = false
    /// Why it does not vote; nil where it does, or is a follower by design.
    var refusal: String?

    init(name: String, validator: Int?, mischief: Mischief, trouble: DiskTrouble?, clock: NodeClock, chance: Chance) {
        self.name = name
        self.validator = validator
        self.mischief = mischief
        self.trouble = trouble
        self.clock = clock
        self.chance = chance
    }

    /// Nil on a follower.
    var principal: PrincipalID? { self.validator.map { PrincipalID(UInt32($0)) } }
    var isHonest: Bool { self.mischief.isEmpty }
    /// What it signed and stored must be there after any crash.
    var keepsPromises: Bool { self.isHonest && self.trouble == nil }

    /// Reads everything back, as a box does when it starts.
    ///
    /// - Parameter states: after some of the blocks; the others are executed again.
    func start(_ plan: Plan, _ zone: SimulatedZone, _ states: [Digest: ContractState], at now: Int64) throws {
        let chain = try ChainFile.open(&self.disk, genesis: zone.genesisHash, &self.chance)
        let blocks = chain.blocks
        let known = blocks.lastIndex { states[$0.hash] != nil }
        var state = known.flatMap { states[blocks[$0].hash] } ?? zone.state
        for block in blocks[(known.map { $0 + 1 } ?? 0)...] { _ = try state.apply(block) }
        self.refusal = nil
        let process = Process(replica: Replica(state: state), register: nil, chain: chain, lastNews: now)
        self.incarnation += 1
        self.process = process
        if let core = try self.openOffice(plan, zone) { process.replica = Replica(state: state, core: core) }
    }

    /// The consensus made from the register, where this node's key is a validator's and its register can be trusted.
    func openOffice(_ plan: Plan, _ zone: SimulatedZone) throws -> ConsensusCore? {
        guard let process, let me = self.principal, process.replica.state.validators.member(me) != nil else {
            return nil
        }
        do {
            let register = try process.register ?? self.openRegister(plan, zone)
            let core = try self.core(plan, zone, process.replica.state, process.chain, register)
            process.register = register
            return core
        } catch let error as RegisterRefusal {
            self.refusal = error.description
        } catch let error as ConsensusError {
            self.refusal = error.description
        }
        return nil
    }

    private func openRegister(_ plan: Plan, _ zone: SimulatedZone) throws -> VoteRegister {
        let bytes = self.disk.read(Self.register)
        let (register, steps) = try VoteRegister.recover(
            bytes, genesis: zone.genesisHash, rotationBytes: plan.rotationBytes)
        if bytes.isEmpty { self.disk.create(Self.register) }
        for step in steps { try self.perform(step) }
        return register
    }

    private func core(
        _ plan: Plan, _ zone: SimulatedZone, _ state: ContractState, _ chain: ChainFile, _ register: VoteRegister
    ) throws -> ConsensusCore {
        let number = self.validator ?? 0
        let me = PrincipalID(UInt32(number))
        let proven = chain.lastVote(of: me)
        let nonce = self.chance.next() | 1
        return try ConsensusCore(
            configuration: ConsensusConfiguration(
                validators: state.validators, me: me, key: zone.key(of: me), genesis: zone.genesisHash,
                timing: plan.timing, nonce: nonce, provenEpoch: proven?.epoch, provenView: proven?.view ?? 0,
                tipCertificate: chain.ranges.last?.certificate),
            tip: chain.ranges.last?.blocks.last.map { ChainTip($0.header) } ?? ChainTip(genesis: zone.genesis),
            journal: register.records)
    }

    /// Carries out one step of the vote register.
    func perform(_ step: RegisterStep) throws(DiskError) {
        switch step {
        case .write(let bytes, let offset): try self.disk.write(bytes, at: offset, of: Self.register)
        case .truncate(let length): try self.disk.truncate(Self.register, to: length)
        case .sync: try self.disk.sync(Self.register, &self.chance)
        case .writeNew(let bytes):
            self.disk.create(Self.newRegister)
            try self.disk.write(bytes, at: 0, of: Self.newRegister)
            try self.disk.sync(Self.newRegister, &self.chance)
        case .replaceByNew: try self.disk.rename(Self.newRegister, to: Self.register)
        case .syncDirectory: self.disk.syncDirectory()
        }
    }

    /// Writes final blocks; they are durable after ``syncChain()``.
    func append(_ range: FinalizedRange) throws(DiskError) {
        try self.process?.chain.append(range, &self.disk)
    }

    func syncChain() throws(DiskError) { try self.disk.sync(ChainFile.name, &self.chance) }

    /// The process ends, and the box goes on: what was written and not synced is still read.
    func kill() {
        self.process = nil
        self.fuse = nil
    }

    /// The power goes.
    func losePower() {
        self.kill()
        self.disk.losePower(&self.chance)
        if self.trouble == .rots, self.chance.isTrue(permille: 600) {
            self.disk.rot(self.chance.below(2) == 0 ? Self.register : ChainFile.name, &self.chance)
        }
    }

    /// True once the fuse has burnt down: the process ends before the next effect.
    func burnsOut() -> Bool {
        guard let left = self.fuse else { return false }
        self.fuse = left - 1
        return left <= 0
    }
}
