/// A cumulative register that adds power over time without rounding: whole units and a rest.
///
/// Power in mW over milliseconds is energy in µJ; 3.6 × 10⁹ µJ are 1 Wh. The same holds for mvar and varh, mVA and VAh.
public struct EnergyRegister: Hashable, Sendable {
    /// Whole Wh (varh, VAh): what a meter shows.
    public private(set) var whole: Int64
    /// The rest in µJ, `0 ..< 3 600 000 000`.
    public private(set) var restMicrojoules: Int64 = 0

    static let microjoulesPerUnit: Int64 = 3_600_000_000

    public init(whole: Int64 = 0) { self.whole = whole }

    /// Adds `milliwatts` (not negative) over `milliseconds` (not negative, at most one day at a time).
    mutating func add(milliwatts: Int64, milliseconds: Int64) {
        let sum = self.restMicrojoules + milliwatts * milliseconds
        let (units, rest) = sum.quotientAndRemainder(dividingBy: Self.microjoulesPerUnit)
        self.whole += units
        self.restMicrojoules = rest
    }

    /// What was added since `earlier`, in µJ, exactly.
    public func microjoules(since earlier: EnergyRegister) -> Int128 {
        self.microjoules - earlier.microjoules
    }

    private var microjoules: Int128 {
        Int128(self.whole) * Int128(Self.microjoulesPerUnit) + Int128(self.restMicrojoules)
    }
}
