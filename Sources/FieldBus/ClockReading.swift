public import DeviceProfiles

/// What a meter's clock showed, and when.
public struct ClockReading: Hashable, Sendable {
    public let showing: ClockDescription.Showing
    public let rawWords: [UInt16]
    /// First byte of the answer.
    public let monotonicNanoseconds: Int64

    public init(showing: ClockDescription.Showing, rawWords: [UInt16], monotonicNanoseconds: Int64) {
        (self.showing, self.rawWords, self.monotonicNanoseconds) = (showing, rawWords, monotonicNanoseconds)
    }
}
