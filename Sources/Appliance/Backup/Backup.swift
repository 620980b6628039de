import Consensus
public import Foundation
import Identity
import Ledger
import Storage

/// What `gridtally backup` did.
public struct BackupReport: Codable, Sendable {
    public var file: String
    public var bytes: Int
    public var files: Int
    public var height: UInt64
    public var hasKeys: Bool
    /// What the configuration names and the backup does not hold.
    public var leftOut: [String]
}

/// A copy of what a box cannot get from anybody else, in one file; the service may run.
///
/// The vote register is never part of it: a validator with yesterday's register could vote twice.
public enum Backup {
    /// - Parameters:
    ///   - file: a new file; it is readable by its owner only.
    ///   - withKeys: puts the box's secret key into it.
    /// - Throws: ``FileError`` and ``StorageError`` where something cannot be read or written.
    public static func make(configuration source: URL, to file: URL, withKeys: Bool) async throws -> BackupReport {
        try FileError.refuseExisting(file)
        let configuration = try BoxConfiguration(contentsOf: source)
        let genesis = try GenesisDocument.readEncoded(configuration.genesis)
        let now = Date.now
        let copies = file.deletingLastPathComponent().appending(
            path: ".\(file.lastPathComponent).copies", directoryHint: .isDirectory)
        try? FileManager.default.removeItem(at: copies)
        try FileManager.default.createDirectory(
            at: copies, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(at: copies) }
        let sources = try BackupSources(configuration, withKeys: withKeys, copies: copies)
        let chain = try await ChainStore.open(directory: copies.path, genesis: genesis, access: .readOnly)
        let manifest = BackupManifest(
            product: Product.version, box: configuration.name, genesis: genesis.hash.hex,
            height: await chain.tip.height, time: now.ISO8601Format(),
            configuration: "configuration/\(source.lastPathComponent)", hasKeys: withKeys,
            entries: try BackupWriter.entries(sources.items))
        try BackupWriter(file: file, seconds: Int64(now.timeIntervalSince1970)).write(manifest, sources.items)
        let size = try FileManager.default.attributesOfItem(atPath: file.path)[.size] as? Int
        return BackupReport(
            file: file.path, bytes: size ?? 0, files: manifest.entries.count, height: manifest.height,
            hasKeys: withKeys, leftOut: sources.leftOut)
    }
}

/// The files of one backup.
private struct BackupSources {
    var items: [(name: String, content: URL)] = []
    var leftOut: [String] = []

    /// In the configuration's folder, by the ends of their names: no secret key is among them.
    private static let endings: Set<String> = ["yaml", "yml", "json", "cbor", "pub"]
    /// Longer than any configuration; other things lie about too.
    private static let mostBytes = 1 << 20

    init(_ configuration: BoxConfiguration, withKeys: Bool, copies: URL) throws {
        let data = configuration.data
        // The outbox before the chain: what became final between is in both, as after a power cut, and in neither never.
        for name in [BoxStore.fileName, ChainStore.fileName, TelemetryStore.fileName] {
            let original = data.appending(path: name).path
            guard name != TelemetryStore.fileName || FileManager.default.fileExists(atPath: original) else { continue }
            let copy = copies.appending(path: name)
            try DatabaseCopy.make(of: original, at: copy.path)
            self.items.append(("data/\(name)", copy))
        }
        // These change while they are read, or are replaced: what is hashed is a copy.
        let evidence = EvidenceFolder(data: data).folder
        let names =
            [TagStore.fileName, LearnedMapFile.name, CommissioningLog.fileName]
            + Self.names(in: evidence).map { "evidence/\($0)" }
        for name in names where FileManager.default.fileExists(atPath: data.appending(path: name).path) {
            try self.copy(data.appending(path: name), as: "data/\(name)", copies)
        }
        try self.copy(configuration.genesis, as: "zone/genesis.cbor", copies)
        try self.addConfiguration(configuration, copies)
        if withKeys { try self.addKeys(configuration.key, copies) }
    }

    private mutating func copy(_ original: URL, as name: String, _ copies: URL) throws {
        guard BackupManifest.isSafe(name) else { return self.leftOut.append(original.path) }
        let copy = copies.appending(path: name)
        try FileManager.default.createDirectory(
            at: copy.deletingLastPathComponent(), withIntermediateDirectories: true)
        try FileManager.default.copyItem(at: original.resolvingSymlinksInPath(), to: copy)
        self.items.append((name, copy))
    }

    private mutating func addConfiguration(_ configuration: BoxConfiguration, _ copies: URL) throws {
        let folder = configuration.file.deletingLastPathComponent().standardizedFileURL
        let data = configuration.data.standardizedFileURL.path
        for name in Self.names(in: folder, deep: true) {
            let file = folder.appending(path: name)
            // Data that were moved aside stand beside the data.
            guard Self.endings.contains(file.pathExtension), !"/\(name)".contains("/."),
                !["/", "."].contains(where: { file.path.hasPrefix(data + $0) }),
                let size = try? FileManager.default.attributesOfItem(atPath: file.path)[.size] as? Int,
                size <= Self.mostBytes
            else { continue }
            try self.copy(file, as: "configuration/\(name)", copies)
        }
        for file in [configuration.genesis] + configuration.lossDetection.map(\.topology) {
            let path = file.standardizedFileURL.path
            if !path.hasPrefix(folder.path + "/") { self.leftOut.append(path) }
        }
    }

    private mutating func addKeys(_ key: URL, _ copies: URL) throws {
        // A key that others may read is refused here as everywhere.
        _ = try KeyFile.read(key)
        for file in [key, key.appendingPathExtension("pub")]
        where FileManager.default.fileExists(atPath: file.path) {
            try self.copy(file, as: "keys/\(file.lastPathComponent)", copies)
        }
    }

    /// Names of plain files in a folder, sorted; none where it is not there.
    private static func names(in folder: URL, deep: Bool = false) -> [String] {
        guard deep else {
            return ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
        }
        let found = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        return found.filter { name in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: folder.appending(path: name).path, isDirectory: &isFolder)
                && !isFolder.boolValue && name.split(separator: "/").count <= 4
        }.sorted()
    }
}
