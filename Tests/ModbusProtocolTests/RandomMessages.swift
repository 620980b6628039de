import ModbusProtocol
import TestSupport

/// A random request that the standard allows.
func randomRequest(_ random: inout SeededGenerator) -> ModbusRequest {
    let address = UInt16.random(in: 0...60000, using: &random)
    let word = UInt16.random(in: 0...UInt16.max, using: &random)
    switch ModbusFunction.allCases.randomElement(using: &random) ?? .readCoils {
    case .readCoils: return .readCoils(address: address, count: .random(in: 1...2000, using: &random))
    case .readDiscreteInputs: return .readDiscreteInputs(address: address, count: .random(in: 1...2000, using: &random))
    case .readHoldingRegisters:
        return .readHoldingRegisters(address: address, count: .random(in: 1...125, using: &random))
    case .readInputRegisters: return .readInputRegisters(address: address, count: .random(in: 1...125, using: &random))
    case .writeSingleCoil: return .writeSingleCoil(address: address, value: word)
    case .writeSingleRegister: return .writeSingleRegister(address: address, value: word)
    case .writeCoils:
        return .writeCoils(address: address, values: randomBits(.random(in: 1...1968, using: &random), &random))
    case .writeRegisters:
        return .writeRegisters(address: address, values: randomWords(.random(in: 1...123, using: &random), &random))
    case .reportServerID: return .reportServerID
    case .readDeviceIdentification:
        return .readDeviceIdentification(
            code: .random(in: 1...4, using: &random), object: .random(in: 0...255, using: &random))
    }
}

/// A random answer that fits `request`.
func randomResponse(to request: ModbusRequest, _ random: inout SeededGenerator) -> ModbusResponse {
    switch request {
    case .readCoils(_, let count): return .coils(randomBits(count, &random))
    case .readDiscreteInputs(_, let count): return .discreteInputs(randomBits(count, &random))
    case .readHoldingRegisters(_, let count): return .holdingRegisters(randomWords(count, &random))
    case .readInputRegisters(_, let count): return .inputRegisters(randomWords(count, &random))
    case .writeSingleCoil(let address, let value): return .singleCoilWritten(address: address, value: value)
    case .writeSingleRegister(let address, let value): return .singleRegisterWritten(address: address, value: value)
    case .writeCoils(let address, let values): return .coilsWritten(address: address, count: values.count)
    case .writeRegisters(let address, let values): return .registersWritten(address: address, count: values.count)
    case .reportServerID: return .serverID(random.bytes(.random(in: 0...60, using: &random)))
    case .readDeviceIdentification(let code, _):
        let objects = (0..<Int.random(in: 0...6, using: &random)).map { id in
            DeviceIdentification.Object(id: UInt8(id), bytes: random.bytes(.random(in: 0...30, using: &random)))
        }
        let next = Bool.random(using: &random) ? nil : UInt8(objects.count)
        return .deviceIdentification(.init(code: code, conformity: 0x83, nextObject: next, objects: objects))
    }
}

private func randomBits(_ count: Int, _ random: inout SeededGenerator) -> [Bool] {
    (0..<count).map { _ in Bool.random(using: &random) }
}

private func randomWords(_ count: Int, _ random: inout SeededGenerator) -> [UInt16] {
    (0..<count).map { _ in UInt16.random(in: 0...UInt16.max, using: &random) }
}
