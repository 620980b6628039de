internal import Ledger

/// How much each validator is answered, so that nobody can make this one work or send without end.
///
/// A certificate or a status costs one, a block's body ``bodyCost``; 32 come back in a second, up to 64.
struct AnswerBudget: Sendable {
    static let bodyCost: Int64 = 16
    private static let nanosecondsEach: Int64 = 31_250_000
    private static let mostNanoseconds: Int64 = 64 * nanosecondsEach

    /// When everything that was answered will have been earned again, by peer.
    private var paidAt: [PrincipalID: Int64] = [:]

    /// Spends where there is enough left for this peer; false where there is not.
    ///
    /// - Parameter peer: a validator of the epoch, which bounds the peers that are remembered.
    mutating func spend(_ cost: Int64, for peer: PrincipalID, at now: Int64) -> Bool {
        let paidAt = max(self.paidAt[peer] ?? .min, now) + cost * Self.nanosecondsEach
        guard paidAt - now <= Self.mostNanoseconds else { return false }
        self.paidAt[peer] = paidAt
        return true
    }
}
