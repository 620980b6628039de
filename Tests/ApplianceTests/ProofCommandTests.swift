import Foundation
import TestSupport
import Testing

extension ServiceTests {
    @Suite("Proofs", .serialized, .timeLimit(.minutes(2)))
    struct ProofCommandTests {
        /// A payment, final on a chain whose service goes on.
        private static func paid() async throws -> (TestZone, Service) {
            let zone = try TestZone([("substation", "validator, box")])
            try zone.configure("substation")
            let service = try await zone.start("substation")
            let applied = try await zone.register(TestZone.registry(meters: [("M1", "1")]))
            try #require(applied.code == 0, "\(applied)")
            let payment = try await zone.gridtally(
                "pay", "A-M1", "975.50", "--reference", "R1", "--key", "keys/bank.key", "--socket", "substation.sock")
            try #require(payment.code == 0, "\(payment)")
            return (zone, service)
        }

        @Test(
            "made beside the running service, verified from file and genesis alone, and each failure has its exit code")
        func payment() async throws {
            let (zone, service) = try await Self.paid()
            let prove = ["prove", "payment", "bank", "R1", "--config", "substation.yaml", "--out", "r1.proof"]
            let made = try await zone.gridtally(prove + ["--json"])
            #expect(made.code == 0 && made.errors.isEmpty, "\(made)")
            let facts = try #require(try made.objects().first?["facts"] as? [String: Any])
            #expect(facts["amount_paise"] as? Int == 97_550 && facts["reference"] as? String == "R1")
            #expect(try await zone.gridtally(prove).code == 2, "a file is never replaced")
            #expect(await service.child.stop() == 0)

            let verify = ["verify", "r1.proof", "--genesis", "genesis.cbor"]
            let proven = try await zone.gridtally(verify)
            #expect(proven.code == 0 && proven.output.hasPrefix("PROVEN:"), "\(proven)")
            #expect(proven.output.contains("975.50 ₹") && proven.output.contains("reference R1"), "\(proven)")
            let report = try await zone.gridtally(verify + ["--json"]).objects()
            #expect(report.first?["is_proven"] as? Bool == true)
            #expect((report.first?["facts"] as? [String: Any])?["amount_paise"] as? Int == 97_550)

            let bytes = try Data(contentsOf: zone.folder.file("r1.proof"))
            var changed = bytes
            changed[changed.count - 40] ^= 1
            try changed.write(to: zone.folder.file("changed.proof"))
            try bytes.dropLast().write(to: zone.folder.file("cut.proof"))
            let refused = try await zone.gridtally("verify", "changed.proof", "--genesis", "genesis.cbor")
            #expect(refused.code == 1 && refused.output.hasPrefix("NOT PROVEN: "), "\(refused)")
            #expect(try await zone.gridtally("verify", "cut.proof", "--genesis", "genesis.cbor").code == 5)
            #expect(try await zone.gridtally("verify", "genesis.cbor", "--genesis", "genesis.cbor").code == 5)
            #expect(try await zone.gridtally("verify", "none.proof", "--genesis", "genesis.cbor").code == 2)
            #expect(try await zone.gridtally("verify", "r1.proof", "--genesis", "r1.proof").code == 2)
            let config = ["--config", "substation.yaml"]
            #expect(try await zone.gridtally(["prove", "payment", "bank", "R2"] + config).code == 1)
            #expect(try await zone.gridtally(["prove", "payment", "nobody", "R1"] + config).code == 2)
            #expect(try await zone.gridtally(["prove", "bill", "A-M1", "0"] + config).code == 1)
            #expect(try await zone.gridtally(["prove", "switching", "M1"] + config).code == 1)
        }

        @Test("sizes and times of a small zone's bundles are within the goals")
        func measure() async throws {
            let folder = try TemporaryFolder()
            let measured = try await run(
                Executable.file,
                [
                    "measure", "proofs", "--meters", "60", "--validators", "4", "--changes", "1", "--rounds", "3",
                    "--json",
                ],
                in: folder.url)
            #expect(measured.code == 0, "\(measured)")
            let bundles = try #require(try measured.objects().first?["bundles"] as? [[String: Any]])
            #expect(bundles.compactMap { $0["kind"] as? String } == ["bill", "payment", "reading"])
            #expect(bundles.allSatisfy { ($0["bytes"] as? Int ?? 0) > 1000 })
            let refused = try await run(Executable.file, ["measure", "proofs", "--meters", "0"], in: folder.url)
            #expect(refused.code == 2)
        }

        @Test("the auditor's script says the same of the same file", .enabled(if: Executable.python != nil))
        func auditor() async throws {
            let (zone, service) = try await Self.paid()
            #expect(await service.child.stop() == 0)
            let made = try await zone.gridtally(
                "prove", "payment", "bank", "R1", "--config", "substation.yaml", "--out", "r1.proof", "--json")
            try #require(made.code == 0, "\(made)")
            let script = PackageFolder.file("Tests/Python/verify_bundle.py").path
            let python = URL(filePath: try #require(Executable.python))
            let judged = try await run(python, ["-B", script, "genesis.cbor", "r1.proof"], in: zone.folder.url)
            #expect(judged.code == 0, "\(judged)")
            let answer = try #require(
                try JSONSerialization.jsonObject(with: Data(judged.output.utf8)) as? [String: NSDictionary])
            let facts = try #require(try made.objects().first?["facts"] as? NSDictionary)
            #expect(answer["proven"] == facts)
            let foreign = try await run(python, ["-B", script, "r1.proof", "r1.proof"], in: zone.folder.url)
            #expect(foreign.code == 1, "\(foreign)")
        }
    }
}
