import Foundation
import Testing

extension ServiceTests {
    @Suite("Polling from the command line", .timeLimit(.minutes(2)))
    struct PollTests {
        private static let scene = """
            scene: poll
            lines:
              - name: line
                link: line.tty
                baud: 38400
                parity: even
                turnaround_ms: 2
                devices:
                  - {unit: 1, profile: eastron-sdm630}
                  - {unit: 2, profile: eastron-sdm120}

            """

        private static func lines(fields: String = "[voltage.l1, \"1-0:1.8.0\"]") -> String {
            """
            buses:
              - name: line-1
                port: line.tty
                baud: 38400
                parity: E
                silence: strict-characters
                devices:
                  - {name: first, unit: 1, profile: eastron-sdm630, fields: \(fields)}
                  - {name: second, unit: 2, profile: eastron-sdm120}

            """
        }

        @Test("every field comes as often as wanted, with its times, and with the registers it was made of")
        func cycles() async throws {
            let folder = try TemporaryFolder()
            try folder.write("lines.yaml", Self.lines())
            let simulation = try await folder.simulate(Self.scene)
            let result = try await run(
                Executable.file,
                [
                    "poll", "--config", "lines.yaml", "--profiles", Executable.profiles.path, "--cycles", "3", "--json",
                    "--raw",
                ], in: folder.url)
            await simulation.stop()
            #expect(result.code == 0, "\(result)")
            let objects = try result.objects()
            let blocks = objects.filter { $0["e"] as? String == "read" }
            let values = objects.filter { $0["e"] == nil }
            let voltages = values.filter { $0["device"] as? String == "first" && $0["obis"] as? String == "1-0:32.7.0" }
            #expect(voltages.count == 3)
            #expect(values.filter { $0["device"] as? String == "first" }.count == 6)
            for value in voltages {
                let (asked, complete) = (try #require(value["t0"] as? Double), try #require(value["t"] as? Double))
                #expect(value["unit"] as? String == "V" && value["quality"] as? String == "valid")
                #expect(value["unit_id"] as? Int == 1 && value["bus"] as? String == "line-1" && asked < complete)
                let block = try #require(blocks.first { $0["t0"] as? Double == asked })
                let words = try #require(block["regs"] as? [Int])
                let address = try #require(block["addr"] as? Int)
                let raw = UInt32(words[0 - address]) << 16 | UInt32(words[1 - address])
                let shown = try #require(value["value"] as? Double)
                #expect(abs(Double(Float(bitPattern: raw)) - shown) <= 0.0005)
            }
            withExtendedLifetime(folder) {}
        }

        @Test("a field, a bus or an end that is not there is told, and nobody who answers is told by the exit code")
        func refusals() async throws {
            let folder = try TemporaryFolder()
            try folder.write("lines.yaml", Self.lines(fields: "[voltage.l9]"))
            let common = ["poll", "--config", "lines.yaml", "--profiles", Executable.profiles.path]
            let field = try await run(Executable.file, common + ["--cycles", "1"], in: folder.url)
            #expect(field.code == 2 && field.errors.contains("has no field voltage.l9"), "\(field)")
            let bus = try await run(Executable.file, common + ["--cycles", "1", "--bus", "other"], in: folder.url)
            #expect(bus.code == 2 && bus.errors.contains("there is no bus other"), "\(bus)")
            let end = try await run(Executable.file, common, in: folder.url)
            #expect(end.code == 2 && end.errors.contains("--seconds or --cycles"), "\(end)")
            try folder.write("lines.yaml", Self.lines())
            let missing = try await run(Executable.file, common + ["--seconds", "0.3"], in: folder.url)
            #expect(missing.code == 3, "\(missing)")
            withExtendedLifetime(folder) {}
        }
    }
}
