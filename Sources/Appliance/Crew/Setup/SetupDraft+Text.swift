import FieldBus
import Foundation
import ModbusProtocol

extension SetupDraft {
    /// The file, with what the catalogue says of each key above it; keys that are not set stand there as comments.
    var text: String {
        var page = CommentedPage()
        page.remark("Written by `gridtally setup`. `gridtally config explain KEY` tells all of a key, and")
        page.remark("`gridtally config check` looks for mistakes.")
        page.key("name", Self.scalar(self.name))
        page.key("genesis", self.place(self.genesis))
        page.key("key", self.place(self.key))
        page.key("data", self.data.map(self.place))
        page.key("control", self.control.map(self.place))
        page.key("profiles", self.profiles.map(self.place))
        for name in ["heartbeat", "batch", "collection"] { page.key(name, nil) }
        self.write(self.peers, to: &page)
        page.key("buses", self.lines.isEmpty ? "[]" : "")
        for line in self.lines { self.write(line, to: &page) }
        return page.text
    }

    private func write(_ peers: [Peer], to page: inout CommentedPage) {
        page.key("network", "")
        for name in ["publish", "catch_up", "relay", "gather", "snapshot_after"] { page.key("network.\(name)", nil) }
        page.key("network.peers", peers.isEmpty ? "[]" : "")
        for peer in peers {
            page.line(4, "- name: \(Self.scalar(peer.name))")
            switch peer.key {
            case .file(let file): page.line(6, "key_file: \(self.place(file))")
            case .digits(let digits): page.line(6, "key: \"\(digits)\"")
            }
            page.line(6, "publish: \(Self.scalar(peer.publish))")
            page.line(6, "catch_up: \(Self.scalar(peer.catchUp))")
        }
    }

    private func write(_ line: Line, to page: inout CommentedPage) {
        page.line(2, "- name: \(Self.scalar(line.name))")
        switch line.transport {
        case .serial(let port, let baud, let parity, let stopBits):
            page.key("buses[].port", Self.scalar("\(port)"))
            page.key("buses[].baud", "\(baud)")
            page.key("buses[].parity", parity == .none ? "N" : parity == .even ? "E" : "O")
            page.key("buses[].stop_bits", "\(stopBits)")
        case .tcp(let host, let port), .rtuOverTCP(let host, let port):
            page.key("buses[].host", Self.scalar(host))
            page.key("buses[].tcp_port", "\(port)")
            page.key("buses[].framing", line.transport == .tcp(host: host, port: port) ? "tcp" : "rtu")
        }
        for name in ["poll", "telemetry", "timeout_ms", "cable_order"] { page.key("buses[].\(name)", nil) }
        page.key("buses[].devices", line.devices.isEmpty ? "[]" : "")
        for device in line.devices { page.line(6, "- {\(Self.entries(of: device))}") }
        for text in line.leftOut { page.line(6, "# \(text)") }
    }

    private static func entries(of device: Device) -> String {
        var entries = [
            "name: \(self.scalar(device.name))", "unit: \(device.unit)", "profile: \(self.scalar(device.profile))",
        ]
        if let meter = device.meter { entries.append("meter: \(self.scalar(meter))") }
        if let serial = device.serial { entries.append("serial: \(self.quoted(serial))") }
        return entries.joined(separator: ", ")
    }

    /// Relative to the file where it is below its folder.
    private func place(_ path: URL) -> String {
        let folder = self.file.deletingLastPathComponent().path + "/"
        return Self.scalar(path.path.hasPrefix(folder) ? String(path.path.dropFirst(folder.count)) : path.path)
    }

    /// Plain where YAML takes it for the same text anyhow.
    static func scalar(_ text: String) -> String {
        let isPlain =
            text.first.map { $0.isLetter || $0 == "/" } ?? false
            && text.utf8.allSatisfy {
                (0x2d...0x39).contains($0) || (0x41...0x5a).contains($0) || (0x61...0x7a).contains($0) || $0 == 0x5f
            }
        let isWord = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(text.lowercased())
        return isPlain && !isWord ? text : self.quoted(text)
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}

/// YAML with comments from the catalogue.
private struct CommentedPage {
    private var lines: [String] = []
    /// Keys inside of list items are explained once.
    private var explained: Set<String> = []

    var text: String { self.lines.joined(separator: "\n") + "\n" }

    mutating func remark(_ text: String) { self.lines.append("# \(text)") }

    mutating func line(_ indent: Int, _ text: String) {
        self.lines.append(String(repeating: " ", count: indent) + text)
    }

    /// A key below its explanation.
    ///
    /// - Parameter value: empty for what follows in lines of its own; nil writes the key as a comment, with its default or
    ///   an example.
    mutating func key(_ path: String, _ value: String?) {
        guard let key = ConfigurationCatalog.key(path) else { return }
        // Below `- `, a mapping's keys stand two further in.
        let indent = 2 * key.depth + (path.contains("[]") ? 2 : 0)
        let isNew = self.explained.insert(path).inserted
        if key.depth == 0 { self.lines.append("") }
        if isNew { self.explain(key, indent) }
        guard let value else {
            guard isNew else { return }
            let standard = if case .value(let text) = key.absence { "\(key.name): \(text)" } else { key.example }
            return self.line(indent, "# \(standard)")
        }
        self.line(indent, value.isEmpty ? "\(key.name):" : "\(key.name): \(value)")
    }

    private mutating func explain(_ key: ConfigurationKey, _ indent: Int) {
        let lead = String(repeating: " ", count: indent)
        self.lines += CrewScreen.wrapped(key.text, indent: lead + "# ").split(separator: "\n").map { line in
            line.hasPrefix(lead + "# ") ? String(line) : lead + "# " + line.drop { $0 == " " }
        }
    }
}
