import StrictYAML

/// Finds the keys that somebody means.
public enum ConfigurationQuestion {
    /// No key is called so.
    public struct Unknown: Error, Hashable, Sendable, CustomStringConvertible {
        public let name: String
        /// Paths of keys that may be meant, nearest first.
        public let nearest: [String]

        public var description: String {
            let advice =
                self.nearest.isEmpty
                ? "`gridtally config explain` lists them all." : "Did you mean \(self.nearest.joined(separator: ", "))?"
            return "there is no key \(self.name) in box.yaml. \(advice)"
        }
    }

    /// The keys of a path (`buses[].poll`, `buses.poll`, `buses[0].poll`) or of its last words (`relay.channel`, `poll`).
    public static func keys(named question: String) throws(Unknown) -> [ConfigurationKey] {
        let wanted = self.plain(question)
        if let key = ConfigurationCatalog.keys.first(where: { self.plain($0.path) == wanted }) { return [key] }
        let found = ConfigurationCatalog.keys.filter { self.plain($0.path).hasSuffix("." + wanted) }
        guard found.isEmpty else { return found }
        throw Unknown(name: question, nearest: self.nearest(to: wanted))
    }

    private static func nearest(to wanted: String) -> [String] {
        let last = wanted.split(separator: ".").last.map(String.init) ?? wanted
        let names = NearestName.all(last, among: ConfigurationCatalog.keys.map(\.name))
        var paths: [String] = []
        for name in names {
            paths += ConfigurationCatalog.keys.filter { $0.name == name && !paths.contains($0.path) }.map(\.path)
        }
        return Array(paths.prefix(5))
    }

    private static func plain(_ path: String) -> String {
        ConfigurationCatalog.normalized(path).replacing("[]", with: "")
    }
}
