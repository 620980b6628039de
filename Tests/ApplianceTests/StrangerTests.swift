import Appliance
import Foundation
import Testing

extension ServiceTests {
    @Suite("Strangers and late followers", .serialized, .timeLimit(.minutes(2)))
    struct StrangerTests {
        @Test("a key that is not registered gets nothing; registered, the same box catches up")
        func stranger() async throws {
            let zone = try TestZone([("substation", "validator, box")])
            _ = try Setup.makeKey(at: zone.folder.file("keys/stranger.key"))
            try zone.configure("substation")
            try zone.configure("stranger", follows: true)
            let validator = try await zone.start("substation")
            let applied = try await zone.register(TestZone.registry(meters: [("M", "1")]))
            try #require(applied.code == 0, "\(applied)")
            let stranger = try await zone.start("stranger")
            try await wait(for: "the validator counts refused handshakes") {
                try await validator.status().refusedHandshakes >= 3 ? () : nil
            }
            let alone = try await stranger.status()
            #expect(alone.height == 0 && alone.principal == nil)
            #expect(alone.peers.map(\.isConnected) == [false])
            let height = try await validator.status().height
            #expect(height > 0)

            let admitted = try await zone.register(
                "principals:\n  - {label: stranger, key_file: keys/stranger.key.pub, roles: [box]}\n")
            #expect(admitted.code == 0, "\(admitted)")
            let caughtUp = try await wait(for: "the late follower catches up") {
                let status = try await stranger.status()
                return status.height > height && status.principal != nil ? status : nil
            }
            #expect(caughtUp.role == "follower")
            try await wait(for: "equal states") {
                let (left, right) = (try await validator.status(), try await stranger.status())
                return left.height == right.height && left.stateRoot == right.stateRoot ? () : nil
            }
            #expect(await stranger.child.stop() == 0)
            #expect(await validator.child.stop() == 0)
        }
    }
}
