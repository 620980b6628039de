public import Foundation

/// The folder of the package, as it was when the tests were built.
public enum PackageFolder {
    public static let url = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// - Parameter path: from the package's folder on, as `docs/ledger.cddl`.
    public static func file(_ path: String) -> URL { self.url.appending(path: path) }
}
