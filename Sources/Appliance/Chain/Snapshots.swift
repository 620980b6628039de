public import Foundation
import Storage

/// What `gridtally snapshot` did.
public struct SnapshotFileReport: Codable, Sendable {
    public var file: String
    public var height: UInt64
}

/// A zone's state as one file, proved by the validators' certificate, for boxes that should not execute years of blocks.
public enum Snapshots {
    /// Writes the state of a box's chain; its service may run.
    public static func export(configuration file: URL, to out: URL) async throws -> SnapshotFileReport {
        let configuration = try BoxConfiguration(contentsOf: file)
        let store = try await ChainStore.open(
            directory: configuration.data.path, genesis: GenesisDocument.readEncoded(configuration.genesis),
            access: .readOnly)
        return SnapshotFileReport(file: out.path, height: try await store.exportSnapshot(to: out.path))
    }

    /// Begins a box's chain with a snapshot, before its service runs for the first time.
    public static func take(_ snapshot: URL, configuration file: URL) async throws -> SnapshotFileReport {
        let configuration = try BoxConfiguration(contentsOf: file)
        let genesis = try GenesisDocument.readEncoded(configuration.genesis)
        try FileManager.default.createDirectory(at: configuration.data, withIntermediateDirectories: true)
        let height = try await ChainStore.importSnapshot(
            from: snapshot.path, directory: configuration.data.path, genesis: genesis)
        return SnapshotFileReport(file: snapshot.path, height: height)
    }
}
