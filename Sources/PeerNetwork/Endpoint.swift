/// Which endpoints the network takes: TCP, and local sockets for processes of one machine.
///
/// Not `inproc`: libzmq runs no security handshake there.
enum Endpoint {
    static func check(_ endpoint: String, wildcards: Bool) throws(PeerNetworkError) {
        guard endpoint.utf8.count <= 255, endpoint.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .badEndpoint(endpoint, reason: "it is longer than 255 bytes or has blanks or unprintable bytes")
        }
        if endpoint.hasPrefix("tcp://") {
            try Self.checkTCP(endpoint, wildcards: wildcards)
        } else if endpoint.hasPrefix("ipc://") {
            try Self.checkLocal(endpoint)
        } else {
            throw .badEndpoint(endpoint, reason: "it begins neither with tcp:// nor with ipc://")
        }
    }

    private static func checkTCP(_ endpoint: String, wildcards: Bool) throws(PeerNetworkError) {
        let address = endpoint.dropFirst("tcp://".count)
        guard let colon = address.lastIndex(of: ":"), colon > address.startIndex else {
            throw .badEndpoint(endpoint, reason: "it lacks a host or a port")
        }
        let port = address[address.index(after: colon)...]
        let isWildcard = port == "*" || port == "0"
        if isWildcard || address[..<colon] == "*" {
            guard wildcards else {
                throw .badEndpoint(endpoint, reason: "one connects to a host and a port, not to a wildcard")
            }
        }
        guard isWildcard || UInt16(port).map({ $0 > 0 }) == true else {
            throw .badEndpoint(endpoint, reason: "its port \"\(port)\" is not a number from 1 to 65535")
        }
    }

    /// No wildcard: libzmq removes the folder that it makes for one, and nothing could be bound there again.
    private static func checkLocal(_ endpoint: String) throws(PeerNetworkError) {
        let path = endpoint.dropFirst("ipc://".count)
        guard !path.isEmpty, path.utf8.count <= 107 else {
            throw .badEndpoint(endpoint, reason: "its path is empty or longer than the 107 bytes of a local socket")
        }
        guard path != "*" else { throw .badEndpoint(endpoint, reason: "a local socket needs a path") }
    }

    /// True where a TCP endpoint gives an IPv4 address in digits, which libzmq would otherwise show as an IPv6 one.
    static func isIPv4Literal(_ endpoint: String) -> Bool {
        guard endpoint.hasPrefix("tcp://") else { return false }
        let host = endpoint.dropFirst("tcp://".count).prefix { $0 != ":" }
        return !host.isEmpty && host.allSatisfy { $0 == "." || ("0"..."9").contains($0) }
    }
}
