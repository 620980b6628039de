/// All profiles of an installation, by name. Reading the folder is the caller's.
public struct ProfileCatalog: Sendable {
    /// Sorted by name.
    public let profiles: [DeviceProfile]

    /// - Parameter files: name and text of each file.
    public init(files: [(name: String, text: String)]) throws(ProfileError) {
        var read: [(file: String, profile: DeviceProfile)] = []
        for file in files {
            let profile: DeviceProfile
            do {
                profile = try DeviceProfile(yaml: file.text, file: file.name)
            } catch {
                throw .file(error)
            }
            if let other = read.first(where: { $0.profile.name == profile.name }) {
                throw .duplicateProfile(name: profile.name, files: [other.file, file.name])
            }
            read.append((file.name, profile))
        }
        self.profiles = read.map(\.profile).sorted { $0.name < $1.name }
    }

    /// The same with the profiles of some names as another catalogue has them.
    public func keeping(_ names: Set<String>, of other: ProfileCatalog) -> ProfileCatalog {
        let kept = other.profiles.filter { names.contains($0.name) }
        let rest = self.profiles.filter { profile in !kept.contains { $0.name == profile.name } }
        return ProfileCatalog(profiles: (kept + rest).sorted { $0.name < $1.name })
    }

    private init(profiles: [DeviceProfile]) { self.profiles = profiles }

    public subscript(name: String) -> DeviceProfile? {
        self.profiles.first { $0.name == name }
    }
}
