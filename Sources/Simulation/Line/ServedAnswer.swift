/// What a device truly answered, before anything on the line could change it: for tests that look for wrong values.
public struct ServedAnswer: Hashable, Sendable {
    /// The scene's number of the device, whatever address it listens at.
    public let unit: UInt8
    /// Function code and data as the device heard them.
    public let request: [UInt8]
    /// Function code and data as the device meant them; an exception too.
    public let answer: [UInt8]
    /// CLOCK_MONOTONIC of the request's last character and of the answer's first and last, in nanoseconds.
    public let requestEndNanoseconds: Int64
    public let startNanoseconds: Int64
    public let endNanoseconds: Int64
    /// The faults that struck this answer.
    public let faults: [FaultKind]
    /// True where the second master asked.
    public let isForeign: Bool
}
