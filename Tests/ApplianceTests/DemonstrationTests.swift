import Foundation
import Testing

extension ServiceTests {
    @Suite("The demonstration", .serialized, .timeLimit(.minutes(4)))
    struct DemonstrationTests {
        @Test("every step happens, and no process stays behind")
        func demonstration() async throws {
            let folder = try TemporaryFolder()
            let place = folder.file("demo")
            let result = try await run(
                Executable.file,
                [
                    "demo", "--profiles", Executable.profiles.path, "--folder", place.path, "--twin",
                    Executable.twin.path,
                ],
                in: folder.url, seconds: 200)
            #expect(result.code == 0, "\(result)")
            #expect(result.output.contains("every step happened"))
            #expect(result.output.contains("evidence 0 is on the chain"))
            #expect(result.output.contains("proven offline from the genesis alone"))
            #expect(result.output.contains("own watch: unmetered load on L2 of transformer-2"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: place.path) == ["reports"])
            let page = try String(contentsOf: place.appending(path: "reports/transformer-2.html"), encoding: .utf8)
            #expect(page.contains("Look first") && page.contains("M2-08"))
            #expect(Self.processes(naming: place.path) == [])
        }

        @Test(
            "a service other than electricity goes from the meter to the permit",
            arguments: [
                (
                    "water", "the whole volume is priced by the slab that it reaches",
                    "switched the valve of W-3 shut over Modbus and read the contact back: open", "W-3 counts again"
                ),
                (
                    "irrigation", "what was drawn before and after 09:00 is priced apart",
                    "switched the pump's contactor of P-2 off over Modbus and read the contact back: open",
                    "P-2 counts again"
                ),
                (
                    "transport", "the price is that of the step which the distance reaches",
                    "switched the gate of G-2 shut over Modbus and read the contact back: open", "G-2 counts again"
                ),
            ])
        func service(name: String, bill: String, shut: String, open: String) async throws {
            let folder = try TemporaryFolder()
            let place = folder.file("demo")
            let result = try await run(
                Executable.file, ["demo", name, "--profiles", Executable.profiles.path, "--folder", place.path],
                in: folder.url, seconds: 100)
            #expect(result.code == 0, "\(result)")
            for sentence in [bill, shut, open, "proven offline from the genesis alone", "every step happened"] {
                #expect(result.output.contains(sentence), "no \"\(sentence)\" in \(result)")
            }
            #expect(Self.processes(naming: place.path) == [])
        }

        @Test("a scene that is not there is named with those that are")
        func unknownScene() async throws {
            let folder = try TemporaryFolder()
            let result = try await run(Executable.file, ["demo", "gas"], in: folder.url)
            #expect(result.code == 2, "\(result)")
            #expect(result.errors.contains("the scenes are neighbourhood, water, irrigation, transport"), "\(result)")
        }

        /// Command lines of the machine's processes in which a path occurs.
        private static func processes(naming path: String) -> [String] {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
            return names.compactMap { name in
                guard Int32(name) != nil, let line = FileManager.default.contents(atPath: "/proc/\(name)/cmdline")
                else {
                    return nil
                }
                let text = String(decoding: line, as: UTF8.self)
                return text.contains(path) ? text : nil
            }
        }
    }
}
