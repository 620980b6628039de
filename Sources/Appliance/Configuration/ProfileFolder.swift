import DeviceProfiles
import Foundation

/// The folder of device profiles.
enum ProfileFolder {
    /// Reads every `.yaml` file of the folder itself; folders in it are for other things.
    static func read(_ folder: URL) throws -> ProfileCatalog {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        } catch {
            throw FileError(folder, "is not a folder that can be read", "Give the folder of profiles with --profiles.")
        }
        let files = try names.filter { $0.hasSuffix(".yaml") }.sorted().map { name in
            let file = folder.appendingPathComponent(name)
            return (name: file.path, text: try FileError.text(of: file))
        }
        guard !files.isEmpty else {
            throw FileError(folder, "holds no profiles", "Give the folder with the .yaml files of the device models.")
        }
        return try ProfileCatalog(files: files)
    }

    /// One profile of the folder, by its name.
    static func profile(_ name: String, in folder: URL) throws -> DeviceProfile {
        let catalog = try self.read(folder)
        guard let profile = catalog[name] else {
            throw FileError(
                folder, "has no profile \(name)",
                "Choose one of \(catalog.profiles.map(\.name).joined(separator: ", ")).")
        }
        return profile
    }
}
