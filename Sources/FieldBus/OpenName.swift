/// The stable name of a port that is open: tells when it does not lead there any more.
final class OpenName {
    private let path: String
    private let names = NameWatch()

    /// - Parameters:
    ///   - path: as configured, with links.
    ///   - node: where it led when the port was opened.
    init(path: String, node: String) {
        self.path = path
        self.names.watchNodes(of: path)
        self.names.watchNodes(of: node)
    }

    /// For `poll`: readable when there is reason to ask ``stillLeads(to:)``; negative where nothing can tell.
    var descriptor: Int32 { self.names.descriptor }

    /// Whether the name leads to the node that is open as `descriptor`.
    func stillLeads(to descriptor: Int32) -> Bool {
        self.names.drain()
        // A link that was replaced is another one, to be watched anew.
        self.names.watchNodes(of: self.path)
        guard let named = PortSight(path: self.path), let open = PortSight(descriptor: descriptor) else { return false }
        return named.isSameNode(as: open)
    }
}
