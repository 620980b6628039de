public import ModbusProtocol
public import Platform

/// Why an open port cannot be used any more.
public enum PortFailure: Error, Hashable, Sendable {
    /// An error number of the system: unplugged, closed by the other side.
    case lost(code: Int32)
    /// The other side of a TCP connection speaks something else.
    case notModbus(MBAPFramer.Failure)
}

/// A bus's end of an open line: a serial port, a TCP connection, or a line in virtual time. Used by one thread.
public protocol BusPort: AnyObject {
    /// RTU frames, without transaction numbers: on a serial line, or inside a TCP connection.
    var isSerial: Bool { get }

    /// A TCP connection, whatever frames it carries: it has no characters, no silence and no parameters.
    var isSocket: Bool { get }

    /// What people should hear of the port when it was opened.
    var notice: BusEvent.Kind? { get }

    /// Sends one request to `unit`; an RTU frame's checksum or a TCP header is added here.
    ///
    /// - Returns: the transaction that its answer carries on TCP; 0 with RTU frames.
    func send(_ pdu: [UInt8], to unit: UInt8) throws(PortFailure) -> UInt16

    /// Waits until bytes are there, `deadline` passes (nanoseconds of the world's clock), or `wake` is signalled.
    ///
    /// - Returns: true where bytes are there.
    func wait(until deadline: Int64, wake: EventDescriptor?) throws(PortFailure) -> Bool

    /// Waits for bytes and takes them; nil where none came before `deadline`.
    ///
    /// - Parameter now: the time, or a moment not long before.
    func receive(at now: Int64, until deadline: Int64) throws(PortFailure) -> [UInt8]?

    /// Takes what is there; to be called only after ``wait(until:wake:)`` said that something is.
    func read() throws(PortFailure) -> [UInt8]

    /// The TCP frames that are complete with `bytes`.
    func frames(_ bytes: [UInt8]) throws(PortFailure) -> [MBAPFrame]

    /// Changes the line's parameters; nil goes back to those of the configuration. Means nothing in a TCP connection.
    func use(_ parameters: LineParameters?) throws(PortFailure)
}

extension BusPort {
    public var isSocket: Bool { !self.isSerial }

    public var notice: BusEvent.Kind? { nil }

    public func receive(at now: Int64, until deadline: Int64) throws(PortFailure) -> [UInt8]? {
        try self.wait(until: deadline, wake: nil) ? try self.read() : nil
    }
}
