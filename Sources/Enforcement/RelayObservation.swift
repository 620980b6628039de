/// A relay's contact as it was read back, mapped by its profile.
public struct RelayObservation: Hashable, Sendable {
    public var output: OutputState
    /// The registers or coils as they came, for the record.
    public var rawWords: [UInt16]
    public var atMonotonicNanoseconds: Int64

    public init(output: OutputState, rawWords: [UInt16] = [], atMonotonicNanoseconds: Int64) {
        self.output = output
        self.rawWords = rawWords
        self.atMonotonicNanoseconds = atMonotonicNanoseconds
    }
}
