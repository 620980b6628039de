import Consensus
import Contract
import Identity
import Ledger
import Logging
import PeerNetwork
import Platform
import Replica
import Storage

/// Far behind: a snapshot from peers instead of the blocks.
extension ChainNode {
    /// Lets the search decide with the heights and the time of now.
    func seekSnapshot() async throws {
        let effects = self.snapshots.tick(
            tip: self.state.height, announced: self.announced, at: MonotonicClock.nanoseconds)
        try await self.carryOut(effects)
    }

    func received(_ answer: PeerAnswer?, to question: SnapshotSync.Question, from peer: Int) async throws {
        let effects = self.snapshots.answered(
            answer, to: question, from: peer, tip: self.state.height, announced: self.announced,
            at: MonotonicClock.nanoseconds)
        try await self.carryOut(effects)
    }

    /// The highest height that a peer claims.
    private var announced: UInt64 { self.peerHeights.values.max() ?? 0 }

    private func carryOut(_ effects: [SnapshotSync.Effect]) async throws {
        for effect in effects {
            switch effect {
            case .ask(let peer, let question): self.ask(peer, question)
            case .blamed(let peer, let fault): self.tell(fault, of: peer)
            case .proved(let height, let chunks):
                self.settings.log.notice(
                    "far behind, so the state at block \(height) is fetched instead of the blocks: it is proved to be final, \(chunks) chunks are to come"
                )
            case .take(let head, let entries): try await self.take(head, entries)
            case .gaveUp: self.settings.log.notice("no peer gives a snapshot that helps; goes on with blocks")
            }
        }
        self.sync.asksForNoBlocks = self.snapshots.replacesBlocks(at: MonotonicClock.nanoseconds)
    }

    private func ask(_ peer: Int, _ question: SnapshotSync.Question) {
        let asked: PeerQuestion =
            switch question {
            case .offer: .snapshot
            case .piece(let name, let offset):
                .piece(of: name, from: offset, credit: UInt32(SnapshotPiece.maximumBytes))
            }
        let key = self.settings.peers[peer].key
        Task {
            let answer = try? await self.network.request(key, asked.encoded(), timeout: .seconds(15))
            // What cannot be read is an answer to no question.
            let read = answer.map { (try? PeerAnswer(decoding: $0)) ?? .accepted }
            self.post(.snapshotAnswered(peer: peer, question, read))
        }
    }

    private func tell(_ fault: SnapshotFault, of peer: Int) {
        let level: Logger.Level = fault.isLie ? .warning : .info
        self.settings.log.log(level: level, "snapshot from \(self.settings.peers[peer].name) refused: \(fault)")
    }

    // MARK: Taking it in

    private func take(_ head: SnapshotHead, _ entries: [StateEntry]) async throws {
        let header = head.block.block.header
        guard header.height > self.state.height else { return }
        let state: ContractState
        do {
            state = try ContractState(genesis: self.settings.genesis, entries: entries, tip: header)
            try await self.store.begin(with: head, entries)
        } catch let error as ContractError {
            // Proved and not readable: this program is older than the zone's.
            self.snapshots.tookInVain(at: MonotonicClock.nanoseconds)
            return self.settings.log.critical("the state at block \(header.height) cannot be read: \(error)")
        } catch let error as StorageError where error.leavesFilesWhole {
            self.snapshots.tookInVain(at: MonotonicClock.nanoseconds)
            return self.settings.log.critical("the snapshot of block \(header.height) cannot be stored: \(error)")
        }
        try await self.restart(at: state, header)
    }

    /// The stored chain begins at a snapshot now: like a start of the service, with the register that this process holds.
    private func restart(at state: ContractState, _ header: BlockHeader) async throws {
        self.replica.restart(at: state)
        self.snapshots.lacksFirstBlocks = false
        self.tipArrival = MonotonicClock.nanoseconds
        // The register is compared with the snapshot's certificate before it lets go of anything.
        if !self.replica.hasStoppedVoting,
            let validator = try await self.settings.office.open(for: state, register: self.voteLog)
        {
            self.voteLog = validator.log
            self.replica.join(validator.core)
        }
        await self.registerLetsGo(epoch: header.epoch, view: header.view)
        await self.chooseTopics()
        self.settings.log.notice("the chain begins at block \(state.height), state \(state.root.hex.prefix(12))")
        await self.network.publish(.tips, TipNotice(height: state.height, hash: state.tipHash).encoded())
        self.announce()
        try await self.takeSteps()
        self.sync.asksForNoBlocks = false
        self.sync.wanted()
        self.synchronise { $0.tick(tip: $1, at: $2) }
    }
}
