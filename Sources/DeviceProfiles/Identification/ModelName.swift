/// Finds a profile's vendor and model in what a device calls itself.
struct ModelName {
    /// Letters and digits, lower case.
    private let vendor: String
    /// The models of the profile, letters and digits, lower case; a family as `PM53xx` without its last letters.
    private let models: [String]

    /// Shorter names occur by chance in other texts.
    private static let shortest = 4

    init(_ profile: DeviceProfile) {
        self.vendor = Self.plain(profile.vendor.split(separator: " ").first.map(String.init) ?? "")
        self.models = profile.model.split(separator: "/").flatMap { part in
            part.split(separator: " ").map { Self.withoutWildcards(Self.plain(String($0))) } + [
                Self.plain(String(part))
            ]
        }.filter { name in
            name.utf8.count >= Self.shortest && name.utf8.contains { (0x30...0x39).contains($0) }
        }
    }

    func isVendor(in text: String) -> Bool {
        self.vendor.utf8.count >= 3 && Self.plain(text).contains(self.vendor)
    }

    func model(in text: String) -> String? {
        let plain = Self.plain(text)
        return self.models.max { left, right in
            let (found, other) = (plain.contains(left), plain.contains(right))
            return found == other ? left.utf8.count < right.utf8.count : !found
        }.flatMap { plain.contains($0) ? $0 : nil }
    }

    private static func plain(_ text: String) -> String {
        String(
            decoding: text.lowercased().utf8.filter { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) },
            as: UTF8.self)
    }

    private static func withoutWildcards(_ text: String) -> String {
        var bytes = Array(text.utf8)
        while bytes.last == UInt8(ascii: "x") { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}
