/// What a read costs in bus time.
public struct ReadCost: Hashable, Sendable {
    /// How often a line damages what it carries, and what that costs.
    public struct ErrorRate: Hashable, Sendable {
        /// Damaged characters in a million; 0 on a clean line.
        public let perMillion: Int
        /// Time that a damaged exchange takes beyond a good one.
        public let failureNanoseconds: Int64

        public static let clean = ErrorRate(perMillion: 0, failureNanoseconds: 0)

        public init(perMillion: Int, failureNanoseconds: Int64) {
            // Beyond a tenth nothing gets through that a plan could weigh.
            self.perMillion = min(max(0, perMillion), 100_000)
            self.failureNanoseconds = max(0, failureNanoseconds)
        }
    }

    /// Keeps sums of costs far inside 64 bits, whatever the error rate.
    private static let limit: Int64 = 1_000_000_000_000_000

    private let fixedNanoseconds: Int64
    private let characterNanoseconds: Int64
    private let readsBits: Bool
    private let errors: ErrorRate

    /// - Parameters:
    ///   - turnaroundNanoseconds: learned time from the end of the request to the answer.
    ///   - readsBits: coils and discrete inputs travel eight to a character.
    public init(
        timing: LineTiming, turnaroundNanoseconds: Int64, readsBits: Bool, errors: ErrorRate = .clean
    ) {
        // 8 characters of request, 5 around the data, one silence.
        let frame = timing.duration(ofCharacters: Self.frameCharacters) + timing.silenceNanoseconds
        self.fixedNanoseconds = frame + max(0, turnaroundNanoseconds)
        self.characterNanoseconds = timing.characterNanoseconds
        self.readsBits = readsBits
        self.errors = timing.isSerial ? errors : .clean
    }

    private static let frameCharacters = 13

    /// Nanoseconds of a read of `count` registers or bits: on a line with errors, those that one good answer takes on
    /// average with its repetitions, `C / P + (1 - P) / P × T` for `P` the chance that all its characters arrive.
    public func nanoseconds(_ count: Int) -> Int64 {
        let characters = self.readsBits ? BitPacking.byteCount(count) : 2 * count
        let once = self.fixedNanoseconds + Int64(characters) * self.characterNanoseconds
        guard self.errors.perMillion > 0 else { return once }
        let good = Self.power(1 - Double(self.errors.perMillion) / 1_000_000, Self.frameCharacters + characters)
        let expected = (Double(once) + (1 - good) * Double(self.errors.failureNanoseconds)) / good
        return expected < Double(Self.limit) ? Int64(expected) : Self.limit
    }

    private static func power(_ base: Double, _ exponent: Int) -> Double {
        var (result, square, rest) = (1.0, base, exponent)
        while rest > 0 {
            if rest & 1 == 1 { result *= square }
            square *= square
            rest >>= 1
        }
        return result
    }
}
