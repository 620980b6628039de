import Ledger
import Platform

/// Offers transactions at a rate, or with so many under way, and counts what becomes final.
struct ClusterDriver {
    let load: ClusterLoad
    private var turn = 0

    init(load: ClusterLoad) { self.load = load }

    /// The most transactions under way while they are offered at a rate: below what a mempool holds for its senders.
    private static let most = 1500
    private static let patienceSeconds = 60.0

    /// Sends all in their order, at most `window` under way, and waits until all are final.
    mutating func sendAll(_ transactions: [SignedTransaction], window: Int) async throws {
        for transaction in transactions {
            try await self.wait(until: window - 1)
            try await self.send(transaction)
        }
        try await self.wait(until: 0)
    }

    /// Offers transactions evenly for some seconds; gives what became final.
    mutating func offer(
        perSecond: Double, for seconds: Double, _ make: (Int) -> SignedTransaction
    ) async throws -> ClusterFigures.Phase {
        await self.load.forgetLatencies()
        let start = MonotonicClock.nanoseconds
        let count = Int(perSecond * seconds)
        let load = self.load
        var refused = 0
        await withTaskGroup(of: Bool.self) { group in
            for index in 0..<count {
                let due = start + Int64(Double(index) / perSecond * 1e9)
                let wait = due - MonotonicClock.nanoseconds
                if wait > 0 { try? await Task.sleep(for: .nanoseconds(wait), tolerance: .zero) }
                while await load.underWay >= Self.most { try? await Task.sleep(for: .milliseconds(2)) }
                let transaction = make(index)
                group.addTask { await Self.submit(transaction, index, load) }
            }
            for await isTaken in group where !isTaken { refused += 1 }
        }
        guard refused == 0 else {
            throw StepFailure(step: "every transaction is taken", lastSeen: "\(refused) of \(count) were not")
        }
        try await self.wait(until: 0)
        let elapsed = Double(MonotonicClock.nanoseconds - start) / 1e9
        return await self.phase(offered: count, seconds: elapsed)
    }

    /// One transaction after the other on an idle chain.
    mutating func oneByOne(_ count: Int, _ make: (Int) -> SignedTransaction) async throws -> ClusterFigures.Phase {
        await self.load.forgetLatencies()
        let start = MonotonicClock.nanoseconds
        for index in 0..<count {
            try await Task.sleep(for: .milliseconds(100))
            try await self.send(make(index))
            try await self.wait(until: 0)
        }
        return await self.phase(offered: count, seconds: Double(MonotonicClock.nanoseconds - start) / 1e9)
    }

    private func phase(offered: Int, seconds: Double) async -> ClusterFigures.Phase {
        let latencies = await self.load.latencies
        return ClusterFigures.Phase(
            transactions: latencies.count, readings: latencies.count, seconds: seconds,
            blocks: await self.load.blocks,
            p50Milliseconds: latencies.percentileMilliseconds(0.5),
            p99Milliseconds: latencies.percentileMilliseconds(0.99))
    }

    mutating func send(_ transaction: SignedTransaction) async throws {
        self.turn += 1
        guard await Self.submit(transaction, self.turn, self.load) else {
            throw StepFailure(step: "a transaction is taken", lastSeen: "no validator took it")
        }
    }

    /// Tries again for a while: a full mempool empties.
    static func submit(_ transaction: SignedTransaction, _ turn: Int, _ load: ClusterLoad) async -> Bool {
        for attempt in 0..<1200 {
            if await load.submit(transaction, turn: turn + attempt) { return true }
            try? await Task.sleep(for: .milliseconds(100))
        }
        return false
    }

    private func wait(until most: Int) async throws {
        let start = MonotonicClock.nanoseconds
        while await self.load.underWay > most {
            guard Double(MonotonicClock.nanoseconds - start) / 1e9 < Self.patienceSeconds else {
                throw StepFailure(
                    step: "transactions become final", lastSeen: "\(await self.load.underWay) are not after 60 s")
            }
            try await Task.sleep(for: .milliseconds(1))
        }
    }
}
