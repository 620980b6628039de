/// The largest phase current of a meter.
public struct LoadObservation: Hashable, Sendable {
    /// Signed as the meter gives it; an exporting house has a load to break too.
    public var milliamperes: Int64
    public var atMonotonicNanoseconds: Int64

    public init(milliamperes: Int64, atMonotonicNanoseconds: Int64) {
        self.milliamperes = milliamperes
        self.atMonotonicNanoseconds = atMonotonicNanoseconds
    }
}
