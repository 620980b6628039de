/// A question to a device, without unit and framing.
///
/// Addresses are 0-based PDU addresses; counts are coils or registers.
public enum ModbusRequest: Hashable, Sendable {
    case readCoils(address: UInt16, count: Int)
    case readDiscreteInputs(address: UInt16, count: Int)
    case readHoldingRegisters(address: UInt16, count: Int)
    case readInputRegisters(address: UInt16, count: Int)
    /// The standard knows 0xFF00 (on) and 0x0000 (off); some relay modules know more, so the word is sent as it is.
    case writeSingleCoil(address: UInt16, value: UInt16)
    case writeSingleRegister(address: UInt16, value: UInt16)
    case writeCoils(address: UInt16, values: [Bool])
    case writeRegisters(address: UInt16, values: [UInt16])
    case reportServerID
    /// `code`: 1 basic, 2 regular, 3 extended stream, 4 one object; `object`: where to start.
    case readDeviceIdentification(code: UInt8, object: UInt8)

    /// A read of one of the four tables; nil for every other function.
    public init?(reading function: ModbusFunction, address: UInt16, count: Int) {
        switch function {
        case .readCoils: self = .readCoils(address: address, count: count)
        case .readDiscreteInputs: self = .readDiscreteInputs(address: address, count: count)
        case .readHoldingRegisters: self = .readHoldingRegisters(address: address, count: count)
        case .readInputRegisters: self = .readInputRegisters(address: address, count: count)
        default: return nil
        }
    }

    public var function: ModbusFunction {
        switch self {
        case .readCoils: .readCoils
        case .readDiscreteInputs: .readDiscreteInputs
        case .readHoldingRegisters: .readHoldingRegisters
        case .readInputRegisters: .readInputRegisters
        case .writeSingleCoil: .writeSingleCoil
        case .writeSingleRegister: .writeSingleRegister
        case .writeCoils: .writeCoils
        case .writeRegisters: .writeRegisters
        case .reportServerID: .reportServerID
        case .readDeviceIdentification: .readDeviceIdentification
        }
    }

    /// First coil or register, where the function has one.
    public var address: UInt16? {
        switch self {
        case .readCoils(let address, _), .readDiscreteInputs(let address, _), .readHoldingRegisters(let address, _),
            .readInputRegisters(let address, _), .writeSingleCoil(let address, _), .writeSingleRegister(let address, _),
            .writeCoils(let address, _), .writeRegisters(let address, _):
            address
        case .reportServerID, .readDeviceIdentification: nil
        }
    }

    /// Coils or registers read or written; 0 where the function has none.
    public var count: Int {
        switch self {
        case .readCoils(_, let count), .readDiscreteInputs(_, let count), .readHoldingRegisters(_, let count),
            .readInputRegisters(_, let count):
            count
        case .writeSingleCoil, .writeSingleRegister: 1
        case .writeCoils(_, let values): values.count
        case .writeRegisters(_, let values): values.count
        case .reportServerID, .readDeviceIdentification: 0
        }
    }
}

extension ModbusRequest: CustomStringConvertible {
    /// For example `function 3, registers 0 to 9`.
    public var description: String {
        guard let address else { return "function \(self.function.rawValue)" }
        let noun = self.function.readsBits || self.function == .writeCoils ? "coils" : "registers"
        let last = Int(address) + self.count - 1
        return "function \(self.function.rawValue), \(noun) \(address) to \(last)"
    }
}
