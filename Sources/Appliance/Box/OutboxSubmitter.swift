import Contract
import Identity
import Ledger
import Logging
import Metering
import Platform
import Storage

/// Takes the outbox to the chain: signs the oldest entry when its turn comes, submits it, and goes on when it is final.
actor OutboxSubmitter {
    private let node: ChainNode
    private let box: BoxStore
    private let log: Logger
    private let wakeup: AsyncStream<Void>
    private let bell: AsyncStream<Void>.Continuation
    /// An element for each record of readings that the contract refused: what the chain has is not what was queued.
    nonisolated let refusedReadings: AsyncStream<Void>
    private let refusal: AsyncStream<Void>.Continuation
    /// Until then a transaction that was taken is not submitted again: its block is on the way.
    private var silentUntil: Int64 = 0
    /// The transaction of the oldest entry as it was last signed.
    private var submitted: (item: Int64, transaction: SignedTransaction)?

    /// How long a submitted transaction may wait for a block, in chain seconds.
    private static let validitySeconds: Int64 = 3600

    private static let patienceNanoseconds: Int64 = 3_000_000_000

    init(node: ChainNode, box: BoxStore, log: Logger) {
        self.node = node
        self.box = box
        self.log = log
        (self.wakeup, self.bell) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        (self.refusedReadings, self.refusal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Puts a body at the end of the outbox; it is durable when this returns.
    func enqueue(_ body: TransactionBody) async throws { try await self.enqueue([body], setting: []) }

    /// Puts bodies at the end of the outbox, and sets values with them: all of it is durable when this returns, or none.
    func enqueue(_ bodies: [TransactionBody], setting values: [(key: String, value: [UInt8])]) async throws {
        // By the clock alone: a relay's command must not wait for a block that is being executed.
        let now = UTCTime(milliseconds: self.node.settings.clock.nowMilliseconds)
        try await self.box.enqueue(bodies, at: now, setting: values)
        self.bell.yield()
    }

    func count() async throws -> Int { try await self.box.waiting() }

    /// The readings that wait, oldest first.
    func queuedReadings() async throws -> [Readings] {
        try await self.box.head(100_000).compactMap { item in
            if case .readings(let readings) = item.body { readings } else { nil }
        }
    }

    /// Puts what the consensus found against validators on the chain, once each, until cancelled.
    func reportEvidence() async {
        for await evidence in self.node.evidence {
            do {
                let isWaiting = try await self.box.head(100_000).contains { $0.body == .evidence(evidence) }
                if !isWaiting { try await self.enqueue(.evidence(evidence)) }
            } catch {
                self.log.critical("evidence against validator \(evidence.offender) cannot be stored: \(error)")
            }
        }
    }

    /// Submits entries in their order until cancelled.
    func run() async throws {
        let heights = await self.node.heights()
        let bell = self.bell
        await withTaskGroup(of: Void.self) { group in
            group.addTask { for await _ in heights { bell.yield() } }
            group.addTask {
                while !Task.isCancelled {
                    try? await Task.sleep(for: .seconds(1))
                    bell.yield()
                }
            }
            group.addTask { await self.submitWhenWoken() }
            await group.next()
            group.cancelAll()
        }
    }

    private func submitWhenWoken() async {
        for await _ in self.wakeup {
            do {
                while try await self.advance() {}
            } catch {
                self.log.error("outbox: \(error)")
            }
            if Task.isCancelled { return }
        }
    }

    /// Moves the oldest entry one step; true where another step can be tried at once.
    private func advance() async throws -> Bool {
        guard let item = try await self.box.head(1).first, let principal = await self.node.principal else {
            return false
        }
        let state = await self.node.snapshot()
        let next = state.nextSequence(of: principal)
        if case .evidence(let evidence) = item.body, state.knows(evidence) {
            // Another validator was faster.
            try await self.box.confirmed(item.id)
            return true
        }
        if let sequence = item.sequence, sequence < next, try await self.isFinal(item, sequence, of: principal) {
            await self.report(item)
            try await self.box.confirmed(item.id)
            return true
        }
        let transaction = try await self.signed(item, as: principal, sequence: next, state.time)
        guard MonotonicClock.nanoseconds >= self.silentUntil else { return false }
        do {
            try await self.node.submit(transaction)
            self.silentUntil = MonotonicClock.nanoseconds + Self.patienceNanoseconds
        } catch {
            // It stays in the outbox: the next block or the next second tries again.
            self.log.notice("\(item.body.kindName) not taken yet: \(error)")
        }
        return false
    }

    /// The transaction of an item, the same one as long as it can still enter a block.
    private func signed(
        _ item: OutboxItem, as principal: PrincipalID, sequence: UInt64, _ time: UTCTime
    ) async throws -> SignedTransaction {
        if let submitted = self.submitted, submitted.item == item.id,
            submitted.transaction.transaction.sequence == sequence, submitted.transaction.transaction.expires > time
        {
            return submitted.transaction
        }
        let expires = max(time, await self.node.chainNow).adding(seconds: Self.validitySeconds)
        let transaction = Transaction(sender: principal, sequence: sequence, expires: expires, body: item.body)
            .signed(by: self.node.settings.key, genesis: self.node.genesisHash)
        try await self.box.markSubmitted(item.id, sequence: sequence)
        self.submitted = (item.id, transaction)
        self.silentUntil = 0
        return transaction
    }

    /// Whether it was this item that used the sequence number: another transaction of the same key, by hand or from a
    /// restored box, must not make it disappear.
    private func isFinal(_ item: OutboxItem, _ sequence: UInt64, of principal: PrincipalID) async throws -> Bool {
        if let submitted = self.submitted, submitted.item == item.id,
            await self.node.outcome(of: submitted.transaction.id) != nil
        {
            return true
        }
        let final = try await self.node.store.transaction(of: principal, sequence: sequence)
        if let final, final.transaction.body != item.body {
            self.log.warning(
                "sequence number \(sequence) was used by another transaction of this box's key (\(final.transaction.body.kindName)); \(item.body.kindName) is signed again"
            )
            return false
        }
        return true
    }

    private func report(_ item: OutboxItem) async {
        guard let submitted = self.submitted, submitted.item == item.id,
            let failure = await self.node.outcome(of: submitted.transaction.id)?.failure
        else { return }
        self.log.warning("\(item.body.kindName) of this box was refused by the contract: \(failure)")
        if case .readings = item.body { self.refusal.yield() }
    }
}
