import Glibc

extension SystemPorts {
    /// The one USB driver of the kernel that knows the RS-485 mode; other adapters switch direction by themselves.
    private static let drivers = ["xr_serial"]

    /// Whether the driver knows the kernel's RS-485 mode; nil where that cannot be told without opening the port.
    func hasKernelRS485(_ name: String) -> Bool? {
        let device = "\(self.folders.sys)/class/tty/\(name)/device"
        if access("\(device)/of_node/linux,rs485-enabled-at-boot-time", F_OK) == 0 { return true }
        guard self.usb(name) != nil else { return nil }
        return self.driver(name).map { Self.drivers.contains($0) }
    }
}
