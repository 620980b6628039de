/// The balance of one phase over a few hours: what was delivered, what each house's meter counted, and what the physics
/// of the grid says about the rest.
struct EnergyRow: Sendable {
    /// Blocks of a day, in UTC.
    static let blocks = 8

    let channel: Int
    /// Days since the feeder's start, to the row's first interval.
    var day = 0.0
    /// Intervals since the feeder's start: from the first to behind the last.
    let start: Int
    var end: Int
    var hours = 0.0
    /// Intervals whose end was not read of all.
    var unread = 0
    /// Wh that the cables usually lose in what lies in gaps.
    var guessed = 0.0
    /// Wh by the transformer's meter.
    var delivered = 0.0
    /// Wh of it that passed while the transformer's current was low, by how low it was.
    var lowCurrent = 0.0
    /// Wh by each house's meter: on this phase where it is on all three, in all where it is on one, whichever.
    var registered: [Double]
    /// Wh that the cables lose by their record.
    var loss = 0.0
    /// Wh that a lag with a tangent of one would move to this phase.
    var turned = 0.0
    /// Wh that a service drop of 1 Ω at each house would lose.
    var service = 0.0
    /// Wh that transformers in place of houses lose by their nameplates, without load and by it.
    var iron = 0.0
    var copper = 0.0
    /// Wh of each declared load by its nameplate.
    var declared: [Double]
    /// Hours in each block of the day.
    var blockHours = SIMD8<Double>.zero
    /// Wh² of what was guessed where registers started anew.
    var doubt = 0.0
    /// In a part of it the houses were fed by a stand-by generator.
    var isFedElsewhere = false
    /// Σ (Wh of an interval)² of all that is on the phase, for the error of clocks.
    var roughness = 0.0
}
