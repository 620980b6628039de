import CFileRecorder
import Consensus
import Contract
import Identity
import Ledger
import Metering
import Storage

/// A validator with its three files, driven as the service drives it.
struct Validator {
    var zone: Zone
    let chain: ChainStore
    let votes: VoteLog
    let box: BoxStore
    private var core: ConsensusCore
    private var now: Int64 = 0
    /// Every vote that left.
    private(set) var sent: [Vote] = []
    /// Hash of each block that was reported final, from height 1.
    private(set) var hashes: [Digest] = []

    init(directory: String) async throws {
        self.zone = try Zone()
        self.chain = try await ChainStore.open(directory: directory, genesis: self.zone.genesis)
        self.votes = try await VoteLog.open(
            directory: directory, genesis: self.zone.genesis.hash, rotationBytes: 20_000)
        self.box = try await BoxStore.open(directory: directory, genesis: self.zone.genesis.hash)
        self.zone.state = try await self.chain.loadContract()
        self.core = try await self.zone.core(tip: self.chain.tip, journal: self.votes.records)
    }

    /// Makes a block, and tells the recorder of everything that others may rely on from then on.
    mutating func makeBlock(transactions: Int) async throws {
        let time = self.zone.state.time
        let body = TransactionBody.collectedThrough(CollectedThrough(time: time))
        let item = try await self.box.enqueue([body], at: time)[0]
        recorder_note("queued", UInt64(item))
        try await self.drive(.workPending(true), transactions: transactions)
        if item > 2 {
            // From here on it may be gone, and soon it must.
            recorder_note("confirming", UInt64(item - 2))
            try await self.box.confirmed([item - 2])
        }
    }

    mutating func drive(_ event: ConsensusEvent, transactions: Int = 1) async throws {
        var events = [event]
        while !events.isEmpty {
            self.now += 1_000_000_000
            for effect in self.core.handle(events.removeFirst(), at: self.now, clock: .unsure) {
                switch effect {
                case .persist(let records): try await self.votes.append(records)
                case .publish(.vote(let vote)), .send(.vote(let vote), to: _):
                    recorder_note("sent", UInt64(self.sent.count))
                    self.sent.append(vote)
                case .build(let view, let parent):
                    events.append(
                        .blockBuilt(
                            view: view, try self.zone.block(view: view, on: parent, transactions: transactions)))
                case .check(let block, _): events.append(.blockChecked(hash: block.hash, problem: nil))
                case .finalized(let final): try await self.finish(final)
                case .halt(let reason): throw Failure(description: "halted: \(reason)")
                case .publish, .send, .catchUp, .evidence, .stoodDown, .armTimer: break
                }
            }
        }
    }

    private mutating func finish(_ final: FinalizedBlock) async throws {
        let outcome = try self.zone.state.apply(final.block)
        try await self.chain.append(final, outcome: outcome)
        self.hashes.append(final.block.hash)
        recorder_note("final", final.block.header.height)
        try await self.votes.dropThrough(epoch: final.block.header.epoch, view: final.block.header.view)
    }

    func close() async throws {
        try await self.chain.close()
        try await self.box.close()
        try await self.votes.close()
    }
}

struct Failure: Error, CustomStringConvertible {
    let description: String
}
