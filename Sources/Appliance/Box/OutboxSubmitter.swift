import Contract
import Identity
import Ledger
import Logging
import Metering
import Platform
import Storage

/// Takes the outbox to the chain: signs what goes out next, submits it, and goes on when it is final.
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
    /// The transaction of the last submission, with its items, as it was last signed.
    private var submitted: (items: [Int64], transaction: SignedTransaction)?
    private var collectionSeconds: Int64
    /// Items whose readings go by themselves: the contract refused them together with others.
    private var alone: Set<Int64> = []

    /// Items among which to choose: more than ever wait for the others of their submission.
    private static let lookAhead = 256

    /// How long a submitted transaction may wait for a block, in chain seconds.
    private static let validitySeconds: Int64 = 3600

    private static let patienceNanoseconds: Int64 = 3_000_000_000

    /// - Parameter collectionSeconds: how long after an interval's end its readings are collected.
    init(node: ChainNode, box: BoxStore, collectionSeconds: Int64, log: Logger) {
        self.node = node
        self.box = box
        self.collectionSeconds = collectionSeconds
        self.log = log
        (self.wakeup, self.bell) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        (self.refusedReadings, self.refusal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Waits from now on so long for an interval's readings.
    func collect(forSeconds seconds: Int64) { self.collectionSeconds = seconds }

    /// Puts a body at the end of the outbox; it is durable when this returns.
    func enqueue(_ body: TransactionBody) async throws { try await self.enqueue([body], setting: []) }

    /// Puts bodies at the end of the outbox, and sets values with them: all of it is durable when this returns, or none.
    func enqueue(_ bodies: [TransactionBody], setting values: [(key: String, value: [UInt8])]) async throws {
        // By the clock alone: a relay's command must not wait for a block that is being executed.
        let now = UTCTime(milliseconds: self.node.settings.clock.nowMilliseconds)
        try await self.box.enqueue(bodies, at: now, setting: values)
        self.bell.yield()
    }

    func enqueue(_ body: TransactionBody, once key: String, _ value: [UInt8]) async throws -> Bool {
        let now = UTCTime(milliseconds: self.node.settings.clock.nowMilliseconds)
        let isFirst = try await self.box.enqueue(body, at: now, settingOnce: key, value)
        self.bell.yield()
        return isFirst
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

    /// Submits what is due, one transaction after the other, until cancelled: readings wait for the others of their
    /// submission, and all else goes past them.
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

    /// Moves what goes out next one step; true where another step can be tried at once.
    func advance() async throws -> Bool {
        let items = try await self.box.head(Self.lookAhead)
        guard !items.isEmpty, let principal = await self.node.principal else { return false }
        let state = await self.node.snapshot()
        let next = state.nextSequence(of: principal)
        let plan = self.plan(state, of: principal)
        guard let submission = plan.next(items) else { return false }
        if case .evidence(let evidence) = submission.body, state.knows(evidence) {
            // Another validator was faster.
            try await self.box.confirmed(submission.items)
            return true
        }
        if let sequence = submission.sequence, sequence < next,
            case .final(let failure) = try await self.fate(of: submission, sequence, of: principal, plan)
        {
            try await self.finish(submission, failure)
            return true
        }
        let transaction = try await self.signed(submission, as: principal, sequence: next, state.time)
        guard MonotonicClock.nanoseconds >= self.silentUntil else { return false }
        do {
            try await self.node.submit(transaction)
            self.silentUntil = MonotonicClock.nanoseconds + Self.patienceNanoseconds
        } catch {
            // It stays in the outbox: the next block or the next second tries again.
            self.log.notice("\(submission.body.kindName) not taken yet: \(error)")
        }
        return false
    }

    private func plan(_ state: ContractState, of principal: PrincipalID) -> SubmissionPlan {
        let now = UTCTime(milliseconds: self.node.settings.clock.nowMilliseconds)
        return SubmissionPlan(
            schedule: state.submissionSchedule, roster: state.roster(of: principal), now: max(now, state.time),
            collectionSeconds: self.collectionSeconds, alone: self.alone)
    }

    /// The transaction of a submission, the same one as long as it can still enter a block.
    private func signed(
        _ submission: Submission, as principal: PrincipalID, sequence: UInt64, _ time: UTCTime
    ) async throws -> SignedTransaction {
        if let submitted = self.submitted, submitted.items == submission.items,
            submitted.transaction.transaction.sequence == sequence, submitted.transaction.transaction.expires > time
        {
            return submitted.transaction
        }
        let expires = max(time, await self.node.chainNow).adding(seconds: Self.validitySeconds)
        let transaction = Transaction(sender: principal, sequence: sequence, expires: expires, body: submission.body)
            .signed(by: self.node.settings.key, genesis: self.node.genesisHash)
        try await self.box.markSubmitted(submission.items, sequence: sequence)
        self.submitted = (submission.items, transaction)
        self.silentUntil = 0
        return transaction
    }

    /// What became of a submission whose sequence number was used.
    private enum Fate {
        /// It is on the chain; with why the contract refused it, if it did.
        case final(failure: String?)
        /// Another transaction of the same key, by hand or from a restored box, used the number: it must not make this one
        /// disappear.
        case notSubmitted
    }

    /// What became of a submission: what this process saw, or after a restart what is stored.
    private func fate(
        of submission: Submission, _ sequence: UInt64, of principal: PrincipalID, _ plan: SubmissionPlan
    ) async throws -> Fate {
        if let submitted = self.submitted, submitted.items == submission.items,
            let outcome = await self.node.outcome(of: submitted.transaction.id)
        {
            return .final(failure: outcome.failure)
        }
        guard let final = try await self.node.store.transaction(of: principal, sequence: sequence) else {
            // It lies before the snapshot that the chain here began with.
            return .final(failure: nil)
        }
        let body = final.transaction.transaction.body
        guard plan.isSame(body, as: submission) else {
            self.log.warning(
                "sequence number \(sequence) was used by another transaction of this box's key (\(body.kindName)); \(submission.body.kindName) is signed again"
            )
            return .notSubmitted
        }
        return .final(failure: final.failure)
    }

    /// Takes what is final out of the outbox. Readings of several intervals that were refused go once more, each interval
    /// by itself: what one of them lacks takes nothing from the others.
    ///
    /// - Parameter failure: why the contract refused it; nil where it did not.
    private func finish(_ submission: Submission, _ failure: String?) async throws {
        if let failure {
            self.log.warning("\(submission.body.kindName) of this box was refused by the contract: \(failure)")
        }
        guard failure == nil || submission.items.count == 1 else {
            try await self.box.returned(submission.items)
            self.alone.formUnion(submission.items)
            return
        }
        try await self.box.confirmed(submission.items)
        self.alone.subtract(submission.items)
        if failure != nil, case .readings = submission.body { self.refusal.yield() }
    }
}
