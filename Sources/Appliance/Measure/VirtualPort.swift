import FieldBus
import ModbusProtocol
import Platform

/// A bus's end of the line in a ``VirtualWorld``.
final class VirtualPort: BusPort {
    let isSerial = true
    private let world: VirtualWorld
    private let own: LineParameters
    private var parameters: LineParameters

    init(_ world: VirtualWorld, _ parameters: LineParameters) {
        self.world = world
        self.own = parameters
        self.parameters = parameters
        world.listen(parameters)
    }

    func send(_ pdu: [UInt8], to unit: UInt8) throws(PortFailure) -> UInt16 {
        try self.world.transmit(RTUFrame.encode(unit: unit, pdu: pdu), self.parameters)
        return 0
    }

    func wait(until deadline: Int64, wake: EventDescriptor?) throws(PortFailure) -> Bool {
        try self.world.awaitBytes(until: deadline, wake: wake)
    }

    func read() throws(PortFailure) -> [UInt8] { try self.world.read() }

    func frames(_ bytes: [UInt8]) throws(PortFailure) -> [MBAPFrame] { [] }

    func use(_ parameters: LineParameters?) throws(PortFailure) {
        self.parameters = parameters ?? self.own
        self.world.listen(self.parameters)
    }
}
