public import Foundation

/// Folders as `/sys`, `/dev` and `/proc` are, with what a test puts into them.
public final class FakeSystem {
    public let root: URL

    public init() throws {
        self.root = FileManager.default.temporaryDirectory.appending(path: "gridtally-system-\(UUID().uuidString)")
        for folder in ["sys/class/tty", "dev", "proc"] { try self.make(folder) }
    }

    deinit { try? FileManager.default.removeItem(at: self.root) }

    public func path(_ name: String) -> String { self.root.appending(path: name).path }

    private func make(_ folder: String) throws {
        try FileManager.default.createDirectory(
            at: self.root.appending(path: folder), withIntermediateDirectories: true)
    }

    public func write(_ file: String, _ text: String) throws {
        try self.make((file as NSString).deletingLastPathComponent)
        try Data(text.utf8).write(to: self.root.appending(path: file))
    }

    public func link(_ name: String, to target: String) throws {
        try self.make((name as NSString).deletingLastPathComponent)
        try FileManager.default.createSymbolicLink(atPath: self.path(name), withDestinationPath: target)
    }

    public func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: self.path(name)) }

    /// A USB adapter's port: `name` as `ttyUSB0`, plugged in at `socket` as `1-1.3`; `node` is what its device file leads
    /// to, an empty file where it is nil.
    public func plug(
        _ name: String, socket: String, serial: String?, interface: Int = 0, driver: String = "ftdi_sio",
        node: String? = nil
    ) throws {
        let device = "sys/devices/usb/\(socket)"
        try self.write("\(device)/idVendor", "0403\n")
        try self.write("\(device)/idProduct", "6001\n")
        try self.write("\(device)/manufacturer", "FTDI\n")
        try self.write("\(device)/product", "FT232R USB UART\n")
        if let serial { try self.write("\(device)/serial", "\(serial)\n") }
        let port = "\(device)/\(socket):1.\(interface)"
        try self.write("\(port)/bInterfaceNumber", "0\(interface)\n")
        try self.make("\(port)/\(name)")
        try self.make("sys/bus/usb-serial/drivers/\(driver)")
        try self.link("\(port)/\(name)/driver", to: self.path("sys/bus/usb-serial/drivers/\(driver)"))
        try self.link("sys/class/tty/\(name)/device", to: self.path("\(port)/\(name)"))
        if let node { try self.link("dev/\(name)", to: node) } else { try self.write("dev/\(name)", "") }
    }

    public func unplug(_ name: String) throws {
        try self.remove("sys/class/tty/\(name)")
        try self.remove("dev/\(name)")
    }
}
