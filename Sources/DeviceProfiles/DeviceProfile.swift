public import Metering

/// All that is known about one model of meter or relay module, read from a profile file.
public struct DeviceProfile: Hashable, Sendable {
    public static let allWriteFunctions: [UInt8] = [5, 6, 15, 16]

    /// The short name, which is also the file's name: `eastron-sdm630`.
    public let name: String
    public let vendor: String
    public let model: String
    public let kind: DeviceKind
    /// 1 to 3 for a meter whose phases are known.
    public let phases: Int?
    public let serial: SerialDefaults?
    /// The most registers one request may ask for, 1 to 125.
    public let maximumBlockRegisters: Int
    /// A read must start at a multiple of this, and so must every field.
    public let alignment: Int
    /// Silence that the device needs between two requests to itself.
    public let pauseMilliseconds: Int
    /// The functions by which the device takes a write, of 5, 6, 15 and 16.
    public let writeFunctions: [UInt8]
    /// In the file's order.
    public let fields: [RegisterField]
    /// Registers that erase, or must not be touched for another reason.
    public let forbidden: [ForbiddenRegisters]
    public let identification: [IdentificationCheck]
    /// The contacts of a relay module, or of the relay inside a meter.
    public let relay: RelayDescription?
    /// How the device's clock is read and set; nil where it has none or nothing is confirmed of it.
    public let clock: ClockDescription?
    /// Where the facts come from.
    public let source: [String]
    public let notes: [String]

    public init(
        name: String, vendor: String, model: String, kind: DeviceKind, phases: Int? = nil,
        serial: SerialDefaults? = nil, maximumBlockRegisters: Int = 125, alignment: Int = 1,
        pauseMilliseconds: Int = 0, writeFunctions: [UInt8] = DeviceProfile.allWriteFunctions,
        fields: [RegisterField] = [], forbidden: [ForbiddenRegisters] = [],
        identification: [IdentificationCheck] = [], relay: RelayDescription? = nil, clock: ClockDescription? = nil,
        source: [String], notes: [String] = []
    ) {
        (self.name, self.vendor, self.model, self.kind, self.phases) = (name, vendor, model, kind, phases)
        (self.serial, self.maximumBlockRegisters, self.alignment) = (serial, maximumBlockRegisters, alignment)
        (self.pauseMilliseconds, self.writeFunctions) = (pauseMilliseconds, writeFunctions)
        (self.fields, self.forbidden, self.identification) = (fields, forbidden, identification)
        (self.relay, self.clock, self.source, self.notes) = (relay, clock, source, notes)
    }

    public func field(named name: String) -> RegisterField? {
        self.fields.first { $0.name == name }
    }

    public func field(obis: ObisCode) -> RegisterField? {
        self.fields.first { $0.obis == obis }
    }

    /// Registers that no read may touch, for the read planner.
    public func unreadableRanges(in table: RegisterTable) -> [Range<Int>] {
        self.forbidden.filter { $0.table == table && !$0.allowsReading }.map(\.range)
    }

    /// The registers that tell a measuring transformer's ratio; empty where the device does not tell it.
    public func ratioFields(of transformer: MeasuringTransformer) -> [RegisterField] {
        let roles = transformer.roles
        return self.fields.filter { $0.role.map([roles.ratio, roles.primary, roles.secondary].contains) ?? false }
    }
}
