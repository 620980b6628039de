import Consensus
import Contract
import Identity
import Ledger
import Metering
import Platform
import Storage

/// One validator as ``ChainNode`` drives it, on its real files, without a network.
struct MeasuredValidator {
    private let genesis: Digest
    private let store: ChainStore
    private let voteLog: VoteLog
    private var core: ConsensusCore
    private(set) var state: ContractState
    private(set) var time: UTCTime
    private var pending: [SignedTransaction] = []
    private var candidate: (state: ContractState, outcome: BlockOutcome)?
    /// Bytes of all blocks and certificates since the files were opened.
    private(set) var blockBytes = 0

    /// Opens the files of a data directory and restores what they hold, as a box does when it starts.
    init(directory: String, zone: MeasuredZone) async throws {
        self.genesis = zone.genesisHash
        self.store = try await ChainStore.open(directory: directory, genesis: zone.genesis)
        let entries = try await self.store.loadState()
        if let tip = try await self.store.block(at: await self.store.tip.height) {
            self.state = try ContractState(genesis: zone.genesis, entries: entries, tip: tip.block.header)
        } else {
            self.state = try ContractState(genesis: zone.genesis, entries: entries)
        }
        self.voteLog = try await VoteLog.open(directory: directory, genesis: zone.genesisHash)
        self.core = try ConsensusCore(
            configuration: ConsensusConfiguration(
                validators: self.state.validators, me: MeasuredZone.validator, key: zone.validatorKey,
                genesis: zone.genesisHash),
            tip: await self.store.tip, journal: await self.voteLog.records)
        self.time = self.state.time
        try await self.drive(.start)
    }

    /// Admits transactions and makes one final, durable block of them.
    mutating func commit(_ transactions: [SignedTransaction], at time: UTCTime) async throws {
        let height = self.state.height
        self.time = max(time, self.state.time.adding(milliseconds: 1))
        for transaction in transactions { try self.state.admit(transaction, at: self.time) }
        self.pending = transactions
        try await self.drive(.workPending(true))
        guard self.state.height == height + 1, self.pending.isEmpty else {
            throw StepFailure(step: "block \(height + 1) is final", lastSeen: "block \(self.state.height)")
        }
    }

    func close() async throws {
        try await self.store.close()
        try await self.voteLog.close()
    }

    private mutating func drive(_ event: ConsensusEvent) async throws {
        var effects = self.step(event)[...]
        while let effect = effects.popFirst() {
            switch effect {
            case .persist(let records): try await self.voteLog.append(records)
            case .finalized(let block): try await self.finish(block)
            case .build(let view, let parent):
                effects.append(contentsOf: self.step(try self.build(view, on: parent)))
            case .halt(let reason): throw NodeFailure.consensusHalted(reason)
            case .check, .publish, .send, .catchUp, .evidence, .stoodDown, .armTimer: break
            }
        }
    }

    private mutating func step(_ event: ConsensusEvent) -> [ConsensusEffect] {
        self.core.handle(event, at: MonotonicClock.nanoseconds, clock: .trusted(self.time))
    }

    private mutating func build(_ view: UInt64, on parent: ChainTip) throws -> ConsensusEvent {
        var next = self.state
        let (block, outcome) = try next.propose(
            BlockContent(time: self.time, transactions: self.pending), view: view, by: MeasuredZone.validator)
        self.candidate = (next, outcome)
        return .blockBuilt(view: view, block)
    }

    private mutating func finish(_ final: FinalizedBlock) async throws {
        guard let candidate, candidate.state.tipHash == final.block.hash else {
            throw StepFailure(step: "the block that was built is final", lastSeen: "another one")
        }
        if let failure = candidate.outcome.events.first(where: { $0.isFailure }) {
            throw StepFailure(step: "every transaction takes effect", lastSeen: "\(failure)")
        }
        try await self.store.append(final, outcome: candidate.outcome)
        try await self.voteLog.dropThrough(epoch: final.block.header.epoch, view: final.block.header.view)
        self.blockBytes += final.encoded().count
        self.state = candidate.state
        self.candidate = nil
        self.pending = []
    }
}

extension ContractEvent {
    fileprivate var isFailure: Bool {
        if case .transactionFailed = self { true } else { false }
    }
}
