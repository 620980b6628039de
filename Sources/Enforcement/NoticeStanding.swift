public import Metering

/// How a consumer was warned.
public enum NoticeStanding: Hashable, Sendable {
    /// A written notice; the time is that of its service, not of its printing.
    case postpaid(servedAt: UTCTime)
    /// The percentages of credit at which alerts went out, and when the emergency credit ended; nil while it runs.
    case prepaid(alertedPercents: [Int64], emergencyCreditEndedAt: UTCTime?)
}
