public import ModbusProtocol

/// Why something on a bus does not work; the description says what to try next.
public enum BusError: Error, Hashable, Sendable {
    // Configuration.
    case unknownBaud(BusPlace, baud: Int)
    case badStopBits(BusPlace, stopBits: Int)
    case badTCPPort(BusPlace, port: Int)
    case broadcastUnit(BusPlace)
    case duplicateDevice(BusPlace)
    case duplicateBus(BusPlace)
    case sharedEndpoint(BusPlace, other: String)
    /// A real port where only simulated ones are allowed.
    case realPort(BusPlace)

    // The port.
    case portMissing(BusPlace)
    /// No USB adapter is what the configuration names; `present` are those that are there.
    case usbPortMissing(BusPlace, present: [String])
    case usbPortAmbiguous(BusPlace, matching: [String])
    case portForbidden(BusPlace)
    case portInUse(BusPlace)
    case notASerialPort(BusPlace)
    case wrongSettings(BusPlace, expected: String, found: String)
    /// The driver has no RS-485 mode of the kernel, or refuses it.
    case noRS485Mode(BusPlace, code: Int32)
    case cannotOpen(BusPlace, code: Int32)
    case portLost(BusPlace, code: Int32)
    case notModbus(BusPlace, MBAPFramer.Failure)

    // One exchange.
    case noAnswer(BusPlace, waitedMilliseconds: Int64)
    case damagedAnswer(BusPlace, received: [UInt8])
    case collision(BusPlace, received: [UInt8])
    case lineBusy(BusPlace)
    /// Another master asks on the line, and the bus is to send nothing then.
    case secondMaster(BusPlace, ForeignMaster)
    case refused(BusPlace, ModbusException)
    case impossibleRequest(BusPlace, ModbusCodecError)
    case questionOpen(BusPlace)

    // What was asked for.
    case noSuchDevice(BusPlace, known: [String])
    case noSuchField(BusPlace, field: String)
    case noSuchChannel(BusPlace, channel: Int)
    case unreadableField(BusPlace, field: String)
    case stopped(BusPlace)
    case cancelled(BusPlace)
}
