internal import CPlatform
internal import Glibc
internal import ModbusProtocol
internal import Platform

/// A pseudo-terminal whose other end clients open like a serial port, by a symbolic link.
///
/// The slave stays open here, so that a client may come and go without the master seeing a hang-up.
final class PseudoTerminal: Sendable {
    let master: Int32
    /// For example `/dev/pts/7`.
    let path: String
    private let slave: Int32

    init() throws(SystemError) {
        var name = [CChar](repeating: 0, count: 64)
        let master = try checked("open a pseudo-terminal") { gt_pty_open(&name, name.count) }
        let path = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        do throws(SystemError) {
            let slave = try checked("open", path) { gt_open(path, O_RDWR | O_NOCTTY, 0) }
            self.master = master
            self.path = path
            self.slave = slave
        } catch {
            close(master)
            throw error
        }
        try checked("set raw mode", path) { gt_line_make_raw(self.slave) }
    }

    deinit {
        close(self.slave)
        close(self.master)
    }

    /// The bit rate and stop bits that the client has set, and the parity that it marks: a pseudo-terminal drops
    /// PARENB, so INPCK stands for a parity there, with PARODD for odd.
    func parameters() throws(SystemError) -> LineParameters {
        var settings = gt_line()
        try checked("read line settings", self.path) { gt_line_settings(self.master, &settings) }
        let letter = try checked("read line settings", self.path) { gt_line_marked_parity(self.master) }
        let parity = Parity.allCases.first { $0.letter.asciiValue.map(Int32.init) == letter } ?? .none
        return LineParameters(baud: Int(settings.baud), parity: parity, stopBits: Int(settings.stop_bits))
    }

    /// Takes back an exclusive open (TIOCEXCL) of a client that is gone: the slave that stays open here keeps it alive.
    func endExclusive() { _ = ioctl(self.slave, UInt(TIOCNXCL), 0) }

    /// Bytes that the client has written; empty where there are none.
    func read() throws(SystemError) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 512)
        let count = Glibc.read(self.master, &buffer, buffer.count)
        if count < 0 {
            guard errno == EAGAIN || errno == EINTR else {
                throw SystemError(code: errno, action: "read", subject: self.path)
            }
            return []
        }
        return Array(buffer.prefix(count))
    }

    /// Puts bytes on the line; what no client fetches is lost, as on a wire.
    func write(_ bytes: ArraySlice<UInt8>) throws(SystemError) {
        let count = bytes.withUnsafeBytes { Glibc.write(self.master, $0.baseAddress, $0.count) }
        if count < 0, errno != EAGAIN, errno != EINTR {
            throw SystemError(code: errno, action: "write", subject: self.path)
        }
    }

    /// Waits for the client's bytes, until `deadline` or until `wake` is signalled; false `listening` lets bytes wait.
    func waitReadable(
        wake: EventDescriptor, until deadline: Int64, listening: Bool = true
    ) throws(SystemError) -> Bool {
        let timeout = max(0, deadline - MonotonicClock.nanoseconds)
        let descriptor = listening ? self.master : -1
        return try checked("poll", self.path) { gt_wait_readable(descriptor, wake.descriptor, timeout) } == 1
    }
}
