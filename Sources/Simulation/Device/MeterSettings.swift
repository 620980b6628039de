internal import DeviceProfiles
internal import ModbusProtocol

/// What was written to a meter's writable registers, over what they held at first.
struct MeterSettings: Sendable {
    private var words: [UInt16: UInt16] = [:]

    /// Takes a write that the profile allows.
    ///
    /// - Throws: exception 1 for functions that the model does not take, 2 for registers that cannot be written.
    mutating func write(
        _ request: ModbusRequest, profile: DeviceProfile
    ) throws(ModbusException) -> ModbusResponse {
        let (address, values): (UInt16, [UInt16])
        let response: ModbusResponse
        switch request {
        case .writeSingleRegister(let place, let value):
            (address, values) = (place, [value])
            response = .singleRegisterWritten(address: place, value: value)
        case .writeRegisters(let place, let list):
            (address, values) = (place, list)
            response = .registersWritten(address: place, count: list.count)
        default: throw .illegalFunction
        }
        let write = RegisterWrite(function: request.function.rawValue, address: address, values: values)
        guard profile.writeFunctions.contains(write.function),
            profile.fields.contains(where: { $0.access == .readWrite })
        else { throw .illegalFunction }
        guard profile.refusal(of: write) == nil else { throw .illegalDataAddress }
        for (offset, value) in values.enumerated() { self.words[address + UInt16(offset)] = value }
        return response
    }

    /// The answer to a read with what was written in it.
    func over(_ response: ModbusResponse, of request: ModbusRequest) -> ModbusResponse {
        guard !self.words.isEmpty, case .holdingRegisters(var values) = response, let address = request.address else {
            return response
        }
        for index in values.indices { values[index] = self.words[address &+ UInt16(index)] ?? values[index] }
        return .holdingRegisters(values)
    }
}
