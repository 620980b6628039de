internal import DeviceProfiles
internal import ModbusProtocol

/// A meter as the line sees it: registers that follow a meter's state.
struct SimulatedMeter: Sendable {
    let profile: DeviceProfile
    private let map: RegisterMap

    init(profile: DeviceProfile, serial: String?) throws(ProfileError) {
        self.profile = profile
        self.map = try RegisterMap(profile: profile, serial: serial)
    }

    /// A register that a read of this device alone can ask for; nil for a device without any.
    var firstRead: ModbusRequest? { self.map.firstRead }

    func answer(
        _ request: ModbusRequest, state: MeterState, display: Display = .plain, relay: SimulatedRelayModule? = nil
    ) throws(ModbusException) -> ModbusResponse {
        try self.map.answer(request) { source in
            switch source {
            case .constant(let words): return words
            case .quantity(let code, let field):
                if let words = display.absence(of: field) { return words }
                let value = (state.value(of: code) ?? 0) - display.loss.of(code)
                // What a field cannot hold reads as 0; a real meter would show an overflow of its own making.
                return (try? field.encode(value)) ?? []
            case .pulses: return []
            case .relay(let index): return relay?.readBack(index) ?? []
            }
        }
    }
}

extension RegisterMap {
    /// The answer to a read; every other function is unknown to the device.
    func answer(_ request: ModbusRequest, value: (Source) -> [UInt16]) throws(ModbusException) -> ModbusResponse {
        switch request {
        case .readCoils(let address, let count):
            return .coils(try self.read(.coil, address: address, count: count, value: value).map { $0 != 0 })
        case .readDiscreteInputs(let address, let count):
            let words = try self.read(.discreteInput, address: address, count: count, value: value)
            return .discreteInputs(words.map { $0 != 0 })
        case .readHoldingRegisters(let address, let count):
            return .holdingRegisters(try self.read(.holdingRegister, address: address, count: count, value: value))
        case .readInputRegisters(let address, let count):
            return .inputRegisters(try self.read(.inputRegister, address: address, count: count, value: value))
        default: throw .illegalFunction
        }
    }
}
