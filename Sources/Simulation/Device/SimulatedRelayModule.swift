internal import DeviceProfiles
internal import ModbusProtocol

/// A relay module as the line sees it: channels that are closed or open, with the profile's own encoding of both.
struct SimulatedRelayModule: Sendable {
    /// One contact that a command moved.
    struct Switched: Hashable, Sendable {
        let channel: Int
        let isClosed: Bool
    }

    let unit: UInt8
    let description: RelayDescription
    private let map: RegisterMap
    private var isClosed: [Bool]

    /// - Parameter open: numbers of the channels that are open at the start; all others are closed.
    init(profile: DeviceProfile, relay: RelayDescription, device: Scene.Device, open: Set<Int>) throws(ProfileError) {
        self.unit = device.unit
        self.description = relay
        self.map = try RegisterMap(profile: profile, serial: device.serial)
        self.isClosed = relay.channels.map { !open.contains($0.number) }
    }

    /// A register or coil that a read of this device alone can ask for.
    var firstRead: ModbusRequest? { self.map.firstRead }

    /// State of a channel by its number; nil where there is none.
    func isClosed(channel number: Int) -> Bool? {
        self.description.channels.firstIndex { $0.number == number }.map { self.isClosed[$0] }
    }

    /// What the register holds that tells where a contact is; `index` is that of the description's channels.
    func readBack(_ index: Int) -> [UInt16] {
        let place = self.description.channels[index].readBack
        return [self.isClosed[index] ? place.closedValue : place.openValue]
    }

    /// Carries a request out; `switched` gets the contacts that a command named, moved or not.
    mutating func answer(
        _ request: ModbusRequest, switched: inout [Switched]
    ) throws(ModbusException) -> ModbusResponse {
        switch request {
        case .writeSingleCoil(let address, let value):
            switched = try self.write(.coil, function: 5, address: address, values: [value])
            return .singleCoilWritten(address: address, value: value)
        case .writeCoils(let address, let values):
            let words: [UInt16] = values.map { $0 ? 0xff00 : 0 }
            switched = try self.write(.coil, function: 15, address: address, values: words)
            return .coilsWritten(address: address, count: values.count)
        case .writeSingleRegister(let address, let value):
            switched = try self.write(.holdingRegister, function: 6, address: address, values: [value])
            return .singleRegisterWritten(address: address, value: value)
        case .writeRegisters(let address, let values):
            switched = try self.write(.holdingRegister, function: 16, address: address, values: values)
            return .registersWritten(address: address, count: values.count)
        default:
            let state = self
            return try self.map.answer(request) { source in
                switch source {
                case .constant(let words): return words
                case .quantity, .pulses: return []
                case .relay(let index): return state.readBack(index)
                }
            }
        }
    }

    /// All or nothing: every address must be a channel's and every value one of its two.
    private mutating func write(
        _ table: RegisterTable, function: UInt8, address: UInt16, values: [UInt16]
    ) throws(ModbusException) -> [Switched] {
        let channels = self.description.channels
        guard channels.contains(where: { $0.table == table && Self.accepts($0.writeFunction, function) }) else {
            throw .illegalFunction
        }
        var changes: [(index: Int, isClosed: Bool)] = []
        for (offset, value) in values.enumerated() {
            guard
                let index = channels.firstIndex(where: { $0.table == table && Int($0.address) == Int(address) + offset }
                )
            else { throw .illegalDataAddress }
            guard value == channels[index].closeValue || value == channels[index].openValue else {
                throw .illegalDataValue
            }
            changes.append((index, value == channels[index].closeValue))
        }
        return changes.map { change in
            self.isClosed[change.index] = change.isClosed
            return Switched(channel: channels[change.index].number, isClosed: change.isClosed)
        }
    }

    /// A module for single coils takes several at once too; registers are taken by the function its profile names.
    private static func accepts(_ declared: UInt8, _ function: UInt8) -> Bool {
        declared == function || declared == 5 && function == 15
    }
}
