/// Which USB adapter a port is, however the system numbers it: what is given must hold, and must hold for one port only.
public struct USBPortIdentity: Hashable, Sendable {
    public var serial: String?
    /// Bus and sockets, as `1-1.3`.
    public var path: String?
    public var vendor: UInt16?
    public var product: UInt16?
    /// Of an adapter with several ports, counted from 0.
    public var interface: Int?

    public init(
        serial: String? = nil, path: String? = nil, vendor: UInt16? = nil, product: UInt16? = nil,
        interface: Int? = nil
    ) {
        self.serial = serial
        self.path = path
        self.vendor = vendor
        self.product = product
        self.interface = interface
    }

    public func matches(_ port: USBPort) -> Bool {
        func holds<Value: Equatable>(_ wanted: Value?, _ found: Value?) -> Bool { wanted == nil || wanted == found }
        return holds(self.serial, port.serial) && holds(self.path, port.path) && holds(self.vendor, port.vendor)
            && holds(self.product, port.product) && holds(self.interface, port.interface)
    }
}

extension USBPortIdentity: CustomStringConvertible {
    public var description: String {
        var parts: [String] = []
        if let serial { parts.append("usb_serial \(serial)") }
        if let path { parts.append("usb_path \(path)") }
        if let vendor { parts.append("vendor " + Self.hexadecimal(vendor)) }
        if let product { parts.append("product " + Self.hexadecimal(product)) }
        if let interface { parts.append("interface \(interface)") }
        return parts.joined(separator: ", ")
    }

    /// Four digits, as the system lists them.
    public static func hexadecimal(_ number: UInt16) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }
}
