internal import ModbusProtocol

/// How long an answer is, from its first bytes alone: for listening where the question may not have been heard.
enum AnswerLength: Hashable {
    /// These bytes begin no answer.
    case impossible
    case unknownYet
    /// Bytes from function code to data.
    case known(Int)

    init(ofPDU pdu: ArraySlice<UInt8>) {
        guard let code = pdu.first else {
            self = .unknownYet
            return
        }
        guard let function = ModbusFunction(rawValue: code & 0x7F) else {
            self = .impossible
            return
        }
        if code & 0x80 != 0 {
            self = .known(2)
            return
        }
        switch function {
        case .writeSingleCoil, .writeSingleRegister, .writeCoils, .writeRegisters: self = .known(5)
        case .readCoils, .readDiscreteInputs, .readHoldingRegisters, .readInputRegisters, .reportServerID:
            self = Self.counted(function, pdu)
        case .readDeviceIdentification: self = Self.identification(pdu)
        }
    }

    private static func counted(_ function: ModbusFunction, _ pdu: ArraySlice<UInt8>) -> Self {
        guard pdu.count > 1 else { return .unknownYet }
        let count = Int(pdu[pdu.startIndex + 1])
        guard count + 2 <= ModbusLimits.pdu else { return .impossible }
        if function.readsRegisters, count == 0 || count % 2 != 0 { return .impossible }
        return function.readsBits && count == 0 ? .impossible : .known(2 + count)
    }

    private static func identification(_ pdu: ArraySlice<UInt8>) -> Self {
        let start = pdu.startIndex
        guard pdu.count > 1 else { return .unknownYet }
        guard pdu[start + 1] == 14 else { return .impossible }
        guard pdu.count > 6 else { return .unknownYet }
        var length = 7
        for _ in 0..<pdu[start + 6] {
            guard pdu.count >= length + 2 else { return .unknownYet }
            length += 2 + Int(pdu[start + length + 1])
            guard length <= ModbusLimits.pdu else { return .impossible }
        }
        return .known(length)
    }
}
