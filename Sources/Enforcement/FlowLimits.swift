/// What a pairing trial asks of a flow, and how long things take.
///
/// As long as ten pulses or more took to come, the meter has then to stand still: of a flow that went on, no more regular
/// than people at a gate, each of them would have come in the other half by chance one time in two, and all of them one
/// time in 2¹⁰ = 1024.
public struct FlowLimits: Hashable, Sendable {
    /// A motor needs this long to move a valve or gate.
    public var travelNanoseconds: Int64 = 120_000_000_000
    /// Pulses that came faster are a burst; and the longer it has to stand still, the smaller a leak shows.
    public var shortestNanoseconds: Int64 = 60_000_000_000
    /// A flow that needs longer is too small.
    public var longestNanoseconds: Int64 = 900_000_000_000

    /// So many have to come before.
    public static let leastPulses: Int64 = 10
    /// So many of another meter, that it would be missed: by chance it stands still one time in sixteen, and then the
    /// trial is made again.
    public static let leastPulsesOfOthers: Int64 = 4
    /// So many have to come again: one may have been on its way.
    public static let returnPulses: Int64 = 2

    public init() {}
}
