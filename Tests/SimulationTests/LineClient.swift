import Glibc
import ModbusProtocol
import Platform

/// A bare client on a serial port: no silence, no retry, no framing but length.
final class LineClient {
    private let descriptor: Int32

    init(path: String, speed: speed_t) throws {
        self.descriptor = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard self.descriptor >= 0 else { throw SystemError(code: errno, action: "open", subject: path) }
        try self.set(speed: speed)
    }

    deinit { close(self.descriptor) }

    func set(speed: speed_t) throws {
        var settings = termios()
        guard tcgetattr(self.descriptor, &settings) == 0 else { throw SystemError(code: errno, action: "tcgetattr") }
        cfmakeraw(&settings)
        cfsetspeed(&settings, speed)
        guard tcsetattr(self.descriptor, TCSANOW, &settings) == 0 else {
            throw SystemError(code: errno, action: "tcsetattr")
        }
    }

    func control(_ request: UInt) -> Int32 { ioctl(self.descriptor, request, 0) }

    func control(_ request: UInt, _ value: inout Int32) -> Int32 { ioctl(self.descriptor, request, &value) }

    func send(_ bytes: [UInt8]) { _ = write(self.descriptor, bytes, bytes.count) }

    /// Bytes until there are `count`, or none for `patience` nanoseconds.
    func receive(_ count: Int, patience: Int64 = 10_000_000_000) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            var item = pollfd(fd: self.descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&item, 1, Int32(patience / 1_000_000)) > 0 else { return bytes }
            var buffer = [UInt8](repeating: 0, count: count - bytes.count)
            let found = read(self.descriptor, &buffer, buffer.count)
            guard found > 0 else { return bytes }
            bytes += buffer.prefix(found)
        }
        return bytes
    }

    /// Sends a request and returns its answer; nil where none comes within ten seconds.
    func ask(_ unit: UInt8, _ request: ModbusRequest) throws -> ModbusResponse? {
        self.send(RTUFrame.encode(unit: unit, pdu: try request.encoded()))
        let head = self.receive(3)
        guard head.count == 3 else { return nil }
        let isException = head[1] & 0x80 != 0
        // Unit and checksum around the PDU; three bytes are here.
        let frame = head + self.receive(isException ? 2 : (request.fixedResponseLength ?? 0))
        guard let (sender, pdu) = RTUFrame.decode(frame[...]), sender == unit else { return nil }
        return try ModbusResponse(pdu: pdu, answering: request)
    }
}
