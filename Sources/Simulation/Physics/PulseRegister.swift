/// A register that counts whole pulses of a flow and keeps the rest, without rounding.
///
/// Flows are in thousandths of the service's unit in an hour: mL/h of water, thousandths of a trip in an hour at a gate.
public struct PulseRegister: Hashable, Sendable {
    /// Pulses since the meter was made; the counter that shows them may have passed its end.
    public private(set) var pulses: Int64
    /// What has flowed since the last pulse, in thousandths of the unit times milliseconds in an hour.
    private var rest: Int64 = 0
    /// One pulse, likewise.
    private let weight: Int64

    static let millisecondsPerHour: Int64 = 3_600_000

    /// - Parameter thousandthsPerPulse: 1 to 100 000 000.
    init(pulses: Int64, thousandthsPerPulse: Int64) {
        self.pulses = pulses
        self.weight = thousandthsPerPulse * Self.millisecondsPerHour
    }

    /// Adds a flow (not negative) over `milliseconds` (not negative, at most one minute at a time).
    mutating func add(thousandthsPerHour: Int64, milliseconds: Int64) {
        let (pulses, rest) = (self.rest + thousandthsPerHour * milliseconds).quotientAndRemainder(
            dividingBy: self.weight)
        self.pulses += pulses
        self.rest = rest
    }

    /// What has flowed since the register was made with `pulses`, in thousandths of the unit, exactly but for less than one.
    func thousandths(since pulses: Int64) -> Int128 {
        (Int128(self.pulses - pulses) * Int128(self.weight) + Int128(self.rest)) / Int128(Self.millisecondsPerHour)
    }
}
