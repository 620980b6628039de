/// Blocks of a running service, in their order, as they become final.
public struct LedgerFollowing: Sendable {
    private let client: ControlClient
    private let start: UInt64

    private static let atOnce: UInt64 = 100

    /// - Parameter from: the first height.
    public init(client: ControlClient, from: UInt64) {
        self.client = client
        self.start = from
    }

    /// Hands on each block once, until cancelled or `limit` of them were there.
    public func run(atMost limit: Int?, _ show: (BlockReport) throws -> Void) async throws {
        var (next, shown) = (self.start, 0)
        while !Task.isCancelled {
            let blocks: [BlockReport] = try await self.client.get(
                "/api/v1/ledger/blocks?from=\(next)&count=\(Self.atOnce)")
            for block in blocks {
                if let limit, shown >= limit { return }
                try show(block)
                (next, shown) = (block.height + 1, shown + 1)
            }
            if let limit, shown >= limit { return }
            // The service has no way to call: an idle chain is looked at ten times a second.
            if blocks.isEmpty { try await Task.sleep(for: .milliseconds(100)) }
        }
    }
}
