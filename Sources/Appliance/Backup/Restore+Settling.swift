import Foundation
import Glibc
import Storage

/// What is not taken from the backup as it is.
extension Restore {
    /// Present tags stay. Without them those of the backup may lack somebody who works there now: then nothing is switched,
    /// unless a person has said that nobody does.
    ///
    /// - Returns: what people have to do.
    func settleTags(_ staged: String, _ present: String) throws -> String? {
        let here = "\(present)/\(TagStore.fileName)"
        let tags = "\(staged)/\(TagStore.fileName)"
        if FileManager.default.fileExists(atPath: here) {
            try? FileManager.default.removeItem(atPath: tags)
            try FileManager.default.copyItem(atPath: here, toPath: tags)
            return nil
        }
        guard !self.takesTags else { return nil }
        let taken = FileManager.default.fileExists(atPath: tags)
        if taken { try FileManager.default.moveItem(atPath: tags, toPath: tags + ".restored") }
        try DurableFile.create(tags, Array("restored from a backup, which does not know who works where now\n".utf8))
        return
            "No relay moves: safety tags that are newer than the backup are not known. Ask every crew who works where; then, "
            + "while the service is stopped, move \(self.data.path)/\(TagStore.fileName) away"
            + (taken ? ", compare \(TagStore.fileName).restored beside it" : "") + ", and have each tag placed again."
    }

    /// Keys that lie in the data folder go with it; one of the backup goes before one that is here.
    func keepKeys(_ staged: String, _ present: String) throws {
        let here = "\(present)/keys"
        for name in (try? FileManager.default.contentsOfDirectory(atPath: here)) ?? [] {
            let target = "\(staged)/keys/\(name)"
            guard !FileManager.default.fileExists(atPath: target) else { continue }
            try FileManager.default.createDirectory(
                atPath: "\(staged)/keys", withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            try FileManager.default.copyItem(atPath: "\(here)/\(name)", toPath: target)
        }
    }

    /// Gives everything to whom the data belonged, or to the service's user on a new box, and syncs it.
    func adopt(_ staged: String, _ present: String) throws {
        let owner = Self.owner(of: present)
        let names = FileManager.default.enumerator(atPath: staged)?.compactMap { $0 as? String } ?? []
        for path in [staged] + names.map({ "\(staged)/\($0)" }) {
            if let owner, geteuid() == 0 { _ = lchown(path, owner.user, owner.group) }
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
            if isFolder.boolValue { try DurableFile.sync(folder: path) } else { try DurableFile.sync(file: path) }
        }
    }

    private static func owner(of folder: String) -> (user: uid_t, group: gid_t)? {
        var status = stat()
        if stat(folder, &status) == 0 { return (status.st_uid, status.st_gid) }
        return getpwnam("gridtally").map { ($0.pointee.pw_uid, $0.pointee.pw_gid) }
    }

    /// Writes files of the configuration that are not there; nothing is replaced.
    ///
    /// - Returns: their paths.
    func restoreConfiguration() throws -> [String] {
        let folder = self.configuration.deletingLastPathComponent()
        var written: [String] = []
        for entry in self.reader.manifest.entries where entry.name.hasPrefix("configuration/") {
            let isMain = entry.name == self.reader.manifest.configuration
            let target =
                isMain
                ? self.configuration : folder.appending(path: String(entry.name.dropFirst("configuration/".count)))
            guard !FileManager.default.fileExists(atPath: target.path) else { continue }
            try FileManager.default.createDirectory(
                at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
            try self.reader.extract(entry, to: target.path)
            _ = chmod(target.path, 0o644)
            try DurableFile.sync(folder: target.deletingLastPathComponent().path)
            written.append(target.path)
        }
        return written
    }
}
