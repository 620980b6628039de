/// What the connection behind a meter can carry: nothing beyond it is plausible.
public struct ConnectionRating: Hashable, Sendable {
    /// In milliwatts (or millivolt-amperes).
    public let powerMilliwatts: Int64
    /// 1 or 3.
    public let phases: Int64
    /// Phase to neutral, in millivolts.
    public let phaseMillivolts: Int64
    /// How far the supply may go beyond the rating before it is not believed, in per cent: fuses carry more for a while.
    public let headroomPercent: Int64

    /// - Parameters:
    ///   - powerMilliwatts: at least 1.
    ///   - headroomPercent: 120 by default (Umax · Imax · phases · 1.2).
    public init(
        powerMilliwatts: Int64, phases: Int64 = 3, phaseMillivolts: Int64 = 230_000, headroomPercent: Int64 = 120
    ) {
        self.powerMilliwatts = max(1, powerMilliwatts)
        self.phases = min(3, max(1, phases))
        self.phaseMillivolts = max(1, phaseMillivolts)
        self.headroomPercent = max(100, headroomPercent)
    }

    /// The largest power that is believed, in milliwatts.
    public var maximumMilliwatts: Int64 {
        Int64(clamping: Int128(self.powerMilliwatts) * Int128(self.headroomPercent) / 100)
    }

    /// The largest current of one phase that is believed, in milliamperes. One phase may carry the whole rating.
    public var maximumMilliamperes: Int64 {
        Int64(clamping: Int128(self.maximumMilliwatts) * 1000 / Int128(self.phaseMillivolts))
    }
}
