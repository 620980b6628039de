/// Every key of `box.yaml`, in the order in which people write them.
///
/// `gridtally config explain`, the JSON Schema, the tables of docs/configuration.md, the comments of
/// `gridtally setup` and the decision what a reload may change are all made from here.
public enum ConfigurationCatalog {
    public static let keys: [ConfigurationKey] =
        Self.boxKeys + Self.pageKeys + Self.networkKeys + Self.busKeys + Self.deviceKeys + Self.relayKeys
        + Self.pulseKeys
        + Self.lossKeys

    /// What stands together, or must not.
    public static let rules: [ConfigurationRule] = [
        .exactlyOne(in: "buses[]", of: ["port", "host"]),
        .excludes(
            in: "buses[]", key: "host", others: ["baud", "parity", "stop_bits", "rs485", "latency_timer"]),
        .excludes(in: "buses[]", key: "port", others: ["tcp_port", "framing"]),
        .atLeastOne(in: "buses[].port", of: ["usb_serial", "usb_path"]),
        .atLeastOne(in: "network.peers[]", of: ["key_file", "key"]),
        .excludes(in: "buses[].devices[]", key: "pulses", others: ["rating_kw"]),
        .exactlyOne(in: "buses[].devices[].pulses", of: ["litres", "metres"]),
    ]

    /// The key of a path, whatever the indexes or names of items in it.
    public static func key(_ path: String) -> ConfigurationKey? { self.byPath[self.normalized(path)] }

    /// The keys of one mapping; of the whole file for an empty path.
    public static func keys(in parent: String) -> [ConfigurationKey] { self.byParent[parent] ?? [] }

    /// `buses[3].devices[house-1].unit` as `buses[].devices[].unit`.
    public static func normalized(_ path: String) -> String {
        var (text, depth) = ("", 0)
        for character in path {
            if character == "]" { depth = max(0, depth - 1) }
            if depth == 0 { text.append(character) }
            if character == "[" { depth += 1 }
        }
        return text
    }

    /// The keys with those inside of each right after it.
    public static let ordered: [ConfigurationKey] = Self.below("")

    private static func below(_ parent: String) -> [ConfigurationKey] {
        self.keys(in: parent).flatMap { [$0] + ($0.kind.holdsKeys ? self.below($0.innerPath) : []) }
    }

    private static let byPath = Dictionary(uniqueKeysWithValues: Self.keys.map { ($0.path, $0) })
    private static let byParent = Dictionary(grouping: Self.keys, by: \.parent)
}
