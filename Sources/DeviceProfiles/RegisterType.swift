/// How the bits of a field's registers stand for a value.
public enum RegisterType: Hashable, Sendable {
    case u16
    case i16
    case u32
    case i32
    case u64
    case i64
    /// IEEE 754 binary32.
    case f32
    /// IEEE 754 binary64.
    case f64
    /// Four decimal digits, one a nibble.
    case bcd16
    /// Eight decimal digits, one a nibble.
    case bcd32
    /// Printable ASCII, two characters a register, padded with NUL or space.
    case string(registers: Int)
    /// Some bits of one register; bit 0 is the least significant.
    case bits(first: Int, count: Int)
    /// One bit of a coil or discrete input table.
    case coil

    /// How many registers (or bits of a bit table) a value occupies.
    public var registerCount: Int {
        switch self {
        case .u16, .i16, .bcd16, .bits, .coil: 1
        case .u32, .i32, .f32, .bcd32: 2
        case .u64, .i64, .f64: 4
        case .string(let registers): registers
        }
    }

    /// True where decoding gives a number and not text.
    public var isNumeric: Bool {
        if case .string = self { false } else { true }
    }

    /// The types that need no further parameters, by the name that profiles use.
    static let plain: [(name: String, type: RegisterType)] = [
        ("u16", .u16), ("i16", .i16), ("u32", .u32), ("i32", .i32), ("u64", .u64), ("i64", .i64), ("f32", .f32),
        ("f64", .f64), ("bcd16", .bcd16), ("bcd32", .bcd32), ("coil", .coil),
    ]
}
