import CPlatform
import Glibc
import ModbusProtocol
import Platform

/// An open bus port: a locked and checked serial line, or a TCP connection. Lives on its bus's thread.
final class SystemPort: BusPort {
    let isSerial: Bool
    let isSocket: Bool
    private let context: ModbusContext
    private let parameters: LineParameters?
    private let lock: PortLock?
    private let name: OpenName?
    let notice: BusEvent.Kind?
    private var framer = MBAPFramer()
    private var transaction: UInt16 = 0

    /// How long one read of a TCP connection waits for bytes, in nanoseconds.
    private static let receiveSlice: Int64 = 5_000_000
    /// How long a TCP connection may take to come about.
    private static let connectNanoseconds: Int64 = 3_000_000_000

    init(_ configuration: BusConfiguration, _ folders: SystemFolders) throws(BusError) {
        let place = configuration.place
        self.isSocket = configuration.transport.socket != nil
        self.isSerial = configuration.transport.timing(strictCharacters: false).isSerial
        self.parameters = configuration.transport.parameters
        var node: String?
        var notice: BusEvent.Kind?
        if let port = configuration.transport.serialPort {
            let path = try SystemPorts(folders: folders).path(of: port, place)
            // Links are followed once, so that what is locked is what is opened.
            let resolved = try Self.node(of: path, place)
            self.lock = try PortLock(path: resolved, place: place)
            self.name = OpenName(path: path, node: resolved)
            node = resolved
            if configuration.serialOptions.shortensLatency {
                let timer = LatencyTimer(SystemPorts.lastName(resolved), folders)
                notice = timer.shorten().map { .slowAdapter(milliseconds: $0) }
            }
        } else {
            self.lock = nil
            self.name = nil
        }
        self.notice = notice
        do throws(SystemCode) {
            self.context = try ModbusContext(
                configuration.transport, node: node, connectNanoseconds: Self.connectNanoseconds)
        } catch {
            throw BusError(opening: place, code: error.code)
        }
        if !self.isSocket, configuration.simulatedOnly, gt_is_pty(self.context.descriptor) != 1 {
            throw .realPort(place)
        }
        guard self.name?.stillLeads(to: self.context.descriptor) ?? true else {
            throw .portLost(place, code: ENODEV)
        }
        if !self.isSerial {
            let code = gt_socket_receive_waits(self.context.descriptor, Self.receiveSlice)
            guard code >= 0 else { throw BusError(opening: place, code: -code) }
        }
        if !self.isSocket {
            // From here on, nobody but root can open the port a second time.
            _ = gt_line_exclusive(self.context.descriptor)
            try SerialSettings.check(self.context.descriptor, configuration)
            try RS485Driver.set(configuration.serialOptions.rs485, self.context.descriptor, place)
            try self.markParity(place)
        }
    }

    private static func node(of path: String, _ place: BusPlace) throws(BusError) -> String {
        do throws(SystemCode) {
            return try SerialPorts.node(of: path)
        } catch {
            throw BusError(opening: place, code: error.code)
        }
    }

    /// A pseudo-terminal carries no parity; a simulated line looks for this mark instead.
    private func markParity(_ place: BusPlace) throws(BusError) {
        guard gt_is_pty(self.context.descriptor) == 1, let parameters else { return }
        do throws(PortFailure) {
            try self.apply(parameters)
        } catch {
            throw BusError(error, place)
        }
    }

    func use(_ parameters: LineParameters?) throws(PortFailure) {
        guard let parameters = parameters ?? self.parameters else { return }
        try self.apply(parameters)
    }

    private func apply(_ parameters: LineParameters) throws(PortFailure) {
        let letter = CChar(parameters.parity.letter.asciiValue ?? 78)
        let result = gt_line_set(
            self.context.descriptor, Int32(clamping: parameters.baud), letter, Int32(clamping: parameters.stopBits))
        guard result >= 0 else { throw .lost(code: -result) }
    }

    func send(_ pdu: [UInt8], to unit: UInt8) throws(PortFailure) -> UInt16 {
        guard self.isSerial else {
            self.transaction = self.transaction == .max ? 1 : self.transaction + 1
            try self.write(MBAPFrame(transaction: self.transaction, unit: unit, pdu: pdu).encoded())
            return self.transaction
        }
        guard !self.isSocket else {
            try self.write(RTUFrame.encode(unit: unit, pdu: pdu))
            return 0
        }
        do throws(SystemCode) {
            try self.context.sendRaw([unit] + pdu)
        } catch {
            throw .lost(code: error.code)
        }
        return 0
    }

    func wait(until deadline: Int64, wake: EventDescriptor?) throws(PortFailure) -> Bool {
        while true {
            let timeout = deadline <= 0 ? 0 : max(0, deadline - MonotonicClock.nanoseconds)
            let result = gt_wait_port(
                self.context.descriptor, wake?.descriptor ?? -1, self.name?.descriptor ?? -1, timeout)
            guard result >= 0 else { throw .lost(code: -result) }
            guard result == 2 else { return result == 1 }
            // A pty or a slow adapter may look alive although its name leads elsewhere by now.
            guard self.name?.stillLeads(to: self.context.descriptor) ?? true else { throw .lost(code: ENODEV) }
        }
    }

    func receive(at now: Int64, until deadline: Int64) throws(PortFailure) -> [UInt8]? {
        guard !self.isSerial else { return try self.wait(until: deadline, wake: nil) ? try self.read() : nil }
        // One call that waits and reads in one, while the deadline is further off than such a call may last.
        var now = now
        while deadline - now > 2 * Self.receiveSlice {
            let bytes = try self.take()
            if !bytes.isEmpty { return bytes }
            now = MonotonicClock.nanoseconds
        }
        return try self.wait(until: deadline, wake: nil) ? try self.read() : nil
    }

    func read() throws(PortFailure) -> [UInt8] { try self.take() }

    /// What is there; on TCP it waits a slice of time where nothing is.
    private func take() throws(PortFailure) -> [UInt8] {
        let descriptor = self.context.descriptor
        // The buffer is the stack's: what is kept is as long as what came.
        let (bytes, code) = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1024) { buffer in
            let result = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            let code = result < 0 ? errno : result == 0 ? ECONNRESET : 0
            return (Array(buffer[..<max(0, result)]), code)
        }
        if code == EAGAIN || code == EINTR { return [] }
        // Readable and empty is the end: unplugged, or closed by the other side.
        guard code == 0 else { throw .lost(code: code) }
        return bytes
    }

    func frames(_ bytes: [UInt8]) throws(PortFailure) -> [MBAPFrame] {
        do throws(MBAPFramer.Failure) {
            return try self.framer.receive(bytes)
        } catch {
            throw .notModbus(error)
        }
    }

    private func write(_ bytes: [UInt8]) throws(PortFailure) {
        let descriptor = self.context.descriptor
        // MSG_NOSIGNAL: a closed connection is an error here, not a signal for the process.
        let count = bytes.withUnsafeBytes {
            Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
        }
        let code = errno
        guard count >= 0 else { throw .lost(code: code) }
        // A request is far smaller than the socket's buffer: less than all means that the other side reads no more.
        guard count == bytes.count else { throw .lost(code: ETIMEDOUT) }
    }
}

extension BusError {
    init(opening place: BusPlace, code: Int32) {
        self =
            switch code {
            case ENOENT, ENXIO, ENODEV: .portMissing(place)
            case EACCES, EPERM: .portForbidden(place)
            case EBUSY, EWOULDBLOCK: .portInUse(place)
            case ENOTTY, EISDIR: .notASerialPort(place)
            default: .cannotOpen(place, code: code)
            }
    }
}
