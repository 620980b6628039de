/// How a device writes a power factor into its register.
public enum PowerFactorEncoding: String, Hashable, Sendable, CaseIterable {
    /// The register is the power factor, from -1 to 1.
    case plain
    /// Schneider Electric's form, which puts the quadrant into the number: from 1 to 2 (quadrant 4) the power factor
    /// is 2 - register, from -2 to -1 (quadrant 2) it is -2 - register, between them it is the register itself.
    /// Source: iEM3000 user manual DOCA0005EN, power factor register format.
    case schneiderFourQuadrant = "schneider-4q"

    private static let one: Int64 = 10_000

    /// From the register's value to the power factor, both in steps of 0.0001; nil outside the encoding's range.
    func decoded(_ register: Int64) -> Int64? {
        switch self {
        case .plain:
            return register
        case .schneiderFourQuadrant:
            guard register >= -2 * Self.one, register <= 2 * Self.one else { return nil }
            if register > Self.one { return 2 * Self.one - register }
            if register < -Self.one { return -2 * Self.one - register }
            return register
        }
    }

    /// From the power factor to a register value that decodes to it, choosing quadrants 1 and 3; nil out of range.
    func encoded(_ value: Int64) -> Int64? {
        switch self {
        case .plain: value
        case .schneiderFourQuadrant: value >= -Self.one && value <= Self.one ? value : nil
        }
    }
}
