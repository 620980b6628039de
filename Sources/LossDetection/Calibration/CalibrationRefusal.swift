public import Metering

/// Why a node's intervals teach nothing of its losses.
public enum CalibrationRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// A length of an interval that is not 60 to 86 400 s or does not divide a day.
    case interval(seconds: Int64)
    /// Fewer balanced intervals than two weeks have, within the last 45 days.
    case tooFewIntervals(found: Int, needed: Int)
    /// Values that no meter tells, or two different ones of an interval, more often than now and then.
    case wildValues(Int)
    /// Less than 1 Wh in an interval.
    case nothingDelivered
    /// From a day on more or less is missing than on the others, in basis points of what is delivered.
    case step(since: UTCTime, basisPoints: Int64)
    /// The meters below count more than is delivered, beyond the registered tolerance.
    case moreMeteredThanDelivered(basisPoints: Int64)

    public var description: String {
        switch self {
        case .interval(let seconds): "an interval of \(seconds) s; 60 to 86 400 that divide a day are possible"
        case .tooFewIntervals(let found, let needed):
            "\(found) balanced intervals in the last \(CalibrationWindow.days) days; \(needed) are needed"
        case .wildValues(let count): "\(count) intervals with values that cannot be: look at the meters first"
        case .nothingDelivered: "nothing is delivered"
        case .step(let since, let basisPoints):
            "from \(since) on \(Self.percent(basisPoints)) of what is delivered is missing \(basisPoints < 0 ? "less" : "more")"
                + " than before: find out why, and calibrate with days that are alike"
        case .moreMeteredThanDelivered(let basisPoints):
            "the meters below count \(Self.percent(basisPoints)) more than is delivered: look at the meters first"
        }
    }

    /// As 0.01 % each.
    private static func percent(_ basisPoints: Int64) -> String {
        let size = basisPoints.magnitude
        return "\(size / 100).\(size % 100 < 10 ? "0" : "")\(size % 100) %"
    }
}
