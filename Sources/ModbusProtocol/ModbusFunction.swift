/// The function codes this room knows (Modbus application protocol V1.1b3, section 6).
public enum ModbusFunction: UInt8, Hashable, Sendable, CaseIterable {
    case readCoils = 1
    case readDiscreteInputs = 2
    case readHoldingRegisters = 3
    case readInputRegisters = 4
    case writeSingleCoil = 5
    case writeSingleRegister = 6
    case writeCoils = 15
    case writeRegisters = 16
    case reportServerID = 17
    /// Function 43 with MEI type 14.
    case readDeviceIdentification = 43

    /// True where the answer carries coils or discrete inputs.
    public var readsBits: Bool { self == .readCoils || self == .readDiscreteInputs }

    /// True where the answer carries registers.
    public var readsRegisters: Bool { self == .readHoldingRegisters || self == .readInputRegisters }

    /// True where the function changes something in the device.
    public var writes: Bool {
        switch self {
        case .writeSingleCoil, .writeSingleRegister, .writeCoils, .writeRegisters: true
        default: false
        }
    }
}
