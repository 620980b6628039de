/// When to look for the rest of an answer, and when to give it up.
///
/// One look at the moment when the rest should be there, instead of one for every few bytes. Where bytes are missing then,
/// the frame has paused or ended: the next byte is waited for as long as the unit has ever paused, and no longer.
public struct ArrivalWatch: Sendable {
    /// Nothing is waited for beyond this moment.
    public private(set) var deadline: Int64
    /// When the answer must have begun.
    private let start: Int64
    private let timing: LineTiming
    private let patience: Int64
    /// When the whole answer should be there; nil before its first byte and after a pause.
    private var expected: Int64?

    /// - Parameters:
    ///   - deadline: when the answer must have begun, in nanoseconds.
    ///   - patience: longest pause inside a frame.
    public init(deadline: Int64, timing: LineTiming, patience: Int64) {
        (self.deadline, self.start, self.timing, self.patience) = (deadline, deadline, timing, patience)
    }

    /// Bytes came, and the answer is not complete.
    ///
    /// - Parameters:
    ///   - missing: bytes that are missing at least.
    ///   - hasBegun: what came looks like our answer.
    /// - Returns: when to look again; not later than ``deadline``.
    public mutating func nextLook(missing: Int, hasBegun: Bool, at now: Int64) -> Int64 {
        if hasBegun, let expected, now >= expected {
            self.expected = nil
            self.deadline = now + self.patience
            return now
        }
        // A little late: waking up twice costs more than the eighth of a character, which the silence swallows.
        let character = self.timing.characterNanoseconds
        let look = now + self.timing.duration(ofCharacters: missing) + character / 8
        self.expected = look
        self.deadline = hasBegun ? look + self.patience : self.start
        return min(look, self.deadline)
    }
}
