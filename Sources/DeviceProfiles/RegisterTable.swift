/// One of the four tables of a Modbus device (Modbus Application Protocol V1.1b3, section 4.3).
public enum RegisterTable: String, Hashable, Sendable, CaseIterable {
    case coil
    case discreteInput = "discrete"
    case inputRegister = "input"
    case holdingRegister = "holding"

    /// The function code that reads this table: 1, 2, 4 or 3.
    public var readFunction: UInt8 {
        switch self {
        case .coil: 1
        case .discreteInput: 2
        case .holdingRegister: 3
        case .inputRegister: 4
        }
    }

    /// True where one address holds one bit and not sixteen.
    public var holdsBits: Bool { self == .coil || self == .discreteInput }
}
