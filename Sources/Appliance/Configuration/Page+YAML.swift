import StrictYAML

extension BoxConfiguration.Page {
    private static let standardPort = 8750

    /// - Returns: nil for `page: off`; the standard place on the loopback where nothing is said.
    static func read(_ node: YAMLNode?) throws(YAMLError) -> BoxConfiguration.Page? {
        guard let node else { return Self(host: "127.0.0.1", port: Self.standardPort, names: []) }
        if (try? node.text()) == "off" { return nil }
        let fields = try YAMLFields(node, allowed: ["listen", "names"])
        var (host, port) = ("127.0.0.1", Self.standardPort)
        if let listen = fields["listen"] { (host, port) = try self.place(listen) }
        var names: [String] = []
        if let list = fields["names"] {
            for item in try list.list(atMost: 16) { names.append(try self.name(item)) }
        }
        return Self(host: host, port: port, names: names)
    }

    private static func place(_ node: YAMLNode) throws(YAMLError) -> (host: String, port: Int) {
        let text = try node.text()
        let colon = text.lastIndex(of: ":")
        var host = colon.map { String(text[..<$0]) } ?? ""
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        guard let colon, !host.isEmpty, host.allSatisfy({ $0.isASCII && !$0.isWhitespace }),
            let port = UInt16(text[text.index(after: colon)...]), port > 0
        else {
            throw node.error(
                "found `\(text)`", expected: "an address and a port, such as 127.0.0.1:8750",
                advice: "`0.0.0.0:8750` serves it to the whole network; write `page: off` for none.")
        }
        return (host, Int(port))
    }

    private static func name(_ node: YAMLNode) throws(YAMLError) -> String {
        let text = try node.text()
        let isName =
            !text.isEmpty && text.utf8.count <= 253
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == ".") }
        guard isName else {
            throw node.error(
                "found `\(text)`", expected: "a host name, such as box-1.local",
                advice: "Write the name alone, without `http://` and without a port.")
        }
        return text
    }
}
