import Identity

/// What a backup holds: its first file, against which all others are checked.
struct BackupManifest: Codable, Hashable {
    struct Entry: Codable, Hashable {
        var name: String
        var bytes: Int
        /// Hexadecimal, of each piece of ``BackupWriter/piece`` bytes; of a file that is no longer, of the whole.
        var sha256: [String]
    }

    static let fileName = "manifest.json"
    static let currentFormat = 1
    /// Of the manifest itself, in the file.
    static let mostBytes = 4 << 20

    var format = Self.currentFormat
    var product: String
    var box: String
    var genesis: String
    /// Of the newest block.
    var height: UInt64
    /// When the copy was begun.
    var time: String
    /// The box's configuration file among the entries' names.
    var configuration: String
    var hasKeys: Bool
    var entries: [Entry]

    /// A name that leads out of a folder, or nowhere, is refused: parts of letters, digits, dot, hyphen, underscore and plus.
    static func isSafe(_ name: String) -> Bool {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        return name.utf8.count < TarHeader.mostNameBytes - TarHeader.folder.utf8.count && (2...8).contains(parts.count)
            && Self.folders.contains(String(parts[0]))
            && parts.allSatisfy { part in
                !part.isEmpty && part != "." && part != ".."
                    && part.utf8.allSatisfy { byte in
                        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                            || [0x2B, 0x2D, 0x2E, 0x5F].contains(byte)
                    }
            }
    }

    /// What stands where: data as in the data folder, keys, the configuration's folder, and the zone's genesis.
    static let folders = ["data", "keys", "configuration", "zone"]
}
