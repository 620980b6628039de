import Appliance
import Foundation
import Testing

extension ServiceTests {
    @Suite("A relay between validators and a follower", .serialized, .timeLimit(.minutes(4)))
    struct RelayTests {
        private static let validators = ["v1", "v2", "v3", "v4"]

        /// Two pairs of validators that hear of each other through the relay alone, and a follower behind it. The relay's
        /// key has no role but that of a box; that nobody takes its word for a block, is `RangeTests` and
        /// `FollowerSyncTests`.
        private static func zone() throws -> TestZone {
            let members = Self.validators.map { ($0, "validator") } + [("relay", "box"), ("box-1", "box")]
            let zone = try TestZone(members, scale: 60)
            for (label, other) in [("v1", "v2"), ("v2", "v1"), ("v3", "v4"), ("v4", "v3")] {
                try zone.connect(label, peers: [other, "relay"])
            }
            try zone.connect("relay", peers: Self.validators, isRelay: true)
            try zone.connect("box-1", listens: false, peers: ["relay"])
            return zone
        }

        private static func pay(_ reference: String, _ zone: TestZone, at box: Service) async throws -> UInt64 {
            let signer = try Signer(client: box.client, key: zone.folder.file("keys/bank.key"))
            let report = try await signer.pay(account: "A-M1", paise: 100, reference: reference)
            return try #require(report.height)
        }

        @Test("what a follower gives to the relay becomes final by both halves, with the relay killed in between")
        func relay() async throws {
            let zone = try Self.zone()
            var services: [Service] = []
            for label in Self.validators { services.append(try zone.launch(label)) }
            let relay = try await zone.start("relay")
            let follower = try await zone.start("box-1")
            for service in services { try await service.answers() }
            try await Self.connected(relay)
            try await Self.connected(follower)
            let applied = try await zone.register(
                TestZone.registry(meters: [("M1", "1")], box: "box-1"), through: "box-1")
            try #require(applied.code == 0, "\(applied)")
            let paid = try await Self.pay("one", zone, at: follower)
            #expect(try await follower.status().height >= paid)
            try await Self.agree(services + [relay, follower])
            let shown = try await zone.gridtally("peers", "--socket", "box-1.sock")
            #expect(shown.output.contains("relay"), "\(shown)")

            await relay.child.kill()
            try await wait(for: "the follower notices") {
                try await follower.status().peers.allSatisfy { !$0.isConnected } ? () : nil
            }
            await #expect(throws: ControlError.self) { try await Self.pay("two", zone, at: follower) }
            #expect(try await follower.status().height >= paid, "what is there is served")
            let stuck = try await services[0].status().height

            let again = try await zone.start("relay")
            try await Self.connected(again)
            try await Self.connected(follower)
            let later = try await wait(for: "a payment through the new relay", seconds: 60) {
                try await Self.pay("three", zone, at: follower)
            }
            #expect(later > paid && later > stuck)
            try await Self.agree(services + [again, follower])
            #expect(try await again.status().role == "follower")
            for service in services + [again, follower] { #expect(await service.child.stop() == 0) }
        }

        private static func connected(_ service: Service) async throws {
            try await wait(for: "every peer is reached") {
                try await service.status().peers.allSatisfy(\.isConnected) ? () : nil
            }
        }

        private static func agree(_ services: [Service]) async throws {
            try await wait(for: "equal states", seconds: 60) {
                var states: Set<String> = []
                for service in services {
                    let status = try await service.status()
                    states.insert("\(status.height) \(status.stateRoot)")
                }
                guard states.count == 1 else { throw TimedOut(description: "\(states.sorted())") }
                return ()
            }
        }
    }
}
