/// What a read costs in bus time.
public struct ReadCost: Hashable, Sendable {
    private let fixedNanoseconds: Int64
    private let characterNanoseconds: Int64
    private let readsBits: Bool

    /// - Parameters:
    ///   - turnaroundNanoseconds: learned time from the end of the request to the answer.
    ///   - readsBits: coils and discrete inputs travel eight to a character.
    public init(timing: LineTiming, turnaroundNanoseconds: Int64, readsBits: Bool) {
        // 8 characters of request, 5 around the data, one silence.
        let frame = timing.duration(ofCharacters: 13) + timing.silenceNanoseconds
        self.fixedNanoseconds = frame + max(0, turnaroundNanoseconds)
        self.characterNanoseconds = timing.characterNanoseconds
        self.readsBits = readsBits
    }

    /// Nanoseconds of a read of `count` registers or bits.
    public func nanoseconds(_ count: Int) -> Int64 {
        let characters = self.readsBits ? BitPacking.byteCount(count) : 2 * count
        return self.fixedNanoseconds + Int64(characters) * self.characterNanoseconds
    }
}
