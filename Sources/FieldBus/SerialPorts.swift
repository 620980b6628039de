import CPlatform
import CSerialPort
import Glibc

/// One serial port of this machine.
public struct SerialPortDescription: Hashable, Sendable {
    /// The device file, without links.
    public let path: String
    public let text: String?
    /// USB vendor and product numbers, for USB adapters.
    public let usbVendor: UInt16?
    public let usbProduct: UInt16?
    public let usbSerial: String?
    public let usbManufacturer: String?
    public let usbProductName: String?
}

/// Finds serial ports and tells ptys from hardware.
public enum SerialPorts {
    /// All ports that the system knows, by path; without pseudo-terminals.
    public static func list() -> [SerialPortDescription] {
        var ports: UnsafeMutablePointer<OpaquePointer?>?
        guard sp_list_ports(&ports) == SP_OK, let ports else { return [] }
        defer { sp_free_port_list(ports) }
        var found: [SerialPortDescription] = []
        var next = ports
        while let port = next.pointee {
            if let description = SerialPortDescription(port) { found.append(description) }
            next += 1
        }
        return found.sorted { $0.path < $1.path }
    }

    /// The port behind `path`, whose links are followed first; nil for pseudo-terminals and what is no port.
    public static func describe(path: String) -> SerialPortDescription? {
        guard let resolved = self.resolve(path) else { return nil }
        var port: OpaquePointer?
        guard sp_get_port_by_name(resolved, &port) == SP_OK, let port else { return nil }
        defer { sp_free_port(port) }
        return SerialPortDescription(port)
    }

    /// O_PATH, which the Glibc overlay leaves out.
    private static let pathOnly: Int32 = 0o10_000_000

    /// `path` without links; nil where nothing is there.
    static func resolve(_ path: String) -> String? { try? self.node(of: path) }

    /// `path` without links.
    static func node(of path: String) throws(SystemCode) -> String {
        let resolved = realpath(path, nil)
        let code = errno
        guard let resolved else { throw SystemCode(code) }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// True where `path` leads to a pseudo-terminal; false for anything else and where nothing is there.
    static func isPseudoTerminal(_ path: String) -> Bool {
        // O_PATH: looking at a port must not open it, which would move its modem lines.
        let descriptor = gt_open(path, Self.pathOnly, 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return gt_is_pty(descriptor) == 1
    }
}

extension SerialPortDescription {
    fileprivate init?(_ port: OpaquePointer) {
        guard let path = sp_get_port_name(port) else { return nil }
        func text(_ pointer: UnsafeMutablePointer<CChar>?) -> String? { pointer.map { String(cString: $0) } }
        var vendor: Int32 = 0
        var product: Int32 = 0
        let isUSB = sp_get_port_usb_vid_pid(port, &vendor, &product) == SP_OK
        self.path = String(cString: path)
        self.text = text(sp_get_port_description(port))
        self.usbVendor = isUSB ? UInt16(truncatingIfNeeded: vendor) : nil
        self.usbProduct = isUSB ? UInt16(truncatingIfNeeded: product) : nil
        self.usbSerial = text(sp_get_port_usb_serial(port))
        self.usbManufacturer = text(sp_get_port_usb_manufacturer(port))
        self.usbProductName = text(sp_get_port_usb_product(port))
    }
}
