import DeviceProfiles
public import Foundation
import Metering

/// Device profiles as the crew looks at them: a list, one in full, or a check of files.
public enum ProfileLibrary {
    /// Where an installation has its profiles.
    public static let folder = "/usr/share/gridtally/profiles"

    /// Every profile of a folder, by name.
    ///
    /// - Throws: ``FileError`` and ``ProfileError`` for a folder or a file that cannot be used.
    public static func list(in folder: URL) throws -> [ProfileSummary] {
        try ProfileFolder.read(folder).profiles.map { ProfileSummary($0) }
    }

    /// One profile in full.
    ///
    /// - Throws: ``FileError`` where the folder has no profile of this name, with the names it has.
    public static func show(_ name: String, in folder: URL) throws -> ProfileReport {
        let catalog = try ProfileFolder.read(folder)
        guard let profile = catalog[name] else {
            let near = catalog.profiles.map(\.name).filter { $0.contains(name) || $0.hasPrefix(name.prefix(4)) }
            let names = near.isEmpty ? catalog.profiles.map(\.name) : near
            throw FileError(
                folder, "holds no profile \(name)",
                "\(near.isEmpty ? "It has" : "Near to it are"): \(names.joined(separator: ", ")).")
        }
        return ProfileReport(profile)
    }

    /// Reads one file as a profile and says what is wrong with it.
    public static func check(_ file: URL) -> ProfileCheck {
        do {
            let profile = try DeviceProfile(yaml: FileError.text(of: file), file: file.path)
            return ProfileCheck(
                file: file.path, ok: true, profile: profile.name, kind: profile.kind.rawValue,
                fields: profile.fields.count, error: nil)
        } catch {
            return ProfileCheck(
                file: file.path, ok: false, profile: nil, kind: nil, fields: nil, error: "\(error)")
        }
    }
}

/// What a check of one file found.
public struct ProfileCheck: Codable, Sendable {
    public let file: String
    public let ok: Bool
    public let profile: String?
    public let kind: String?
    public let fields: Int?
    /// File, line, column, key, what was expected and what to do.
    public let error: String?

    public var text: String {
        guard let profile, let kind, let fields else { return self.error ?? "\(self.file): not read" }
        return "\(self.file): OK, \(kind) \(profile), \(fields) fields"
    }
}

/// One line about a profile.
public struct ProfileSummary: Codable, Sendable {
    public let name: String
    public let vendor: String
    public let model: String
    public let kind: String
    public let phases: Int?
    public let fields: Int
    public let relayChannels: Int
    public let hasClock: Bool
    /// The OBIS code of the energy that bills; nil for a module without meter.
    public let energy: String?

    init(_ profile: DeviceProfile) {
        (self.name, self.vendor, self.model) = (profile.name, profile.vendor, profile.model)
        (self.kind, self.phases, self.fields) = (profile.kind.rawValue, profile.phases, profile.fields.count)
        self.relayChannels = profile.relay?.channels.count ?? 0
        self.hasClock = profile.clock != nil
        let sums = profile.fields.first { $0.obis?.description == "1-0:15.8.0" }
        self.energy = (profile.field(obis: .activeEnergyImport) ?? sums)?.obis?.description
    }

    private static let kinds = ["meter": "meter", "relay-module": "relays", "pulse-counter": "pulses"]
    public static let heading = Self.row(["NAME", "KIND", "PH", "FIELDS", "REL", "VENDOR AND MODEL"])

    /// One line of at most 80 characters, under ``heading``.
    public var text: String {
        Self.row([
            self.name, Self.kinds[self.kind] ?? self.kind, self.phases.map(String.init) ?? "-",
            self.fields == 0 ? "-" : String(self.fields), self.relayChannels == 0 ? "-" : String(self.relayChannels),
            "\(self.vendor) \(self.model)",
        ])
    }

    private static func row(_ cells: [String]) -> String {
        let widths = [22, 6, 2, 6, 3]
        let start = zip(cells, widths).map { cell, width in
            cell + String(repeating: " ", count: max(0, width - cell.count))
        }.joined(separator: "  ")
        let line = start + "  " + (cells.last ?? "")
        return line.count <= 80 ? line : line.prefix(79) + "…"
    }
}
