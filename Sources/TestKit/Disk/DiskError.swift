/// Why a virtual disk did not do what it was asked.
enum DiskError: Error, Hashable, Sendable {
    case full
    case noSuchFile(String)
}
