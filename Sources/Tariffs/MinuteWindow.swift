internal import Metering

/// A stretch of the local day, from one minute up to, and without, another.
public struct MinuteWindow: Hashable, Sendable {
    /// Minutes since local midnight, 0 to 1439.
    public var from: Int64
    /// Above `from`, at most 1440.
    public var to: Int64

    public init(from: Int64, to: Int64) {
        self.from = from
        self.to = to
    }

    public static let wholeDay = MinuteWindow(from: 0, to: 1440)

    var isValid: Bool { 0 <= self.from && self.from < self.to && self.to <= 1440 }

    public func contains(_ minute: Int64) -> Bool { self.from <= minute && minute < self.to }

    func contains(_ other: MinuteWindow) -> Bool { self.from <= other.from && other.to <= self.to }

    func overlaps(_ other: MinuteWindow) -> Bool { self.from < other.to && other.from < self.to }
}

extension MinuteWindow: CustomStringConvertible {
    /// `06:00-08:00`.
    public var description: String { "\(CivilTime.clock(self.from))-\(CivilTime.clock(self.to))" }
}
