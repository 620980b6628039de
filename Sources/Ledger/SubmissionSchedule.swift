public import Metering

/// When the readings of an interval are to be handed in: with those of all intervals of its submission, at the end of the
/// last one. Submissions are aligned to the zone's local midnight, so that a billing period ends with one.
public struct SubmissionSchedule: Hashable, Sendable {
    /// Length of an interval and of a submission in seconds.
    public let intervalSeconds: Int64
    public let submissionSeconds: Int64
    private let offsetSeconds: Int64

    public init(genesis: Genesis, policy: Policy) {
        self.intervalSeconds = Int64(genesis.intervalSeconds)
        self.submissionSeconds = self.intervalSeconds * Int64(max(1, policy.intervalsPerSubmission))
        self.offsetSeconds = genesis.timeZoneOffsetMinutes * 60
    }

    /// The end of the submission that an interval with this end belongs to: itself for its last one.
    public func end(ofIntervalEnding end: UTCTime) -> UTCTime {
        let local = end.adding(seconds: self.offsetSeconds)
        let start = local.floored(toMultipleOf: self.submissionSeconds)
        let isLast = start == local
        return isLast ? end : start.adding(seconds: self.submissionSeconds - self.offsetSeconds)
    }
}
