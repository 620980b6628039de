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
            #expect(Self.processes(naming: place.path) == [])
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
