import CModbus
import CPlatform
import Glibc
import ModbusProtocol

/// Owner of one `modbus_t`: closes it once, whatever happens.
struct ModbusContext: ~Copyable {
    private let raw: OpaquePointer
    /// The open port.
    let descriptor: Int32

    /// Opens and configures a serial line (8 data bits), or connects to a TCP endpoint.
    ///
    /// - Parameter node: the device file of a serial line; nil for a TCP endpoint.
    /// - Parameter connectNanoseconds: how long a TCP connection may take to come about.
    /// - Throws: the error number of the system or of libmodbus.
    init(_ transport: BusTransport, node: String?, connectNanoseconds: Int64) throws(SystemCode) {
        let made =
            switch transport {
            case .serial(_, let baud, let parity, let stopBits):
                modbus_new_rtu(node, Int32(baud), Self.parity(parity, node ?? ""), 8, Int32(stopBits))
            case .tcp(let host, let port), .rtuOverTCP(let host, let port): modbus_new_tcp_pi(host, String(port))
            }
        let madeCode = errno
        guard let made else { throw SystemCode(madeCode) }
        // Recovery stays off: it can retry for ever inside the library.
        modbus_set_error_recovery(made, MODBUS_ERROR_RECOVERY_NONE)
        do throws(SystemCode) {
            self.descriptor = try Self.connect(made, transport, connectNanoseconds)
            self.raw = made
        } catch {
            modbus_free(made)
            throw error
        }
    }

    /// - Returns: the descriptor of what `raw` is connected to now.
    private static func connect(
        _ raw: OpaquePointer, _ transport: BusTransport, _ nanoseconds: Int64
    ) throws(SystemCode) -> Int32 {
        guard let (host, port) = transport.socket else {
            let result = modbus_connect(raw)
            let code = errno
            guard result == 0 else {
                modbus_close(raw)
                throw SystemCode(code)
            }
            return modbus_get_socket(raw)
        }
        // libmodbus 3.1.6 waits for connections with select(), which ends the process where many files are open.
        let descriptor = gt_tcp_connect(host, String(port), nanoseconds)
        guard descriptor >= 0 else { throw SystemCode(-descriptor) }
        modbus_set_socket(raw, descriptor)
        return descriptor
    }

    /// A pseudo-terminal has no parity: asking for it fails with EINVAL where nothing else changes, as after a crash of
    /// the process that had set everything before.
    private static func parity(_ parity: Parity, _ path: String) -> CChar {
        CChar((SerialPorts.isPseudoTerminal(path) ? Parity.none : parity).letter.asciiValue ?? 78)
    }

    deinit {
        modbus_close(self.raw)
        modbus_free(self.raw)
    }

    /// Sends unit and PDU; libmodbus adds the checksum. For serial lines only: on TCP it would send transaction 0.
    func sendRaw(_ unitAndPDU: [UInt8]) throws(SystemCode) {
        let raw = self.raw
        let result = unitAndPDU.withUnsafeBufferPointer { buffer in
            // The library takes a pointer to what it does not change.
            modbus_send_raw_request(raw, UnsafeMutablePointer(mutating: buffer.baseAddress), Int32(buffer.count))
        }
        let code = errno
        guard result >= 0 else { throw SystemCode(code) }
    }
}

/// An error number, fresh from `errno`.
struct SystemCode: Error, Hashable {
    let code: Int32

    init(_ code: Int32) { self.code = code }
}
