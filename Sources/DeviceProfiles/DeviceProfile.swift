public import Metering

/// All that is known about one model of meter or relay module, read from a profile file.
public struct DeviceProfile: Hashable, Sendable {
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
    /// In the file's order.
    public let fields: [RegisterField]
    public let identification: [IdentificationCheck]
    public let relay: RelayDescription?
    /// Where the facts come from.
    public let source: [String]
    public let notes: [String]

    public func field(named name: String) -> RegisterField? {
        self.fields.first { $0.name == name }
    }

    public func field(obis: ObisCode) -> RegisterField? {
        self.fields.first { $0.obis == obis }
    }

    /// True where every one of these registers belongs to a field that the profile lists as writable, or to a relay
    /// channel. Whatever is not writable must never be written: a block write at the wrong place can erase a meter.
    public func isWritable(table: RegisterTable, address: UInt16, count: Int) -> Bool {
        guard count > 0, Int(address) + count <= 0x1_0000 else { return false }
        return (Int(address)..<Int(address) + count).allSatisfy { register in
            self.fields.contains { field in
                field.access == .readWrite && field.table == table
                    && (Int(field.address)..<field.endAddress).contains(register)
            }
                || self.relay?.channels.contains { $0.table == table && Int($0.address) == register } == true
        }
    }
}
