/// What is plausible at a low-voltage connection.
public struct ValidationLimits: Hashable, Sendable {
    /// Phase to neutral, in millivolts. Zero is plausible: a phase may be lost.
    public var phaseVoltage: ClosedRange<Int64>
    /// Phase to phase, in millivolts.
    public var lineVoltage: ClosedRange<Int64>
    /// In millihertz.
    public var frequency: ClosedRange<Int64>
    /// How far the sum of the phases may be from the total, in thousandths of the total.
    public var phaseSumPerMille: Int64
    /// How far it may be in any case, in the unit of the quantity: the phases are read at slightly different times.
    public var phaseSumSlack: Int64
    /// What the connection can carry; nil where nobody said, and then nothing is held against it.
    public var rating: ConnectionRating?
    /// From this current on, in milliamperes, a meter that counts nothing and shows no power is doubted.
    public var idleMilliamperes: Int64 = 1000

    /// A 230/400 V network at 50 Hz: up to 1.3 times the nominal voltage, 45 to 55 Hz, 2 % or 20 W between sum and total.
    public static let lowVoltage50Hertz = ValidationLimits(
        phaseVoltage: 0...300_000, lineVoltage: 0...520_000, frequency: 45_000...55_000, phaseSumPerMille: 20,
        phaseSumSlack: 20_000)

    public init(
        phaseVoltage: ClosedRange<Int64>, lineVoltage: ClosedRange<Int64>, frequency: ClosedRange<Int64>,
        phaseSumPerMille: Int64, phaseSumSlack: Int64, rating: ConnectionRating? = nil
    ) {
        (self.phaseVoltage, self.lineVoltage, self.frequency) = (phaseVoltage, lineVoltage, frequency)
        (self.phaseSumPerMille, self.phaseSumSlack) = (phaseSumPerMille, phaseSumSlack)
        self.rating = rating
    }

    /// How far apart two ways to the same power may be, in its unit.
    func slack(of power: Int64) -> UInt128 {
        let share = UInt128(power.magnitude) * UInt128(max(0, self.phaseSumPerMille)) / 1000
        return max(share, UInt128(max(0, self.phaseSumSlack)))
    }
}
