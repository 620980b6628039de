internal import DeviceProfiles
internal import ModbusProtocol

/// A pulse counter as the line sees it: a counting register for each input.
struct SimulatedPulseCounter: Sendable {
    let unit: UInt8
    private let inputs: [Int]
    private let map: RegisterMap

    init(profile: DeviceProfile, device: Scene.Device) throws(ProfileError) {
        self.unit = device.unit
        self.inputs = profile.pulseInputs
        self.map = try RegisterMap(profile: profile, serial: device.serial)
    }

    func hasInput(_ input: Int) -> Bool { self.inputs.contains(input) }

    /// A register that a read of this device alone can ask for.
    var firstRead: ModbusRequest? { self.map.firstRead }

    /// - Parameter pulses: what has come to each input; a counter that is full goes on from 0.
    func answer(
        _ request: ModbusRequest, display: Display, pulses: [Int: Int64]
    ) throws(ModbusException) -> ModbusResponse {
        try self.map.answer(request) { source in
            switch source {
            case .constant(let words): return words
            case .pulses(let field, let input):
                if let words = display.absence(of: field) { return words }
                let end = Int64(1) << Int64(16 * field.registerCount)
                return (try? field.encode((pulses[input] ?? 0) % end)) ?? []
            case .quantity, .relay: return []
            }
        }
    }
}
