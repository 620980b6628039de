public import Metering

/// An instant as a switching calendar sees it.
public struct SwitchingWindow: Hashable, Sendable {
    public let date: CivilDate
    /// Local, 0 to 1439.
    public let minuteOfDay: Int64
    public let isWorkingDay: Bool
    public let isNextDayWorking: Bool
    public let isAllowed: Bool
}
