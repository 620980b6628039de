import Consensus
public import Foundation
import Glibc
import Identity
import Ledger
import Storage

/// What `gridtally restore` did, and what people have to do now.
public struct RestoreReport: Codable, Sendable {
    public var data: String
    public var height: UInt64
    public var time: String
    /// Where the data are now that were there before.
    public var aside: String?
    /// Files of the configuration that were missing and are there now.
    public var configuration: [String]
    public var advice: [String]
}

/// Puts a backup in the place of a box's data: all of it, or nothing.
///
/// What a backup cannot know makes nothing happen: a validator does not vote with its key, and where no present safety tags
/// are found no relay moves, until a person says otherwise.
public struct Restore {
    /// Moves present data aside.
    public var replaces = false
    /// Nobody works under a safety tag that is newer than the backup.
    public var takesTags = false

    let reader: BackupReader
    let configuration: URL
    let data: URL
    private let genesis: Genesis

    /// Reads and checks the whole archive, and whether it is of this box's zone; changes nothing.
    ///
    /// - Parameter configuration: the box's, or where it goes.
    public init(_ file: URL, configuration: URL) throws {
        self.reader = try BackupReader(file)
        self.configuration = configuration
        let manifest = self.reader.manifest
        self.genesis = try Self.genesis(self.reader)
        guard FileManager.default.fileExists(atPath: configuration.path) else {
            guard let entry = manifest.entries.first(where: { $0.name == manifest.configuration }),
                let text = String(bytes: try self.reader.bytes(of: entry), encoding: .utf8)
            else { throw BackupError.damaged(file: file.path, found: "it has no configuration") }
            self.data = try BoxConfiguration.places(text, of: configuration).data
            return
        }
        let present = try BoxConfiguration.zoneAndData(of: configuration)
        self.data = present.data
        guard FileManager.default.fileExists(atPath: present.genesis.path) else { return }
        let here = try GenesisDocument.readEncoded(present.genesis).hash
        guard here == self.genesis.hash else {
            throw BackupError.foreignZone(file: file.path, expected: here.hex, found: manifest.genesis)
        }
    }

    private static func genesis(_ reader: BackupReader) throws -> Genesis {
        let manifest = reader.manifest
        guard let entry = manifest.entries.first(where: { $0.name == "zone/genesis.cbor" }),
            let genesis = try? Genesis(decoding: reader.bytes(of: entry)), genesis.hash.hex == manifest.genesis
        else { throw BackupError.damaged(file: reader.file.path, found: "its genesis is not the one that it names") }
        return genesis
    }

    /// - Throws: ``BackupError`` while a service runs, and where data are there already.
    public func run() async throws -> RestoreReport {
        let path = self.data.standardizedFileURL.path
        // Held to the end: no service begins between.
        let folder = try Self.held(path)
        guard self.replaces || !folder.holdsData else { throw BackupError.dataExists(folder: path) }
        let isThere = FileManager.default.fileExists(atPath: path)
        let staged = DataFolder.staging(for: path)
        let aside = "\(path).before-\(Self.stamp(.now))"
        try? FileManager.default.removeItem(atPath: staged)
        do {
            let advice = try await self.stage(staged, from: path)
            let written = try self.restoreConfiguration()
            try folder.replaceByStaged(keeping: aside)
            let manifest = self.reader.manifest
            return RestoreReport(
                data: path, height: manifest.height, time: manifest.time, aside: isThere ? aside : nil,
                configuration: written, advice: advice)
        } catch {
            // Where the data are gone already, the staged ones are what there is.
            if !isThere || FileManager.default.fileExists(atPath: path) {
                try? FileManager.default.removeItem(atPath: staged)
            }
            throw error
        }
    }

    private static func held(_ path: String) throws -> DataFolder {
        do {
            return try DataFolder(path)
        } catch {
            guard case .locked(let file) = error else { throw error }
            throw BackupError.serviceRuns(file: file)
        }
    }

    private static func stamp(_ time: Date) -> String {
        time.ISO8601Format().filter { $0.isNumber || $0 == "T" || $0 == "Z" }
    }

    /// Makes the new data folder beside the old one: files of the backup, and what is newer here.
    ///
    /// - Returns: what people have to do.
    private func stage(_ staged: String, from present: String) async throws -> [String] {
        let manager = FileManager.default
        try manager.createDirectory(
            atPath: staged, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        for entry in self.reader.manifest.entries {
            let target: String
            if entry.name.hasPrefix("data/") {
                target = "\(staged)/\(entry.name.dropFirst(5))"
            } else if entry.name.hasPrefix("keys/") {
                target = "\(staged)/\(entry.name)"
            } else {
                continue
            }
            try self.makeFolder(of: target)
            try self.reader.extract(entry, to: target)
        }
        try await self.check(staged)
        try VoteLog.forbid(directory: staged)
        var advice = [
            "A validator does not vote with this box's key any more: the backup cannot know what it signed since."
        ]
        if let advised = try self.settleTags(staged, present) { advice.append(advised) }
        try self.keepKeys(staged, present)
        try self.adopt(staged, present)
        if !self.reader.manifest.hasKeys {
            advice.append("The backup holds no key: the box's key has to be where its configuration names it.")
        }
        return advice
    }

    private func makeFolder(of path: String) throws {
        try FileManager.default.createDirectory(
            at: URL(fileURLWithPath: path).deletingLastPathComponent(), withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
    }

    /// The databases are of this zone and can be worked with.
    private func check(_ staged: String) async throws {
        do {
            let chain = try await ChainStore.open(directory: staged, genesis: self.genesis, access: .readOnly)
            _ = try await chain.loadContract()
            let height = await chain.tip.height
            guard height == self.reader.manifest.height else {
                throw BackupError.damaged(
                    file: self.reader.file.path,
                    found: "its chain ends at block \(height), not at \(self.reader.manifest.height)")
            }
            let box = try await BoxStore.open(directory: staged, genesis: self.genesis.hash, access: .readOnly)
            _ = try await box.waiting()
        } catch let error as StorageError {
            guard case .wrongGenesis(_, let expected, let found) = error else {
                throw BackupError.damaged(file: self.reader.file.path, found: "\(error)")
            }
            throw BackupError.foreignZone(file: self.reader.file.path, expected: expected.hex, found: found.hex)
        }
    }
}
