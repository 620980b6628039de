/// Turns samples of a cumulative register into its values at aligned boundaries.
///
/// A boundary's value lies on the straight line between the samples on both sides, rounded down, so that values never
/// fall while the samples rise, and the increments between boundaries add up to the register's own movement.
///
/// ```swift
/// var sampler = BoundarySampler(intervalSeconds: 900)
/// for value in try sampler.add(value: reading, at: time, quality: .valid) { … }
/// ```
public struct BoundarySampler: Hashable, Sendable {
    /// The distance of boundaries, counted from 1970.
    public let intervalSeconds: Int64
    /// Between samples farther apart than this, boundary values are estimates.
    public let maximumGapSeconds: Int64
    /// Between samples farther apart than this, boundaries have no value at all: what lies between them is booked whole
    /// by the next boundary's register.
    public let maximumEstimateSeconds: Int64
    /// The most boundaries that one gap may fill.
    public let maximumBoundaries: Int64

    private struct Sample: Hashable, Sendable {
        let value: Int64
        let time: UTCTime
        let quality: Quality
    }
    private var last: Sample?

    /// - Parameters:
    ///   - intervalSeconds: 1 to 31 622 400 (a leap year); values outside are moved to the nearest limit.
    ///   - maximumGapSeconds: one interval by default.
    ///   - maximumEstimateSeconds: not limited by default; never less than `maximumGapSeconds`.
    ///   - maximumBoundaries: a month of quarters of an hour, and some, by default.
    public init(
        intervalSeconds: Int64, maximumGapSeconds: Int64? = nil, maximumEstimateSeconds: Int64? = nil,
        maximumBoundaries: Int64 = 4000
    ) {
        self.intervalSeconds = min(31_622_400, max(1, intervalSeconds))
        self.maximumGapSeconds = max(0, maximumGapSeconds ?? self.intervalSeconds)
        self.maximumEstimateSeconds = max(self.maximumGapSeconds, maximumEstimateSeconds ?? .max)
        self.maximumBoundaries = max(1, maximumBoundaries)
    }

    /// Takes a sample and gives the values of all boundaries after the sample before it, up to and including this one.
    ///
    /// A sample that is refused changes nothing, except for ``BoundarySampleError/gapTooLong(from:to:boundaries:)``.
    public mutating func add(
        value: Int64, at time: UTCTime, quality: Quality
    ) throws(BoundarySampleError) -> [BoundaryValue] {
        guard UTCTime.representable.contains(time) else { throw .timeOutOfRange(time) }
        guard quality != .missing else { throw .missingValue(time) }
        let sample = Sample(value: value, time: time, quality: quality)
        guard let last else {
            self.last = sample
            let isBoundary = time.floored(toMultipleOf: self.intervalSeconds) == time
            return isBoundary ? [Self.exact(sample)] : []
        }
        guard time > last.time else { throw .late(sample: time, last: last.time) }
        self.last = sample
        let first = last.time.floored(toMultipleOf: self.intervalSeconds).adding(seconds: self.intervalSeconds)
        guard first <= time else { return [] }
        let span = time.milliseconds - last.time.milliseconds
        guard span <= Self.milliseconds(self.maximumEstimateSeconds) else {
            let isBoundary = time.floored(toMultipleOf: self.intervalSeconds) == time
            return isBoundary ? [Self.exact(sample)] : []
        }
        let count = (time.milliseconds - first.milliseconds) / (self.intervalSeconds * 1000) + 1
        guard count <= self.maximumBoundaries else {
            throw .gapTooLong(from: last.time, to: time, boundaries: count)
        }
        return (0..<count).map { index in
            self.value(at: first.adding(seconds: index * self.intervalSeconds), between: last, and: sample)
        }
    }

    /// Forgets the sample before: after a reset or a replaced meter no line leads from the old to the new.
    public mutating func restart() { self.last = nil }

    private static func exact(_ sample: Sample) -> BoundaryValue {
        BoundaryValue(boundary: sample.time, value: sample.value, quality: sample.quality, skewMilliseconds: 0)
    }

    private func value(at boundary: UTCTime, between left: Sample, and right: Sample) -> BoundaryValue {
        guard boundary < right.time else { return Self.exact(right) }
        let before = boundary.milliseconds - left.time.milliseconds
        let after = right.time.milliseconds - boundary.milliseconds
        let product = (Int128(right.value) - Int128(left.value)) * Int128(before)
        let span = Int128(before + after)
        let step = product / span - (product % span < 0 ? 1 : 0)
        let isEstimate = before + after > Self.milliseconds(self.maximumGapSeconds)
        let quality = Quality.worst(left.quality, right.quality)
        return BoundaryValue(
            boundary: boundary, value: Int64(clamping: Int128(left.value) + step),
            quality: isEstimate ? .worst(quality, .estimated) : quality, skewMilliseconds: min(before, after),
            method: isEstimate ? .linear : nil)
    }

    private static func milliseconds(_ seconds: Int64) -> Int64 {
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        return overflow ? .max : product
    }
}
