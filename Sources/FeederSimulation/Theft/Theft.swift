/// What was done to a feeder, and what it took.
struct Theft: Sendable {
    let family: FeederFamily
    /// The step in which it begins.
    let step: Int
    var kinds: [AnomalyKind] = []
    /// Of the feeder's unmetered loads.
    var tap: Int?
    /// The customer whose meter tells other than the truth.
    var customer: Int?
    /// The customer that is billed for another.
    var billed: Int?
    /// The one phase of a three-phase customer (0 to 2) that is not registered.
    var brokenPhase: Int?
    var alteration: TransformerAlteration?
    var replacement: MeterReplacement?
    /// Registered over true energy, where there is one such figure.
    var factor: Double?
    /// The part of the load that passes the meter by.
    var fraction: Double?

    init(_ family: FeederFamily, step: Int) { (self.family, self.step) = (family, step) }

    /// What was used and not registered at each step, in W; below 0 where more was registered.
    ///
    /// - Parameter delivered: what the transformer delivers at each step, in W.
    func lost(_ feeder: Feeder, delivered: [Double]) -> [Double] {
        var lost = Array(repeating: 0.0, count: feeder.axis.steps)
        for step in lost.indices[self.step...] {
            if let tap = self.tap {
                let load = feeder.unmetered[tap]
                lost[step] += load.series.watts[step] * Double(load.phases.count)
            }
            if let customer = self.customer {
                let customer = feeder.customers[customer]
                for phase in customer.phases.indices {
                    lost[step] += customer.net[phase].watts[step] - customer.metered[phase].watts[step]
                }
            }
            if let alteration = self.alteration {
                lost[step] += delivered[step] * (1 - alteration.factor(step))
            }
        }
        return lost
    }
}
