/// What flows, with what differs by it.
enum Medium: Hashable, Sendable {
    case electricity
    /// ``DistrictTopology``: no phases, no losses that go with the flow; L for Wh, L/h for W.
    case water

    /// The most that passes the meter of a house or customer, W or L/h. Water: Q4 of DN 25 (ISO 4064-1).
    var mostOfHouse: Double { self == .water ? 7875 : 30_000 }

    /// Standard deviation of a meter's gain for each percent of its class. A mechanical meter counts less as it ages, and
    /// nothing of what drips.
    var gainOfClass: Double { self == .water ? 0.015 : 0.006 }

    /// What each meter's place takes before it counts, W or L/h, with its standard deviation.
    ///
    /// Electricity: the meter's own 0.8 to 1.5 W (IEC 62053 allows 2). Water: what leaks from mains and service pipes in good
    /// order, 0.8 L a customer and 18 L a km of main, a day and metre of pressure (A. O. Lambert et al., AQUA 48, 1999,
    /// unavoidable annual real losses), and some times that.
    var ownConsumption: (mean: Double, deviation: Double) { self == .water ? (1.5, 1.5) : (1.15, 0.25) }

    /// Share of what passes a meter that it has to miscount before anything is said.
    var leastGain: Double { self == .water ? 0.08 : 0.025 }
}
