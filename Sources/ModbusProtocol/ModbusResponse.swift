/// What a device answers, without unit and framing.
public enum ModbusResponse: Hashable, Sendable {
    case coils([Bool])
    case discreteInputs([Bool])
    case holdingRegisters([UInt16])
    case inputRegisters([UInt16])
    case singleCoilWritten(address: UInt16, value: UInt16)
    case singleRegisterWritten(address: UInt16, value: UInt16)
    case coilsWritten(address: UInt16, count: Int)
    case registersWritten(address: UInt16, count: Int)
    /// The bytes after the byte count: server ID, run indicator and additional data, whose layout is the device's own.
    case serverID([UInt8])
    case deviceIdentification(DeviceIdentification)
    /// The device refuses: the function that was asked, and why.
    case exception(function: UInt8, ModbusException)

    /// The registers of a register read; coils and inputs as words 0 or 1; nil for every other answer.
    public var words: [UInt16]? {
        switch self {
        case .holdingRegisters(let words), .inputRegisters(let words): words
        case .coils(let bits), .discreteInputs(let bits): bits.map { $0 ? 1 : 0 }
        default: nil
        }
    }
}
