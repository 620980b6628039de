/// What was heard on a line while nothing was sent.
public struct LineRecording: Hashable, Sendable, Codable {
    /// CLOCK_MONOTONIC in nanoseconds.
    public var startNanoseconds: Int64
    public var endNanoseconds: Int64
    public var heard: [HeardBytes]

    public init(startNanoseconds: Int64, endNanoseconds: Int64, heard: [HeardBytes]) {
        self.startNanoseconds = startNanoseconds
        self.endNanoseconds = endNanoseconds
        self.heard = heard
    }
}
