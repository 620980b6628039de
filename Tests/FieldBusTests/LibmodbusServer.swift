import CModbus
import Glibc
import Platform

/// A device by libmodbus's server side: `modbus_mapping` and `modbus_reply`, on a serial line or on loopback TCP.
///
/// Coils and registers 0 to 99 hold what ``register(_:)`` says; input registers hold 1000 more.
final class LibmodbusServer: Sendable {
    static let unit: UInt8 = 1
    static let count = 100

    static func register(_ address: Int) -> UInt16 { UInt16(7 * address + 3) }

    private let isStopping = Guarded(false)
    private let isStopped = Guarded(false)
    /// TCP port; 0 on a serial line.
    let port: Int

    struct Failure: Error {
        let what: String
        let code = errno
    }

    /// On a serial line of 8 data bits without parity.
    init(path: String, baud: Int32) throws {
        self.port = 0
        guard let context = modbus_new_rtu(path, baud, 78, 8, 1) else { throw Failure(what: "new") }
        modbus_set_slave(context, Int32(Self.unit))
        guard modbus_connect(context) == 0 else { throw Failure(what: "connect") }
        self.start(Connection(context: context))
    }

    /// On a free TCP port of 127.0.0.1, for one connection at a time.
    init() throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        let port = try loopbackListener(listener)
        self.port = port
        guard let context = modbus_new_tcp("127.0.0.1", Int32(port)) else { throw Failure(what: "new") }
        self.start(Connection(context: context, listener: listener))
    }

    func stop() {
        self.isStopping.withLock { $0 = true }
        while !self.isStopped.withLock({ $0 }) { sched_yield() }
    }

    /// What the thread owns.
    private struct Connection: @unchecked Sendable {
        let context: OpaquePointer
        var listener: Int32 = -1
    }

    private func start(_ connection: Connection) {
        // So that the thread looks at its end again.
        modbus_set_indication_timeout(connection.context, 0, 50_000)
        startThread(name: "libmodbus") {
            self.serve(connection)
            modbus_close(connection.context)
            modbus_free(connection.context)
            if connection.listener >= 0 { close(connection.listener) }
            self.isStopped.withLock { $0 = true }
        }
    }

    private func serve(_ connection: Connection) {
        guard let image = Self.image() else { return }
        defer { modbus_mapping_free(image) }
        var isConnected = connection.listener < 0
        var query = [UInt8](repeating: 0, count: Int(MODBUS_MAX_ADU_LENGTH))
        while !self.isStopping.withLock({ $0 }) {
            if !isConnected {
                var item = pollfd(fd: connection.listener, events: Int16(POLLIN), revents: 0)
                guard poll(&item, 1, 50) == 1 else { continue }
                var listener = connection.listener
                isConnected = modbus_tcp_accept(connection.context, &listener) >= 0
                continue
            }
            let length = modbus_receive(connection.context, &query)
            if length > 0 {
                modbus_reply(connection.context, query, length, image)
            } else if length < 0, errno != ETIMEDOUT, connection.listener >= 0 {
                modbus_close(connection.context)
                isConnected = false
            }
        }
    }

    private static func image() -> UnsafeMutablePointer<modbus_mapping_t>? {
        let count = Int32(self.count)
        guard let image = modbus_mapping_new(count, count, count, count) else { return nil }
        for address in 0..<self.count {
            image.pointee.tab_bits[address] = address % 3 == 0 ? 1 : 0
            image.pointee.tab_input_bits[address] = address % 5 == 0 ? 1 : 0
            image.pointee.tab_registers[address] = self.register(address)
            image.pointee.tab_input_registers[address] = self.register(address) + 1000
        }
        return image
    }
}

/// Binds `listener` to a free port of 127.0.0.1 and listens.
func loopbackListener(_ listener: Int32) throws -> Int {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let port = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
            guard bind(listener, generic, length) == 0, listen(listener, 4) == 0,
                getsockname(listener, generic, &length) == 0
            else { return -1 }
            return Int(UInt16(bigEndian: pointer.pointee.sin_port))
        }
    }
    guard port > 0 else { throw SystemError(code: errno, action: "listen") }
    return port
}
