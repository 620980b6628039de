/// A YAML mapping whose keys are all known and all different.
struct ProfileMapping {
    let node: ProfileNode
    private let values: [(key: String, node: ProfileNode)]

    init(node: ProfileNode, values: [(key: String, node: ProfileNode)]) {
        (self.node, self.values) = (node, values)
    }

    func optional(_ key: String) -> ProfileNode? {
        self.values.first { $0.key == key }?.node
    }

    func required(_ key: String) throws(ProfileError) -> ProfileNode {
        guard let node = self.optional(key) else { throw self.missing(key) }
        return node
    }

    func missing(_ key: String) -> ProfileError { self.node.missing(key) }

    /// Refuses a key that has no meaning beside the others.
    func refuse(_ key: String, unless allowed: Bool, because reason: String) throws(ProfileError) {
        guard !allowed, let node = self.optional(key) else { return }
        throw node.invalid(found: key, expected: "no such key beside this type: \(reason)", advice: "remove the key")
    }
}
