import Identity
import PeerNetwork
import Platform

/// Boxes whose keys nobody registered, each with a key of its own, which try both sockets of a box.
struct StormStrangers: Sendable {
    let target: PeerAddress
    /// How many of them, evenly over so many seconds.
    let count: Int
    let seconds: Double

    private static let parallel = 4
    private static let patienceNanoseconds: Int64 = 15_000_000_000

    /// Lets all of them try; gives how many handshakes were denied to them.
    func run() async throws -> Int {
        let start = MonotonicClock.nanoseconds
        return try await withThrowingTaskGroup(of: Int.self) { group in
            for lane in 0..<Self.parallel {
                group.addTask {
                    var denied = 0
                    for number in stride(from: lane, to: self.count, by: Self.parallel) {
                        let due = start + Int64(Double(number) * self.seconds * 1e9 / Double(self.count))
                        let wait = due - MonotonicClock.nanoseconds
                        if wait > 0 { try await Task.sleep(for: .nanoseconds(wait)) }
                        denied += try await self.tryOnce()
                    }
                    return denied
                }
            }
            return try await group.reduce(0, +)
        }
    }

    /// One stranger tries until both sockets have denied it.
    private func tryOnce() async throws -> Int {
        var random = SystemRandomNumberGenerator()
        let key = try SigningKey(seed: (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) })
        let network = try PeerNetwork(
            PeerNetworkConfiguration(keyPair: try key.curveKeyPair(), peers: [self.target], topics: [.tips]),
            allowed: [])
        try await network.start()
        let deadline = MonotonicClock.nanoseconds + Self.patienceNanoseconds
        while network.statistics().handshakesFailed < Channel.allCases.count, MonotonicClock.nanoseconds < deadline {
            try await Task.sleep(for: .milliseconds(5))
        }
        let denied = network.statistics().handshakesFailed
        await network.shutdown()
        return denied
    }
}
