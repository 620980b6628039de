public import DeviceProfiles

/// One way to read registers.
public struct DecodedCandidate: Hashable, Sendable {
    /// The first register, counted from the first of the matrix.
    public var offset: Int
    /// The 0-based address; nil where it was not given.
    public var address: UInt16?
    public var type: RegisterType
    public var order: WordOrder
    /// What the registers hold in this reading, without a unit.
    public var value: String
    /// What it could be, best first: `230.1 V`; empty where it looks like nothing that a meter measures.
    public var meanings: [String]
    /// 0 (certainly not this) to 100 (very likely this).
    public var score: Int

    /// As a profile writes the type.
    public var typeName: String {
        switch self.type {
        case .u16: "u16"
        case .i16: "i16"
        case .u32: "u32"
        case .i32: "i32"
        case .u64: "u64"
        case .i64: "i64"
        case .f32: "f32"
        case .f64: "f64"
        case .bcd16: "bcd16"
        case .bcd32: "bcd32"
        case .string(let registers): "string(\(registers))"
        case .bits(let first, let count): "bits(\(first), \(count))"
        case .coil: "coil"
        }
    }
}
