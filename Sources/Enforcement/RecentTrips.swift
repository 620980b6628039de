/// How often a box has switched off lately.
public struct RecentTrips: Hashable, Sendable {
    public var inMinute: Int64
    public var inHour: Int64
    /// Meters of the box.
    public var meters: Int64

    public init(inMinute: Int64, inHour: Int64, meters: Int64) {
        self.inMinute = inMinute
        self.inHour = inHour
        self.meters = meters
    }
}
