/// What a USB adapter says of itself, and where it is plugged in.
public struct USBPort: Hashable, Sendable, Codable {
    public var vendor: UInt16
    public var product: UInt16
    public var serial: String?
    public var manufacturer: String?
    public var productName: String?
    /// Bus and sockets from the root on, as `1-1.3`: the same for whatever is plugged in there.
    public var path: String
    /// Of an adapter with several ports, counted from 0.
    public var interface: Int?

    public init(
        vendor: UInt16, product: UInt16, serial: String? = nil, manufacturer: String? = nil,
        productName: String? = nil, path: String, interface: Int? = nil
    ) {
        self.vendor = vendor
        self.product = product
        self.serial = serial
        self.manufacturer = manufacturer
        self.productName = productName
        self.path = path
        self.interface = interface
    }
}

extension USBPort: CustomStringConvertible {
    /// As a configuration names it.
    public var description: String {
        let place = self.interface.map { ", interface \($0)" } ?? ""
        return (self.serial.map { "usb_serial \($0)" } ?? "no serial number") + ", usb_path \(self.path)\(place)"
    }
}
