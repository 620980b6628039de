public import Metering

/// One quantity of a device: where it is, how its registers decode, and in which base unit.
///
/// A value whose scale, ratio or second part stands in other registers can only be read together with them, or a change
/// between two reads would publish a value of neither. ``address``, ``registerCount`` and ``endAddress`` therefore speak of all the
/// registers that one read has to bring, and ``valueAddress`` of those of the value itself.
public struct RegisterField: Hashable, Sendable {
    /// The short name, unique in its profile: `energy.active.import.total`.
    public let name: String
    public let obis: ObisCode?
    public let table: RegisterTable
    /// The 0-based address, as it goes over the wire, of the first register that has to be read.
    public let address: UInt16
    /// How many registers have to be read together (bits, in a coil or discrete input table).
    public let registerCount: Int
    /// The 0-based address of the value's first register.
    public let valueAddress: UInt16
    public let type: RegisterType
    public let order: WordOrder
    /// From the register's number to the base unit, before ``factors``.
    public let scale: Scale
    public let unit: Metering.Unit
    /// Raw patterns, in the value's own order, that mean "not available".
    public let absentPatterns: [UInt64]
    public let powerFactor: PowerFactorEncoding
    public let access: RegisterAccess
    /// What other registers say about this value's scale.
    public let factors: [FieldFactor]
    /// Fields whose values are added to this one's: a meter may hold a total in parts, one a tariff.
    public let addends: [RegisterField]
    public let role: FieldRole?
    /// What a write changes; nil for a field that is not written, or of which the profile does not say.
    public let effect: WriteEffect?
    /// The input of a pulse counter, from 1, whose pulses the register counts; nil for every other register.
    public let pulseInput: Int?

    /// - Parameter address: of the value's first register.
    public init(
        name: String, obis: ObisCode? = nil, table: RegisterTable, address: UInt16, type: RegisterType,
        order: WordOrder = .abcd, scale: Scale = .one, unit: Metering.Unit = .none, absentPatterns: [UInt64] = [],
        powerFactor: PowerFactorEncoding = .plain, access: RegisterAccess = .read, factors: [FieldFactor] = [],
        addends: [RegisterField] = [], role: FieldRole? = nil, effect: WriteEffect? = nil, pulseInput: Int? = nil
    ) {
        (self.name, self.obis, self.table, self.valueAddress) = (name, obis, table, address)
        (self.type, self.order, self.scale, self.unit) = (type, order, scale, unit)
        (self.absentPatterns, self.powerFactor, self.access) = (absentPatterns, powerFactor, access)
        (self.factors, self.addends, self.role, self.effect) = (factors, addends, role, effect)
        self.pulseInput = pulseInput
        let others = factors.map(\.field) + addends
        self.address = others.map(\.address).reduce(address) { min($0, $1) }
        let end = others.map(\.endAddress).reduce(Int(address) + type.registerCount) { max($0, $1) }
        self.registerCount = end - Int(self.address)
    }

    /// The address after the last register that has to be read.
    public var endAddress: Int { Int(self.address) + self.registerCount }

    /// The registers of the value itself.
    public var valueRange: Range<Int> {
        Int(self.valueAddress)..<Int(self.valueAddress) + self.type.registerCount
    }
}
