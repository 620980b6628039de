import Glibc

/// The serial ports that the kernel shows, read from its files: no port is opened, because that moves modem lines.
struct SystemPorts {
    /// A number of the kernel for hardware that is not there (`PORT_UNKNOWN`).
    private static let noHardware = "0"

    let folders: SystemFolders

    /// Names such as `ttyUSB0`, in order; without consoles and pseudo-terminals, and without ports whose chip is missing.
    var names: [String] {
        let tty = "\(self.folders.sys)/class/tty"
        return SystemText.names(in: tty).filter { name in
            access("\(tty)/\(name)/device", F_OK) == 0 && SystemText.read("\(tty)/\(name)/type") != Self.noHardware
        }
    }

    func path(of name: String) -> String { "\(self.folders.dev)/\(name)" }

    /// The port behind `name`, `/dev/` left out; nil where it is no USB adapter's.
    func usb(_ name: String) -> USBPort? {
        guard var folder = SerialPorts.resolve("\(self.folders.sys)/class/tty/\(name)/device") else { return nil }
        var interface: Int?
        // From the port up to the device that it belongs to; a hub further up is not looked at.
        for _ in 0..<8 {
            if interface == nil, let number = SystemText.hexadecimal("\(folder)/bInterfaceNumber") {
                interface = Int(number)
            }
            if let vendor = SystemText.hexadecimal("\(folder)/idVendor"),
                let product = SystemText.hexadecimal("\(folder)/idProduct")
            {
                return USBPort(
                    vendor: vendor, product: product, serial: SystemText.read("\(folder)/serial"),
                    manufacturer: SystemText.read("\(folder)/manufacturer"),
                    productName: SystemText.read("\(folder)/product"), path: Self.lastName(folder),
                    interface: interface)
            }
            guard let slash = folder.lastIndex(of: "/"), slash != folder.startIndex else { return nil }
            folder = String(folder[..<slash])
        }
        return nil
    }

    /// Levels that the kernel itself puts between a port and its chip.
    private static let levels = ["port", "ctrl"]

    func driver(_ name: String) -> String? {
        guard var device = SerialPorts.resolve("\(self.folders.sys)/class/tty/\(name)/device") else { return nil }
        for _ in 0...Self.levels.count {
            guard let driver = SerialPorts.resolve("\(device)/driver").map(Self.lastName) else { return nil }
            if !Self.levels.contains(driver) { return driver }
            device += "/.."
        }
        return nil
    }

    /// The device file of a port, links not followed.
    func path(of port: SerialPortName, _ place: BusPlace) throws(BusError) -> String {
        let identity: USBPortIdentity
        switch port {
        case .path(let path): return path
        case .usb(let wanted): identity = wanted
        }
        let present = self.names.compactMap { name in self.usb(name).map { (name, $0) } }
        let matching = present.filter { identity.matches($0.1) }
        guard let found = matching.first else {
            throw .usbPortMissing(place, present: present.map { self.text($0.0, $0.1) })
        }
        guard matching.count == 1 else {
            throw .usbPortAmbiguous(place, matching: matching.map { self.text($0.0, $0.1) })
        }
        return self.path(of: found.0)
    }

    private func text(_ name: String, _ port: USBPort) -> String { "\(self.path(of: name)) (\(port))" }

    static func lastName(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
}
