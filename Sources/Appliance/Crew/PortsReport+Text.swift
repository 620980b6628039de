import FieldBus

extension PortsReport {
    /// For a terminal of 80 columns.
    public var text: String {
        guard !self.ports.isEmpty else {
            return "No serial port. Plug an adapter in; `dmesg` shows whether the system knows it."
        }
        var lines: [String] = []
        for port in self.ports { lines += port.lines }
        if !self.seesAllHolders {
            lines.append(
                CrewScreen.wrapped(
                    "Processes of other users could not be looked into: run this as root to see all who hold a port.",
                    indent: ""))
        }
        let advice = self.ports.flatMap(\.advice)
        guard !advice.isEmpty else { return lines.joined(separator: "\n") }
        lines += ["", "To do:"]
        lines += advice.enumerated().map { CrewScreen.wrapped($1, indent: "", first: "\($0 + 1). ") }
        return lines.joined(separator: "\n")
    }
}

extension PortsReport.Port {
    fileprivate var lines: [String] {
        var lines = [CrewScreen.wrapped("\(self.path): \(self.state)", indent: "")]
        if let usb { lines.append(Self.indented(usb.text)) }
        let parts = [
            self.driver.map { "driver \($0)" }, self.latencyTimerMs.map { "latency timer \($0) ms" },
            self.kernelRs485.map { $0 ? "RS-485 mode of the kernel" : "RS-485 by the adapter" },
        ].compactMap { $0 }
        if !parts.isEmpty { lines.append(Self.indented(parts.joined(separator: ", "))) }
        lines += self.links.map { "    \($0)" }
        lines += self.holders.map {
            Self.indented("held by \($0.program) (process \($0.pid))\($0.locks ? ", which has locked it" : "")")
        }
        return lines
    }

    private var state: String {
        let bus = self.buses.isEmpty ? "no bus" : "bus \(self.buses.joined(separator: ", "))"
        guard self.present else { return "\(bus), MISSING" }
        var parts = [bus]
        if !self.readable || !self.writable { parts.append("NO PERMISSION (group \(self.group ?? "unknown"))") }
        parts.append(self.holders.isEmpty ? "free" : self.unusable && self.readable ? "HELD" : "in use")
        return parts.joined(separator: ", ")
    }

    private static func indented(_ text: String) -> String { CrewScreen.wrapped(text, indent: "    ") }
}

extension PortsReport.USB {
    fileprivate var text: String {
        let name = [self.manufacturer, self.productName].compactMap { $0 }.joined(separator: " ")
        let serial = self.serial.map { "serial \($0)" } ?? "no serial number"
        // Most adapters have one port.
        let interface = self.interface.flatMap { $0 == 0 ? nil : ", interface \($0)" } ?? ""
        return "USB \(self.vendor):\(self.product) \(name.isEmpty ? "" : "\(name), ")\(serial), socket \(self.path)"
            + interface
    }
}
