/// A cumulative register's value at an aligned point in time.
public struct BoundaryValue: Hashable, Sendable {
    public let boundary: UTCTime
    /// In the register's base unit.
    public let value: Int64
    public let quality: Quality
    /// Distance from the boundary to the nearest real sample.
    public let skewMilliseconds: Int64
    /// How the value was computed, where the samples on both sides are too far apart to call it read.
    public let method: EstimationMethod?

    public init(
        boundary: UTCTime, value: Int64, quality: Quality, skewMilliseconds: Int64, method: EstimationMethod? = nil
    ) {
        (self.boundary, self.value, self.quality) = (boundary, value, quality)
        (self.skewMilliseconds, self.method) = (skewMilliseconds, method)
    }
}
