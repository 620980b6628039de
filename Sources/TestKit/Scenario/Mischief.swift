/// What a faulty validator does besides taking part.
struct Mischief: OptionSet, Sendable {
    let rawValue: UInt32

    /// A second box runs with the same key and a register of its own.
    static let twin = Mischief(rawValue: 1 << 0)
    /// As the leader, shows different blocks to different validators.
    static let equivocate = Mischief(rawValue: 1 << 1)
    /// Sends to some and not to others.
    static let select = Mischief(rawValue: 1 << 2)
    /// Keeps votes of some kinds back.
    static let withhold = Mischief(rawValue: 1 << 3)
    /// As the leader, proposes what no honest validator may accept.
    static let invalidBlocks = Mischief(rawValue: 1 << 4)
    /// Sends old messages again.
    static let replay = Mischief(rawValue: 1 << 5)
    /// Sends bytes that are no message, or not quite.
    static let malform = Mischief(rawValue: 1 << 6)
    /// Signs whatever it sees, however it contradicts itself.
    static let signEverything = Mischief(rawValue: 1 << 7)
    /// Says nothing at all.
    static let silent = Mischief(rawValue: 1 << 8)

    /// Signs in the names of others, makes certificates of its own votes alone, and shows blocks as final that are not.
    static let forge = Mischief(rawValue: 1 << 9)
    /// Proposes in views that others lead.
    static let usurp = Mischief(rawValue: 1 << 10)

    static let each: [Mischief] = names.map(\.mischief)
}
