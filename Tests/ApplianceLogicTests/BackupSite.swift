import Foundation
import Identity
import Ledger
import Metering
import Storage
import Testing

@testable import Appliance

/// The files of a box, a validator, with a block on its chain and a transaction in its outbox.
final class BackupSite: Sendable {
    let folder: URL
    let configuration: URL
    let genesis: Genesis

    var data: URL { self.folder.appending(path: "data") }
    var backup: URL { self.folder.appending(path: "box.backup") }

    static let start = UTCTime(seconds: 1_767_551_400)
    static let waiting = TransactionBody.readings(
        Readings(
            rosterVersion: 1, firstEnd: start.adding(seconds: 900),
            intervals: [IntervalReadings(increments: [5], exceptions: [])]))
    static let kept = ["commissioning.log": "by hand\n", "evidence/ab12.json": "{}", "read-maps.json": "[]"]

    /// - Parameter zone: another name makes another zone.
    init(zone: String = "zone") async throws {
        self.folder = FileManager.default.temporaryDirectory.appending(path: "gridtally-backup-\(UUID().uuidString)")
        self.configuration = self.folder.appending(path: "box/box.yaml")
        let key = self.folder.appending(path: "box/keys/box.key")
        _ = try Setup.makeKey(at: key)
        let own = try KeyFile.read(key)
        self.genesis = Genesis(
            zone: zone, timeZoneName: "Asia/Kolkata", timeZoneOffsetMinutes: 330, intervalSeconds: 900,
            isDemonstration: false, time: Self.start,
            principals: [Principal(label: "box", key: own.publicKey, roles: [.validator, .box, .registrar])],
            policy: .standard)
        try Data(self.genesis.encoded()).write(to: self.folder.appending(path: "box/genesis.cbor"))
        try Data(
            "name: box\ngenesis: genesis.cbor\nkey: keys/box.key\ndata: ../data\ncontrol: ../box.sock\n".utf8
        ).write(to: self.configuration)
        for (name, text) in Self.kept {
            let file = self.data.appending(path: name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        try await self.run { _, box in try await box.enqueue([Self.waiting], at: Self.start) }
    }

    deinit { try? FileManager.default.removeItem(at: self.folder) }

    /// Holds the stores as a service does.
    func run(_ body: (ChainStore, BoxStore) async throws -> Void) async throws {
        let chain = try await ChainStore.open(directory: self.data.path, genesis: self.genesis)
        let box = try await BoxStore.open(directory: self.data.path, genesis: self.genesis.hash)
        try await body(chain, box)
        try await box.close()
        try await chain.close()
    }

    func makeBackup(withKeys: Bool = false) async throws {
        _ = try await Backup.make(configuration: self.configuration, to: self.backup, withKeys: withKeys)
    }

    func restore(replacing: Bool = false, takingTags: Bool = false) async throws -> RestoreReport {
        var restore = try Restore(self.backup, configuration: self.configuration)
        restore.replaces = replacing
        restore.takesTags = takingTags
        return try await restore.run()
    }

    func loseData() throws { try FileManager.default.removeItem(at: self.data) }

    func text(_ name: String) -> String? {
        try? String(contentsOf: self.data.appending(path: name), encoding: .utf8)
    }

    /// Every file of the data folder with its content.
    func contents() throws -> [String: Data] {
        let names = try #require(FileManager.default.enumerator(atPath: self.folder.path)?.compactMap { $0 as? String })
        return Dictionary(
            names.compactMap { name in
                (try? Data(contentsOf: self.folder.appending(path: name))).map { (name, $0) }
            }
        ) { first, _ in first }
    }
}
