import Identity

/// Keys that their holders replaced on the chain a moment ago.
///
/// A box asks its own service to replace its key, and that service is connected under the old one: cut off at once, it
/// would never see the block that does it. So the old key may go on reading what every box reads for a moment, and do
/// nothing else. A key that was revoked may not: it is somebody else's. One key for each principal, whatever it does. Pure:
/// moments are monotonic nanoseconds.
struct ReplacedKeys: Sendable {
    /// A principal's key, and how often one of its keys was revoked.
    struct Holder: Equatable, Sendable {
        let key: PublicKey
        var revocations = 0
        var isRevoked = false
    }

    private struct Entry {
        let key: CurvePublicKey
        let until: Int64
    }

    private let scale: Int64
    private let grace: Int64
    private var byPrincipal: [Int: Entry] = [:]

    /// Chain seconds of grace, and the least real ones: links are no faster in simulated time.
    private static let chainSeconds: Int64 = 60
    private static let leastSeconds: Int64 = 10

    /// - Parameter scale: chain seconds in a real second.
    init(scale: Int64) {
        self.scale = max(1, scale)
        self.grace = max(Self.leastSeconds, Self.chainSeconds / self.scale) * 1_000_000_000
    }

    /// Chain seconds after which a block is too old to begin a grace with: it was fetched late, and its rotation is known
    /// to whom it concerns.
    func isFresh(blockSecondsAgo: Int64) -> Bool {
        blockSecondsAgo <= self.grace / 1_000_000_000 * self.scale
    }

    /// Takes note of the keys, by principal, before and after new blocks.
    mutating func changed(from old: [Holder], to new: [Holder], at now: Int64) {
        for (number, (before, after)) in zip(old, new).enumerated() where before != after {
            // Whoever has a revoked key is let in no longer, nor with the one that it replaced a moment before.
            guard before.revocations == after.revocations else {
                self.byPrincipal[number] = nil
                continue
            }
            guard before.key != after.key, !before.isRevoked, let key = try? before.key.curvePublicKey() else {
                continue
            }
            self.byPrincipal[number] = Entry(key: key, until: now + self.grace)
        }
    }

    /// Those whose moment is not over; the others are forgotten.
    mutating func current(at now: Int64) -> Set<CurvePublicKey> {
        self.byPrincipal = self.byPrincipal.filter { $0.value.until > now }
        return Set(self.byPrincipal.values.map(\.key))
    }

    /// When the next one's moment is over; nil where there is none.
    var nextEnd: Int64? { self.byPrincipal.values.map(\.until).min() }
}
