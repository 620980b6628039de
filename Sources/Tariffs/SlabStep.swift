/// One step of a slab: it holds for quantities above the step before it, up to and including its own limit.
public struct SlabStep: Hashable, Sendable {
    /// Upper limit in base units for the reference period, inclusive; nil in the last step, and only there.
    public var upTo: Int64?
    /// Milli-paise for each 1000 base units; paise in a step look-up and in a fixed charge by slab.
    public var rate: Int64

    public init(upTo: Int64?, rate: Int64) {
        self.upTo = upTo
        self.rate = rate
    }
}
