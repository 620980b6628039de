/// One step of a power factor line: it holds below its limit, from the limit of the step before it on.
public struct PowerFactorStep: Hashable, Sendable {
    /// Limit in steps of 0.0001, exclusive, 1 to 10 000; nil in the last step, and only there.
    public var below: Int64?
    /// Share of the named lines; negative for a rebate.
    public var basisPoints: Int64

    public init(below: Int64?, basisPoints: Int64) {
        self.below = below
        self.basisPoints = basisPoints
    }
}
