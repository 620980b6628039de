import Appliance
import Foundation
import Testing

@Suite("Backup and restore with a real service", .timeLimit(.minutes(2))) struct BackupCommandTests {
    @Test("a running validator is backed up; restored, it has the chain, follows, and says why it does not vote")
    func validator() async throws {
        let zone = try TestZone([("substation", "validator, box")])
        try zone.configure("substation")
        var service = try await zone.start("substation")
        let registered = try await zone.register(TestZone.registry(meters: [("M1", "4711")]))
        try #require(registered.code == 0, "\(registered)")
        let before = try await service.status()
        let backup = try await zone.gridtally("backup", "box.backup", "--config", "substation.yaml")
        try #require(backup.code == 0, "\(backup)")
        let refused = try await zone.gridtally("restore", "box.backup", "--config", "substation.yaml", "--replace")
        #expect(refused.code == 4 && refused.errors.contains("in use by a service"), "\(refused)")
        await service.child.stop()

        let kept = try await zone.gridtally("restore", "box.backup", "--config", "substation.yaml")
        #expect(kept.code == 4 && kept.errors.contains("--replace"), "\(kept)")
        let restored = try await zone.gridtally("restore", "box.backup", "--config", "substation.yaml", "--replace")
        #expect(restored.code == 0 && restored.output.contains("does not vote"), "\(restored)")
        service = try await zone.start("substation")
        let after = try await service.status()
        #expect(after.height >= before.height && after.role == "follower" && after.notVoting != nil, "\(after)")
        #expect(try await service.meter("M1") != nil)
        await service.child.stop()
    }

    @Test("a cut file ends with code 5, and no service starts where a restore was cut short")
    func cut() async throws {
        let zone = try TestZone([("substation", "validator, box")])
        try zone.configure("substation")
        let service = try await zone.start("substation")
        let backup = try await zone.gridtally("backup", "box.backup", "--config", "substation.yaml")
        try #require(backup.code == 0, "\(backup)")
        await service.child.stop()
        let whole = try Data(contentsOf: zone.folder.file("box.backup"))
        try whole.prefix(whole.count / 2).write(to: zone.folder.file("half.backup"))
        let half = try await zone.gridtally("restore", "half.backup", "--config", "substation.yaml", "--replace")
        #expect(half.code == 5 && half.errors.contains("Nothing was changed"), "\(half)")

        try FileManager.default.createDirectory(
            at: zone.folder.file("substation.restoring"), withIntermediateDirectories: true)
        let started = try await zone.gridtally("run", "--config", "substation.yaml")
        #expect(started.code == 5 && started.errors.contains("cut short"), "\(started)")
        let again = try await zone.gridtally("restore", "box.backup", "--config", "substation.yaml", "--replace")
        #expect(again.code == 0, "\(again)")
        #expect(!FileManager.default.fileExists(atPath: zone.folder.file("substation.restoring").path))
    }
}
