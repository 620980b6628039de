public import Metering

/// One quantity of a device: where it is, how its registers decode, and in which base unit.
public struct RegisterField: Hashable, Sendable {
    /// The short name, unique in its profile: `energy.active.import.total`.
    public let name: String
    public let obis: ObisCode?
    public let table: RegisterTable
    /// The 0-based address that goes over the wire.
    public let address: UInt16
    public let type: RegisterType
    public let order: WordOrder
    /// From the register's number to the base unit.
    public let scale: Scale
    public let unit: Metering.Unit
    /// Raw patterns, in the value's own order, that mean "not available".
    public let absentPatterns: [UInt64]
    public let powerFactor: PowerFactorEncoding
    public let access: RegisterAccess

    public init(
        name: String, obis: ObisCode? = nil, table: RegisterTable, address: UInt16, type: RegisterType,
        order: WordOrder = .abcd, scale: Scale = .one, unit: Metering.Unit = .none, absentPatterns: [UInt64] = [],
        powerFactor: PowerFactorEncoding = .plain, access: RegisterAccess = .read
    ) {
        (self.name, self.obis, self.table, self.address) = (name, obis, table, address)
        (self.type, self.order, self.scale, self.unit) = (type, order, scale, unit)
        (self.absentPatterns, self.powerFactor, self.access) = (absentPatterns, powerFactor, access)
    }

    /// How many registers the field occupies (bits, in a coil or discrete input table).
    public var registerCount: Int { self.type.registerCount }

    /// The address after the field's last register.
    public var endAddress: Int { Int(self.address) + self.registerCount }
}
