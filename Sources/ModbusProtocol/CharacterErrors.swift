/// Learns how often a line damages a character, from the lengths of good and of damaged answers.
///
/// Only damage counts (a wrong checksum, a cut frame): silence has other reasons, and so has an exception.
public struct CharacterErrors: Hashable, Sendable {
    /// After so many characters, half of what was seen is forgotten.
    private static let memory = 20_000
    /// Fewer damaged answers are chance.
    private static let least = 3

    private var characters = 0
    private var damaged = 0

    public init() {}

    /// An exchange of so many characters came through whole.
    public mutating func answered(characters: Int) { self.pass(characters) }

    /// An exchange of so many characters, of which at least one was damaged.
    public mutating func damaged(characters: Int) {
        self.damaged += 1
        self.pass(characters)
    }

    private mutating func pass(_ count: Int) {
        self.characters += max(0, count)
        guard self.characters > Self.memory else { return }
        self.characters /= 2
        self.damaged /= 2
    }

    /// Damaged characters in a million, by steps of a factor of two so that plans do not change with every answer;
    /// 0 while too little was damaged to say.
    public var perMillion: Int {
        guard self.damaged >= Self.least, self.characters > 0 else { return 0 }
        let rate = self.damaged * 1_000_000 / self.characters
        return rate == 0 ? 0 : 1 << (Int.bitWidth - 1 - rate.leadingZeroBitCount)
    }
}
