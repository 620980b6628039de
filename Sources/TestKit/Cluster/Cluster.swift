internal import Consensus
internal import Contract
internal import Identity
internal import Ledger

/// A cluster in virtual time: what happens, one occurrence after the other, all from one seed.
final class Cluster {
    let plan: Plan
    let zone: SimulatedZone
    let nodes: [SimulatedNode]
    var network: VirtualNetwork
    var queue = EventQueue<Occurrence>()
    var now: Int64 = 0
    var chance: Chance
    var hash = EventHash()
    var workload: Workload
    var villains: [Int: Villain] = [:]
    /// By node.
    var voteCheckers: [VoteChecker]
    var chainChecker: ChainChecker
    /// After each final block, so that a start does not execute the whole chain again.
    var states: [Digest: ContractState] = [:]
    /// Until it ends, fate may do anything.
    var isHealed = false
    /// What the chain was when the faults ended.
    var healing: Healing?
    var steps = 0
    /// Takes each line of the story; nil where nobody reads it.
    let trace: ((String) -> Void)?

    /// Far more than any run takes; one that comes here goes round in circles.
    static let mostSteps = 3_000_000

    init(plan: Plan, zone: SimulatedZone, trace: ((String) -> Void)?) {
        self.plan = plan
        self.zone = zone
        self.trace = trace
        let chance = Chance(seed: plan.seed).forked(1)
        self.chance = chance.forked(2)
        self.nodes = Self.nodes(plan, zone, chance.forked(3))
        self.network = VirtualNetwork(count: self.nodes.count)
        self.workload = Workload(zone: zone, plan: plan, chance: chance.forked(4))
        self.voteCheckers = self.nodes.map { VoteChecker(name: $0.name) }
        self.chainChecker = ChainChecker(genesis: zone.genesis, validators: zone.state.validators)
        for (index, node) in self.nodes.enumerated() where !node.isHonest {
            self.villains[index] = Villain(node, zone: zone, plan: plan, chance: chance.forked(100 + UInt64(index)))
        }
        self.makeLinks()
    }

    private static func nodes(_ plan: Plan, _ zone: SimulatedZone, _ chance: Chance) -> [SimulatedNode] {
        var nodes: [SimulatedNode] = []
        func add(_ name: String, validator: Int?, _ mischief: Mischief = [], _ trouble: DiskTrouble? = nil) {
            var own = chance.forked(UInt64(nodes.count))
            let clock = NodeClock(
                monotonicStart: own.between(0, 1 << 40), drift: own.between(-200, 200),
                aheadMilliseconds: own.between(-1000, 1000))
            let node = SimulatedNode(
                name: name, validator: validator, mischief: mischief, trouble: trouble, clock: clock, chance: own)
            if trouble == .lies { node.disk.lyingPermille = 500 }
            nodes.append(node)
        }
        for validator in 0..<plan.validators {
            add("v\(validator)", validator: validator, plan.mischief[validator], plan.diskTrouble[validator])
        }
        for standby in 0..<(plan.changesValidators ? SimulatedZone.standbys : 0) {
            add("s\(standby)", validator: zone.standby(standby))
        }
        for follower in 0..<plan.followers { add("f\(follower)", validator: nil) }
        for validator in 0..<plan.validators where plan.mischief[validator].contains(.twin) {
            add("v\(validator)'", validator: validator, plan.mischief[validator])
        }
        return nodes
    }

    private func makeLinks() {
        for from in self.nodes.indices {
            for to in self.nodes.indices where from != to { self.network[from, to] = self.plan.link }
        }
    }

    /// Runs to the end; throws what does not hold.
    func run() throws {
        for node in self.nodes.indices { self.queue.add(.start(node: node), at: self.chance.between(0, 50_000_000)) }
        for node in self.villains.keys.sorted() { self.queue.add(.mischief(node: node), at: 10_000_000) }
        self.queue.add(.clients, at: 60_000_000)
        self.queue.add(.heal, at: self.plan.healsAt)
        if self.plan.faultInterval < .max { self.queue.add(.fate, at: self.plan.faultInterval) }
        while let (time, occurrence) = self.queue.takeFirst() {
            self.now = time
            self.steps += 1
            guard self.steps < Self.mostSteps else {
                throw Violation(check: "LIVE", text: "the cluster goes round in circles")
            }
            if try self.happen(occurrence) { return }
        }
        throw Violation(check: "LIVE", text: "nothing is left to happen")
    }

    /// One occurrence; true where it was the last.
    private func happen(_ occurrence: Occurrence) throws -> Bool {
        switch occurrence {
        case .arrival(let parcel, let from, let to): try self.arrive(parcel, from: from, to: to)
        case .deadline(let node, let incarnation): try self.wake(node, incarnation)
        case .reminder(let node, let incarnation): try self.remind(node, incarnation)
        case .checkUp(let node): self.checkUp(node)
        case .start(let node): try self.start(node)
        case .fate: self.fate()
        case .clients: self.serveClients()
        case .mischief(let node): self.doMischief(node)
        case .heal: self.heal()
        case .judgement: throw self.standstill()
        }
        return self.isHealed && self.hasRecovered
    }

    func tell(_ line: @autoclosure () -> String) {
        guard let trace = self.trace else { return }
        let text = String(self.now / 1000)
        trace(String(repeating: " ", count: max(0, 11 - text.count)) + text + " " + line())
    }
}
