/// How long to wait for the rest of an RTU frame inside a TCP connection.
///
/// A gateway passes a long answer on in pieces, as they come from its own line: over a longer time than was learned for
/// the beginning, and with pauses that a serial line does not have.
struct GatewayPatience {
    /// From one piece to the next at most, in nanoseconds.
    static let pieceNanoseconds: Int64 = 300_000_000
    /// For one answer at most: the longest frame takes 2.3 s at 1200 baud.
    static let answerNanoseconds: Int64 = 3_000_000_000
    /// More of what nobody asked for may be under way: nothing is sent for so long after it, in nanoseconds.
    static let quietNanoseconds: Int64 = 20_000_000

    private var first: Int64?

    /// Until when to wait, after a piece that came `now`.
    mutating func deadline(afterPieceAt now: Int64) -> Int64 {
        let first = self.first ?? now
        self.first = first
        return min(first + Self.answerNanoseconds, now + Self.pieceNanoseconds)
    }
}
