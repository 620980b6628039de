/// Why a sample was not taken.
public enum BoundarySampleError: Error, Hashable, Sendable {
    /// Not later than the sample before it.
    case late(sample: UTCTime, last: UTCTime)
    /// Before 1970 or after 9999.
    case timeOutOfRange(UTCTime)
    /// A missing value has nothing to interpolate.
    case missingValue(UTCTime)
    /// More boundaries lie in the gap than may be estimated. The sampler goes on from this sample.
    case gapTooLong(from: UTCTime, to: UTCTime, boundaries: Int64)
}

extension BoundarySampleError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .late(let sample, let last):
            "the sample of \(sample) is not later than the one of \(last); give samples in the order of their times"
        case .timeOutOfRange(let time):
            "the time of \(time.milliseconds) ms is before 1970 or after 9999; check the clock"
        case .missingValue(let time): "the sample of \(time) has no value; leave it out"
        case .gapTooLong(let from, let to, let boundaries):
            "\(boundaries) boundaries lie between \(from) and \(to), too many to estimate; "
                + "sampling goes on from the later one"
        }
    }
}
