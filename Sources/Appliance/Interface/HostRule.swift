import NIOCore

/// Which `Host` a request may name: the box itself. A page of somebody else that a browser was led to by a name of its own
/// (DNS rebinding) thus reaches nothing.
struct HostRule: Sendable {
    private let names: Set<String>

    /// - Parameter names: by which the box is called besides its addresses and `localhost`.
    init(names: [String]) { self.names = Set(names.map { $0.lowercased() } + ["localhost"]) }

    /// - Parameter authority: of the request: a name or an address, perhaps with a port (RFC 9110, section 7.2).
    func allows(_ authority: String?) -> Bool {
        guard let authority, !authority.isEmpty, authority.utf8.count <= 260, let host = Self.host(of: authority) else {
            return false
        }
        return Self.isAddress(host) || self.names.contains(host.lowercased())
    }

    /// Without the port; nil for what is no authority.
    private static func host(of authority: String) -> String? {
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            let rest = authority[authority.index(after: end)...]
            return rest.isEmpty || Self.isPort(rest) ? String(authority[...end]) : nil
        }
        guard let colon = authority.firstIndex(of: ":") else { return authority }
        return Self.isPort(authority[colon...]) ? String(authority[..<colon]) : nil
    }

    private static func isPort(_ text: Substring) -> Bool {
        text.hasPrefix(":") && UInt16(text.dropFirst()) != nil
    }

    /// An address is no name, and cannot be made to lead elsewhere.
    private static func isAddress(_ host: String) -> Bool {
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        let address = isBracketed ? String(host.dropFirst().dropLast()) : host
        guard let parsed = try? SocketAddress(ipAddress: address, port: 0) else { return false }
        return (parsed.protocol == .inet6) == isBracketed
    }
}
