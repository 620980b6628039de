/// Why a replica does less than it should, for people.
struct ChainTrouble: Sendable {
    /// Why it does not vote, though its key is a validator's; stays until the next start.
    var notVoting: String?
    /// Why it stores no blocks; nil again once it has stored one.
    var notStoring: String?
}
