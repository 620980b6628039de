import Contract
import Foundation
import Identity
import Ledger
import Storage
import Testing

@testable import Appliance

@Suite("Backup and restore of a box's data", .timeLimit(.minutes(2))) struct BackupTests {
    /// The command would end with this exit code.
    private func expect(
        _ code: Int32, at location: SourceLocation = #_sourceLocation, _ body: () async throws -> Void
    ) async {
        var found: Int32?
        do { try await body() } catch { found = ExitStatus.code(for: error) }
        #expect(found == code, sourceLocation: location)
    }

    @Test("it holds what only this box has, never the vote register, and the key only when asked")
    func content() async throws {
        let site = try await BackupSite()
        try Data("votes".utf8).write(to: site.data.appending(path: VoteLog.fileName))
        try Data("{}".utf8).write(to: site.configuration.deletingLastPathComponent().appending(path: ".hidden.json"))
        try await site.makeBackup()
        let manifest = try BackupReader(site.backup).manifest
        #expect(
            manifest.entries.map(\.name).sorted() == [
                "configuration/box.yaml", "configuration/genesis.cbor", "configuration/keys/box.key.pub", "data/box.db",
                "data/chain.db", "data/commissioning.log", "data/evidence/ab12.json", "data/read-maps.json",
                "zone/genesis.cbor",
            ])
        let mode = try FileManager.default.attributesOfItem(atPath: site.backup.path)[.posixPermissions] as? Int
        #expect(mode == 0o600 && !manifest.hasKeys)
        let key = try String(contentsOf: site.folder.appending(path: "box/keys/box.key"), encoding: .utf8)
        let seed = Data(try #require(key.split(separator: "\n").last).utf8)
        #expect(try Data(contentsOf: site.backup).range(of: seed) == nil)
        try FileManager.default.removeItem(at: site.backup)
        try await site.makeBackup(withKeys: true)
        #expect(try BackupReader(site.backup).manifest.entries.map(\.name).contains("keys/box.key"))
        await #expect(throws: FileError.self, "it is never replaced") { try await site.makeBackup() }
    }

    @Test("what a running box has committed is in it, and comes back")
    func running() async throws {
        let site = try await BackupSite()
        try await site.run { _, box in
            try await box.enqueue([BackupSite.waiting], at: BackupSite.start)
            try await site.makeBackup()
            try await box.enqueue([BackupSite.waiting], at: BackupSite.start)
        }
        try site.loseData()
        _ = try await site.restore()
        try await site.run { chain, box in
            let (bodies, height) = (try await box.head(10).map(\.body), try await chain.loadContract().height)
            #expect(bodies == [BackupSite.waiting, BackupSite.waiting] && height == 0)
        }
        for (name, text) in BackupSite.kept { #expect(site.text(name) == text, "\(name)") }
    }

    @Test("a configuration that is missing is written, and a present one stays")
    func configuration() async throws {
        let site = try await BackupSite()
        try await site.makeBackup(withKeys: true)
        try site.loseData()
        let genesis = site.configuration.deletingLastPathComponent().appending(path: "genesis.cbor")
        try FileManager.default.removeItem(at: genesis)
        try Data("# mine\nname: box\ngenesis: genesis.cbor\nkey: k\ndata: ../data\n".utf8).write(to: site.configuration)
        let report = try await site.restore()
        #expect(report.configuration.map { URL(filePath: $0).lastPathComponent } == ["genesis.cbor"])
        #expect(try String(contentsOf: site.configuration, encoding: .utf8).hasPrefix("# mine"))
        #expect(site.text("keys/box.key")?.hasPrefix("gridtally key 1") == true)
        try site.loseData()
        try FileManager.default.removeItem(at: site.configuration)
        #expect(try await site.restore().configuration.map { URL(filePath: $0).lastPathComponent } == ["box.yaml"])
    }

    @Test("present data stay unless they are to be replaced, and then stand aside with nothing lost")
    func present() async throws {
        let site = try await BackupSite()
        try await site.makeBackup()
        try FileManager.default.createDirectory(
            at: site.data.appending(path: "keys"), withIntermediateDirectories: true)
        try Data("own".utf8).write(to: site.data.appending(path: "keys/own.key"))
        try Data("votes".utf8).write(to: site.data.appending(path: VoteLog.fileName))
        let before = try site.contents()
        await self.expect(ExitStatus.refused) { _ = try await site.restore() }
        #expect(try site.contents() == before)
        let aside = URL(filePath: try #require(try await site.restore(replacing: true).aside)).lastPathComponent
        let after = try site.contents()
        for (name, content) in before where name.hasPrefix("data/") {
            #expect(after["\(aside)/\(name.dropFirst(5))"] == content, "\(name)")
        }
        #expect(site.text("keys/own.key") == "own")
        #expect(!FileManager.default.fileExists(atPath: site.data.path + ".restoring"))
    }

    @Test("nothing is restored while a service works with the data")
    func inUse() async throws {
        let site = try await BackupSite()
        try await site.makeBackup()
        try await site.run { _, _ in
            await self.expect(ExitStatus.refused) { _ = try await site.restore(replacing: true) }
        }
        _ = try await site.restore(replacing: true)
    }

    @Test("a restored validator does not vote, whatever its register was")
    func votes() async throws {
        let site = try await BackupSite()
        let register = try await VoteLog.open(directory: site.data.path, genesis: site.genesis.hash)
        try await register.close()
        try await site.makeBackup()
        _ = try await site.restore(replacing: true)
        await #expect {
            _ = try await VoteLog.open(directory: site.data.path, genesis: site.genesis.hash)
        } throws: { error in
            guard case StorageError.mustNotVote(_, let reason) = error else { return false }
            return reason.contains("restored from a backup")
        }
    }

    @Test("without present safety tags nobody knows who works where, so nothing is switched; present ones stay")
    func tags() async throws {
        let site = try await BackupSite()
        let tags = SealedFile(site.data.appending(path: TagStore.fileName).path)
        let board = TagBoard().encoded()
        try await tags.change { _ in (board, ()) }
        let sealed = try Data(contentsOf: site.data.appending(path: TagStore.fileName))
        try await site.makeBackup()
        #expect(try await site.restore(replacing: true).advice.allSatisfy { !$0.contains("No relay moves") })
        #expect(try Data(contentsOf: site.data.appending(path: TagStore.fileName)) == sealed)

        try site.loseData()
        #expect(try await site.restore().advice.contains { $0.contains("No relay moves") })
        await #expect(throws: DamagedTags.self) { _ = try await TagStore(data: site.data).board() }
        #expect(try Data(contentsOf: site.data.appending(path: "safety-tags.restored")) == sealed)

        try site.loseData()
        _ = try await site.restore(takingTags: true)
        #expect(try await TagStore(data: site.data).board() == TagBoard())
    }

    @Test("no damaged byte and no cut is overlooked, and nothing is changed")
    func damage() async throws {
        let site = try await BackupSite()
        try await site.makeBackup()
        try site.loseData()
        let whole = try Data(contentsOf: site.backup)
        // A prime, so that every kind of place is met.
        let damaged = stride(from: 0, to: whole.count, by: 509).map { offset in
            var copy = whole
            copy[offset] ^= 0x10
            return copy
        }
        let cut =
            stride(from: 0, to: whole.count, by: 4099).map { whole.prefix($0) } + [whole.dropLast(1), whole + [0]]
        for copy in damaged + cut {
            try copy.write(to: site.backup)
            await self.expect(ExitStatus.damaged) { _ = try await site.restore() }
        }
        #expect(!FileManager.default.fileExists(atPath: site.data.path))
        try whole.write(to: site.backup)
        _ = try await site.restore()
    }

    @Test("a backup of another zone is refused, also where its manifest says otherwise")
    func zone() async throws {
        let (site, other) = (try await BackupSite(), try await BackupSite(zone: "other"))
        try await other.makeBackup()
        try FileManager.default.copyItem(at: other.backup, to: site.backup)
        let before = try site.contents()
        await self.expect(ExitStatus.damaged) { _ = try await site.restore(replacing: true) }
        #expect(try site.contents() == before)
        try FileManager.default.removeItem(at: site.backup)
        // The other zone's chain under this zone's genesis.
        try await self.forge(site) { items in
            items.map { $0.name == "data/chain.db" ? ($0.name, other.data.appending(path: "chain.db")) : $0 }
        }
        await self.expect(ExitStatus.damaged) { _ = try await site.restore(replacing: true) }
    }

    @Test(
        "names that lead elsewhere, and a vote register, are refused",
        arguments: [
            "data/../../escaped", "../escaped", "/tmp/escaped", "data/a/../b", "data//b", "data/", "data", "other/file",
            "data/./b", "data/a b", "data/votes.log", "data/\u{e9}",
        ])
    func escape(_ name: String) async throws {
        let site = try await BackupSite()
        try await self.forge(site) { $0 + [(name, site.configuration)] }
        try site.loseData()
        await self.expect(ExitStatus.damaged) { _ = try await site.restore() }
        #expect(!FileManager.default.fileExists(atPath: site.data.path))
    }

    /// A backup of the site that was made with other files.
    private func forge(
        _ site: BackupSite, _ change: ([(name: String, content: URL)]) -> [(name: String, content: URL)]
    ) async throws {
        try await site.makeBackup()
        let reader = try BackupReader(site.backup)
        let copies = site.folder.appending(path: "forged")
        try FileManager.default.createDirectory(at: copies, withIntermediateDirectories: true)
        let items = try reader.manifest.entries.enumerated().map { index, entry in
            let copy = copies.appending(path: "\(index)")
            try reader.extract(entry, to: copy.path)
            return (entry.name, copy)
        }
        try FileManager.default.removeItem(at: site.backup)
        var manifest = reader.manifest
        let changed = change(items)
        manifest.entries = try BackupWriter.entries(changed)
        try BackupWriter(file: site.backup, seconds: 0).write(manifest, changed)
    }
}
