import Appliance
import Foundation
import Testing

extension ServiceTests {
    @Suite("Several validators", .serialized, .timeLimit(.minutes(4)))
    struct ClusterTests {
        private struct Figures: Decodable {
            let done: Int
            let payments: Int
            let lost: Int
            let votingValidators: Int
            let casualties: [String]
            let stateRoot: String
        }

        @Test("four validators and two followers agree after SIGKILLs under load, and lose nothing that was final")
        func kills() async throws {
            let folder = try TemporaryFolder()
            let result = try await run(
                Executable.file, ["measure", "kills", "--kills", "8", "--seed", "7", "--json"], in: folder.url,
                seconds: 150)
            #expect(result.code == 0, "\(result)")
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            let line = try #require(result.output.split(separator: "\n").last)
            let figures = try decoder.decode(Figures.self, from: Data(line.utf8))
            #expect(figures.done == 8 && figures.payments >= 8 && figures.lost == 0)
            #expect(figures.votingValidators == 4 && figures.casualties.isEmpty)
        }

        @Test("a box gets another key on the chain and goes on with it; a new box begins with a snapshot")
        func keyAndSnapshot() async throws {
            let zone = try TestZone([("substation", "validator, box"), ("box-1", "box"), ("box-2", "box")])
            for label in ["substation", "box-1", "box-2"] { try zone.configure(label, follows: label != "substation") }
            let validator = try await zone.start("substation")
            let follower = try await zone.start("box-1")
            let applied = try await zone.register(TestZone.registry(meters: [("M1", "1")]))
            try #require(applied.code == 0, "\(applied)")
            let refused = try await zone.gridtally(
                "key", "rotate", "--key", "keys/substation.key", "--socket", "substation.sock")
            #expect(refused.code == 4 && refused.errors.contains("governance"), "\(refused)")

            let rotated = try await zone.gridtally(
                "key", "rotate", "--key", "keys/box-1.key", "--socket", "box-1.sock", "--json")
            let report = try #require(rotated.objects().first, "\(rotated)")
            let old = try #require(report["old_key"] as? String)
            #expect(report["height"] as? Int != nil, "its own service saw it become final: \(rotated)")
            try await wait(for: "the service under the old key says what to do") {
                (follower.child.output + follower.child.errors).contains("key was replaced on the chain") ? () : nil
            }
            #expect(await follower.child.stop() == 0)
            try await Self.steal(old, zone)
            let again = try await zone.start("box-1")
            let height = try await validator.status().height
            let status = try await wait(for: "the box follows under its new key") {
                let status = try await again.status()
                return status.height > height && status.principal != nil ? status : nil
            }
            #expect(status.principal == report["principal"] as? UInt32 ?? status.principal)

            let exported = try await zone.gridtally(
                "snapshot", "export", "--config", "box-1.yaml", "--out", "state", "--json")
            let begins = try #require(exported.objects().first?["height"] as? Int, "\(exported)")
            let taken = try await zone.gridtally("snapshot", "import", "state", "--config", "box-2.yaml")
            #expect(taken.code == 0 && taken.output.contains("begins at block \(begins)"), "\(taken)")
            let new = try await zone.start("box-2")
            try await wait(for: "equal states") {
                let (left, right) = (try await validator.status(), try await new.status())
                return left.height > begins && left.height == right.height && left.stateRoot == right.stateRoot
                    ? () : nil
            }
            for service in [new, again, validator] { #expect(await service.child.stop() == 0) }
            let verified = try await zone.gridtally("ledger", "verify", "--config", "box-2.yaml")
            #expect(verified.code == 0, "\(verified)")
        }

        /// Who has a copy of a key that was just replaced reads what every box reads for a moment, gets nothing taken, and
        /// is cut off.
        private static func steal(_ key: String, _ zone: TestZone) async throws {
            try FileManager.default.copyItem(at: URL(filePath: key), to: zone.folder.file("keys/thief.key"))
            try zone.configure("thief", follows: true)
            let thief = try await zone.start("thief")
            try await wait(for: "blocks for the old key") { try await thief.status().height > 0 ? () : nil }
            let signer = try Signer(client: thief.client, key: zone.folder.file("keys/bank.key"))
            do {
                _ = try await signer.pay(account: "A-M1", paise: 100, reference: "stolen")
                Issue.record("a payment of the bank was taken from a replaced key")
            } catch {
                #expect("\(error)".contains("was replaced"), "\(error)")
            }
            try await wait(for: "the old key is cut off") {
                try await thief.status().peers.allSatisfy { !$0.isConnected } ? () : nil
            }
            let height = try await thief.status().height
            try await wait(for: "blocks that it does not get") {
                let client = ControlClient(socket: zone.folder.file("substation.sock"))
                let status: StatusReport = try await client.get("/api/v1/status")
                return status.height > height + 1 && status.refusedHandshakes > 2 ? () : nil
            }
            #expect(try await thief.status().height == height)
            #expect(await thief.child.stop() == 0)
        }

        @Test("peers, validators and new blocks are shown, as text and as JSON")
        func commands() async throws {
            let zone = try TestZone([("substation", "validator, box"), ("box-1", "box")])
            try zone.configure("substation")
            try zone.configure("box-1", follows: true)
            let validator = try await zone.start("substation")
            let follower = try await zone.start("box-1")
            let following = Task {
                try await zone.gridtally("ledger", "follow", "--count", "3", "--json", "--socket", "box-1.sock")
            }
            let applied = try await zone.register(TestZone.registry(meters: [("M1", "1")]), through: "box-1")
            try #require(applied.code == 0, "\(applied)")

            let peers = try await wait(for: "a peer at the newest height") {
                let result = try await zone.gridtally("peers", "--json", "--socket", "box-1.sock")
                return result.output.contains(#""blocks_behind":0"#) ? result : nil
            }
            let links = try #require(peers.objects().first?["peers"] as? [[String: Any]])
            #expect(links.count == 1 && links[0]["name"] as? String == "substation")
            #expect(links[0]["publish_is_up"] as? Bool == true && links[0]["catch_up_is_up"] as? Bool == true)
            let inward = try await zone.gridtally("peers", "--socket", "substation.sock")
            #expect(inward.code == 0 && inward.output.contains("box-1: connected here"), "\(inward)")

            let validators = try await zone.gridtally("validators", "--json", "--socket", "box-1.sock")
            let report = try #require(validators.objects().first)
            let members = try #require(report["validators"] as? [[String: Any]])
            #expect(members.count == 1 && members[0]["label"] as? String == "substation")
            #expect(members[0]["signed"] as? Int == members[0]["certificates"] as? Int)
            let text = try await zone.gridtally("validators", "--socket", "substation.sock")
            #expect(text.output.contains("substation (this box): signed"), "\(text)")

            // A heartbeat is due every five minutes of chain time, which is less than a second here.
            let blocks = try await following.value.objects()
            let heights = blocks.compactMap { $0["height"] as? Int }
            #expect(heights.count == 3 && heights == Array(heights[0]...heights[0] + 2), "\(heights)")
            #expect(await follower.child.stop() == 0)
            #expect(await validator.child.stop() == 0)
        }
    }
}
