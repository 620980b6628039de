import Appliance
import Foundation
import Testing

extension ServiceTests {
    @Suite("Writing by hand", .serialized, .timeLimit(.minutes(2)))
    struct WriteTests {
        private static let session = [
            "--commissioning", "--person", "R. Meena", "--second-person", "A. Verma", "--yes",
        ]

        @Test("what a profile lists is written with two persons, read back, and kept with before and after")
        func commissioned() async throws {
            let site = try await CrewSite(running: true)
            let registered = try await site.zone.register(TestZone.registry(meters: [("M1-01", "12000101")]))
            #expect(registered.code == 0, "\(registered)")
            let service = try #require(site.service)
            try await wait(for: "the roster's first reading") { try await service.meter("M1-01")?.registers.first }
            let written = try await Self.write(site, ["0101", "cfg.parity_stop", "1"] + Self.session)
            #expect(written.code == 0 && written.output.contains("read back the same"), "\(written)")
            for words in ["serial number 12000101", "holding 18", "0x0012", "40019", "now:", "write:", "3F80 0000"] {
                #expect(written.output.contains(words), "no \(words) in \(written)")
            }
            expectNarrow(written)
            let read = try await site.tool("read", "0101", "cfg.parity_stop", "--json")
            #expect(try read.objects().first?["value"] as? Int == 1, "\(read)")
            let log = try String(contentsOf: site.zone.folder.file("substation/commissioning.log"), encoding: .utf8)
            for words in ["\"before\":[0,0]", "\"after\":[16256,0]", "R. Meena", "A. Verma", "cfg.parity_stop"] {
                #expect(log.contains(words), "no \(words) in \(log)")
            }
            try await wait(for: "the event on the chain") {
                try await service.events().contains { $0.text.contains("configured by hand") } ? () : nil
            }
            #expect(
                service.child.errors.contains("written by hand") || service.child.output.contains("written by hand"))
            let again = try await Self.write(site, ["0101", "cfg.parity_stop", "1"] + Self.session)
            #expect(again.code == 0 && again.output.contains("nothing is written"), "\(again)")
            try await site.pollsOn()
            await site.stop()
        }

        @Test("every other write is refused and says what may be written")
        func refused() async throws {
            let site = try await CrewSite(running: true)
            let refusals: [([String], code: Int32, word: String)] = [
                (["0101", "voltage.l1", "230"], 4, "cfg.parity_stop"),
                (["0101", "--function", "16", "--address", "2", "--values", "1,2"], 4, "not list"),
                (["0101", "--function", "16", "--address", "28", "--values", "1"], 4, "cfg.baud"),
                (["0101", "--function", "3", "--address", "28", "--values", "1"], 4, "does not write"),
                (["0101", "cfg.baud", "2"], 4, "--commissioning"),
                (["0101", "cfg.baud", "2", "--commissioning"], 4, "two persons"),
                (
                    ["0101", "cfg.baud", "2", "--commissioning", "--person", "A", "--second-person", "a."], 4,
                    "two persons"
                ),
                (["relays", "--function", "5", "--address", "0", "--values", "0xFF00"], 4, "relay channel 1"),
                (["relays", "--function", "15", "--address", "0", "--values", "1,1"], 4, "relay channel 1"),
                (["#77", "cfg.baud", "2"], 4, "nothing is configured"),
                (["0101", "cfg.baud", "much"], 2, "a number"),
            ]
            for (arguments, code, word) in refusals {
                let result = try await Self.write(site, arguments + ["--yes"])
                #expect(result.code == code && result.errors.contains(word), "\(result)")
            }
            // Nobody can be asked, and nothing is written.
            let unasked = try await Self.write(
                site, ["0101", "cfg.baud", "2", "--commissioning", "--person", "A", "--second-person", "B"])
            #expect(unasked.code == 2 && unasked.errors.contains("--yes"), "\(unasked)")
            let read = try await site.tool("read", "0101", "cfg.baud", "--json")
            #expect(try read.objects().first?["words"] as? [Int] == [0, 0], "\(read)")
            await site.stop()
        }

        @Test("without the service it is written through the tool's own port, and another meter is never written")
        func alone() async throws {
            let site = try await CrewSite(running: false)
            let written = try await Self.write(site, ["#1", "cfg.address", "9", "--json"] + Self.session)
            #expect(written.code == 0, "\(written)")
            let report = try #require(try written.objects().last)
            #expect(report["outcome"] as? String == "written" && report["second_person"] as? String == "A. Verma")
            let log = try String(contentsOf: site.zone.folder.file("commissioning.log"), encoding: .utf8)
            #expect(log.contains("cfg.address") && log.contains("R. Meena"), "\(log)")
            await site.stop()
            let other = try await CrewSite(running: false) { $0.replacing("63000606", with: "63000999") }
            let refused = try await Self.write(other, ["transformer", "cfg.baud", "2"] + Self.session)
            #expect(refused.code == 4 && refused.errors.contains("63000999"), "\(refused)")
            await other.stop()
        }

        private static func write(_ site: CrewSite, _ arguments: [String]) async throws -> CommandResult {
            try await run(
                Executable.file, ["write"] + arguments + ["--config", "substation.yaml"], in: site.zone.folder.url)
        }
    }
}
