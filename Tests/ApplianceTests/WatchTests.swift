import CPlatform
import Foundation
import Glibc
import Platform
import Testing

extension ServiceTests {
    /// `watch` and `why` without a service, and on a terminal.
    @Suite("Watching meters", .serialized, .timeLimit(.minutes(2)))
    struct WatchTests {
        private static let scene = """
            scene: watch
            lines:
              - name: line
                link: line.tty
                baud: 38400
                parity: even
                turnaround_ms: 2
                devices:
                  - {unit: 1, profile: eastron-sdm630, serial: 63000001}
                  - {unit: 2, profile: eastron-sdm120, serial: 12000002, faults: {dead: 1}}

            """
        private static var lines: String {
            """
            buses:
              - name: main
                port: line.tty
                baud: 38400
                parity: E
                devices:
                  - {name: house-1, unit: 1, profile: eastron-sdm630, serial: "63000001"}
                  - {name: house-2, unit: 2, profile: eastron-sdm120, serial: "12000002"}
            profiles: "\(Executable.profiles.path)"
            data: nothing
            control: nothing.sock

            """
        }

        private static func line() async throws -> (folder: TemporaryFolder, simulation: Child) {
            let folder = try TemporaryFolder()
            try folder.write("lines.yaml", Self.lines)
            return (folder, try await folder.simulate(Self.scene))
        }

        @Test(
            "without a service the lines are opened by the tool, and a dead meter is told as what it is")
        func alone() async throws {
            let (folder, simulation) = try await Self.line()
            func gridtally(_ arguments: String...) async throws -> CommandResult {
                try await run(Executable.file, arguments + ["--config", "lines.yaml"], in: folder.url)
            }
            let watched = try await gridtally("watch", "--count", "25", "--interval", "0.2", "--json")
            #expect(watched.code == 0, "\(watched)")
            let rows = try watched.objects()
            let good = try #require(rows.last { $0["unit"] as? Int == 1 })
            let voltage = try #require(good["voltage"] as? [String: Any])
            #expect(
                (180...280).contains(voltage["value"] as? Double ?? 0)
                    && voltage["quality"] as? String == "valid")
            #expect(good["t"] as? Double ?? 0 > 1_000_000_000)
            let dead = try #require(rows.last { $0["unit"] as? Int == 2 })
            #expect((dead["voltage"] as? [String: Any])?["quality"] as? String == "missing")
            let big = try await gridtally("watch", "--big", "0001", "--count", "5", "--json")
            #expect(big.code == 0, "\(big)")
            let samples = try big.objects()
            #expect(samples.count == 5 && samples.allSatisfy { $0["is_good"] as? Bool == true })
            let times = samples.compactMap { $0["t"] as? Double }
            // Five questions in two seconds, with room for a busy machine.
            if let first = times.first, let last = times.last { #expect(last - first < 8) }
            let none = try await gridtally("watch", "--big", "house-2", "--count", "2")
            #expect(
                none.code == 3 && none.output.contains("good 0/2  NO GOOD ANSWER  no answer"), "\(none)")
            let why = try await gridtally("why", "house-2")
            #expect(why.code == 1, "\(why)")
            for words in [
                "house-2, unit 2 on main", "serial 12000002", "says nothing", "3 of 3", "What to do:",
                "> 02 04",
            ] {
                #expect(why.output.contains(words), "no '\(words)' in \(why)")
            }
            let well = try await gridtally("why", "63000001", "--json")
            #expect(well.code == 0, "\(well)")
            let exchanges = try #require(try well.objects().first?["exchanges"] as? [[String: Any]])
            let values = exchanges.flatMap { $0["values"] as? [String] ?? [] }
            #expect(
                values.contains { $0.hasPrefix("voltage.l1 = 2") && $0.contains(" V (43") }, "\(values)")
            let wrong = try await gridtally(
                "watch", "--big", "house-1", "--show", "humidity", "--count", "1")
            #expect(wrong.code == 2 && wrong.errors.contains("has no humidity"), "\(wrong)")
            #expect(await simulation.stop() == 0)
        }

        @Test("on a terminal Control-C gives it back as it was", arguments: [false, true])
        func terminal(isBig: Bool) async throws {
            let (folder, simulation) = try await Self.line()
            let screen = try Screen()
            let before = screen.settings
            let watch = Process()
            watch.executableURL = Executable.file
            watch.arguments =
                ["watch", "--config", "lines.yaml"]
                + (isBig ? ["--big", "--beep", "house-1"] : ["--interval", "0.2"])
            watch.currentDirectoryURL = folder.url
            watch.standardInput = FileHandle.nullDevice
            watch.standardOutput = FileHandle(fileDescriptor: screen.slave, closeOnDealloc: false)
            watch.standardError = FileHandle.nullDevice
            try watch.run()
            let enter = "\u{1B}[?1049h\u{1B}[?25l"
            let leave = "\u{1B}[?25h\u{1B}[?1049l"
            try await wait(for: "frames") {
                let text = screen.text
                let isShown =
                    isBig ? text.contains("██") && text.contains("\u{7}") : text.contains("  ok")
                return text.hasPrefix(enter) && isShown ? () : nil
            }
            kill(watch.processIdentifier, SIGINT)
            try await wait(for: "the end") { watch.isRunning ? nil : () }
            let text = screen.text
            #expect(watch.terminationStatus == 0, "\(text)")
            let left = try #require(text.range(of: leave))
            // Nothing of a frame comes after the terminal was given back.
            #expect(!text[left.upperBound...].contains("\u{1B}[H"))
            #expect(screen.settings == before)
            if isBig { #expect(text[left.upperBound...].contains("good answers of")) }
            #expect(await simulation.stop() == 0)
        }

        /// A terminal whose text is read.
        private final class Screen {
            private let master: Int32
            let slave: Int32
            private var seen: [UInt8] = []

            init() throws {
                var name = [CChar](repeating: 0, count: 64)
                self.master = try checked("pty") { gt_pty_open(&name, name.count) }
                let path = String(
                    decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
                self.slave = try checked("open \(path)") { gt_open(path, O_RDWR | O_NOCTTY | O_CLOEXEC, 0) }
            }

            deinit {
                close(self.slave)
                close(self.master)
            }

            /// Everything that was written so far.
            var text: String {
                var buffer = [UInt8](repeating: 0, count: 4096)
                while true {
                    let count = read(self.master, &buffer, buffer.count)
                    guard count > 0 else { break }
                    self.seen += buffer.prefix(count)
                }
                return String(decoding: self.seen, as: UTF8.self)
            }

            /// As stty has them.
            var settings: String {
                var line = gt_line()
                let result = gt_line_settings(self.slave, &line)
                return "\(result) \(line.baud) \(line.parity) \(line.data_bits) \(line.stop_bits)"
            }
        }
    }
}
