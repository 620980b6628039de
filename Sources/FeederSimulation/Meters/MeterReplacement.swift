/// A new meter in an old one's place, or an old one that lost its count.
struct MeterReplacement: Sendable {
    enum Kind: Sendable {
        /// Reported to the utility's records.
        case recorded
        /// Nobody wrote it down.
        case unrecorded
        /// The same meter, its counter back at zero.
        case reset
    }

    let customer: Int
    let step: Int
    let kind: Kind
    /// What the counter shows first, in Wh; nil where it was made to go on from the old one's.
    let initial: Double?
    /// Of the meter from then on.
    let gain: Double

    var seconds: Double { Double(self.step * TimeAxis.stepSeconds) }
}
