import ModbusProtocol

extension FuzzInput {
    /// Some request that can be encoded.
    mutating func request() -> ModbusRequest {
        let function = self.byte() % 10
        let address = self.word()
        let room = 65536 - Int(address)
        switch function {
        case 0: return .readCoils(address: address, count: min(room, self.count(upTo: ModbusLimits.readBits)))
        case 1: return .readDiscreteInputs(address: address, count: min(room, self.count(upTo: ModbusLimits.readBits)))
        case 2:
            return .readHoldingRegisters(
                address: address, count: min(room, self.count(upTo: ModbusLimits.readRegisters)))
        case 3:
            return .readInputRegisters(address: address, count: min(room, self.count(upTo: ModbusLimits.readRegisters)))
        case 4: return .writeSingleCoil(address: address, value: self.word())
        case 5: return .writeSingleRegister(address: address, value: self.word())
        case 6:
            let count = min(room, self.count(upTo: 40))
            return .writeCoils(address: address, values: (0..<count).map { $0 % 3 == 0 })
        case 7:
            let count = min(room, self.count(upTo: 8))
            return .writeRegisters(address: address, values: (0..<count).map { _ in self.word() })
        case 8: return .reportServerID
        default: return .readDeviceIdentification(code: self.byte(), object: self.byte())
        }
    }

    /// Some answer to `request`.
    mutating func response(to request: ModbusRequest) -> ModbusResponse {
        let fill = self.byte()
        if fill == 0xEE { return .exception(function: request.function.rawValue, ModbusException(code: self.byte())) }
        let words = [UInt16](repeating: UInt16(fill) << 8 | 7, count: max(1, request.count))
        let bits = (0..<max(1, request.count)).map { $0 % 5 == Int(fill) % 5 }
        switch request {
        case .readCoils: return .coils(bits)
        case .readDiscreteInputs: return .discreteInputs(bits)
        case .readHoldingRegisters: return .holdingRegisters(words)
        case .readInputRegisters: return .inputRegisters(words)
        case .writeSingleCoil(let address, let value): return .singleCoilWritten(address: address, value: value)
        case .writeSingleRegister(let address, let value): return .singleRegisterWritten(address: address, value: value)
        case .writeCoils(let address, let values): return .coilsWritten(address: address, count: values.count)
        case .writeRegisters(let address, let values): return .registersWritten(address: address, count: values.count)
        case .reportServerID: return .serverID(self.bytes(Int(fill) % 40))
        case .readDeviceIdentification(let code, _):
            let objects = (0..<fill % 4).map { DeviceIdentification.Object(id: $0, bytes: self.bytes(Int(fill) % 16)) }
            return .deviceIdentification(
                DeviceIdentification(
                    code: code, conformity: 1, nextObject: fill % 2 == 0 ? nil : fill, objects: objects))
        }
    }
}
