import Appliance
import Foundation
import Glibc
import Testing

extension ServiceTests {
    /// A crew's first configuration, on a simulated line.
    @Suite("Setting a box up", .serialized, .timeLimit(.minutes(3)))
    struct SetupTests {
        private static let scene = """
            scene: setup
            seed: 1
            lines:
              - name: line
                link: line.tty
                baud: 19200
                parity: even
                turnaround_ms: 2
                devices:
                  - {unit: 2, profile: eastron-sdm120, serial: 12000202}
                  - {unit: 6, profile: eastron-sdm630, serial: 63000606}
                  - {unit: 9, profile: waveshare-relay-8ch}

            """

        private let zone: TestZone
        private let hash: String

        init() throws {
            self.zone = try TestZone([("substation", "validator, box")])
            self.hash = try Setup.makeGenesis(
                zone: self.zone.folder.file("zone.yaml"), out: self.zone.folder.file("again.cbor")
            ).genesisHash
        }

        private func answers(hash: String) throws {
            try self.zone.folder.write(
                "answers.yaml",
                """
                name: box-7
                genesis: genesis.cbor
                genesis_hash: "\(hash)"
                profiles: "\(Executable.profiles.path)"
                data: data
                control: box-7.sock
                lines:
                  - port: line.tty
                    baud: 19200
                    parity: E
                    units: 1-10
                    devices:
                      - {unit: 2, name: house-02, profile: eastron-sdm120, meter: M1-02}
                      - {unit: 6, profile: eastron-sdm630, meter: "M1: main"}
                      - {unit: 9, profile: waveshare-relay-8ch, name: relays}
                peers:
                  - {name: substation, key_file: keys/substation.key.pub, publish: "tcp://127.0.0.1:9", catch_up: "tcp://127.0.0.1:10"}

                """)
        }

        private func setup(_ more: String...) async throws -> CommandResult {
            try await self.zone.gridtally(["setup", "--config", "box.yaml", "--answers", "answers.yaml"] + more)
        }

        private func text(_ name: String) throws -> String {
            try String(contentsOf: self.zone.folder.file(name), encoding: .utf8)
        }

        @Test("with answers from a file: the line is scanned, and what is written passes the check and can be polled")
        func answered() async throws {
            let simulation = try await self.zone.folder.simulate(Self.scene)
            try self.answers(hash: "\(self.hash.prefix(8).uppercased()) \(self.hash.dropFirst(8).prefix(8))")
            let result = try await self.setup()
            #expect(result.code == 0, "\(result)")
            let text = try self.text("box.yaml")
            for line in [
                "name: box-7", "genesis: genesis.cbor", "key: keys/box-7.key", "    baud: 19200", "    parity: E",
                "- {name: house-02, unit: 2, profile: eastron-sdm120, meter: M1-02, serial: \"12000202\"}",
                "meter: \"M1: main\", serial: \"63000606\"}", "- {name: relays, unit: 9, profile: waveshare-relay-8ch}",
                "      key_file: keys/substation.key.pub", "    # poll: 10", "# heartbeat: 60s",
                "    # From one reading of a meter's energy registers to the next.",
            ] {
                #expect(text.contains(line), "no \(line) in:\n\(text)")
            }
            let key = try self.text("keys/box-7.key.pub").trimmingCharacters(in: .whitespacesAndNewlines)
            #expect(result.output.contains(key), "\(result)")
            #expect(result.output.contains("- {label: M1-02, box: box-7, serial: \"12000202\"}"), "\(result)")
            #expect(result.output.contains("gridtally run --config"), "\(result)")
            let check = try await self.zone.gridtally("config", "check", "--config", "box.yaml")
            #expect(check.code == 0, "\(check)")
            let poll = try await self.zone.gridtally("poll", "--config", "box.yaml", "--cycles", "1")
            #expect(poll.code == 0 && poll.output.contains("house-02"), "\(poll)")

            // Once more: nothing is written over unless that is asked for, and a key never.
            let again = try await self.setup()
            #expect(again.code == 2 && again.errors.contains("exists already"), "\(again)")
            try "old".write(to: self.zone.folder.file("box.yaml"), atomically: true, encoding: .utf8)
            let replaced = try await self.setup("--replace")
            #expect(replaced.code == 0 && replaced.output.contains("The key that was there is used"), "\(replaced)")
            #expect(try self.text("box.yaml") == text)
            #expect(try self.text("keys/box-7.key.pub").contains(key))
            await simulation.stop()
        }

        @Test(
            "what is wrong leaves nothing behind",
            arguments: [
                ("genesis_hash: \"", "genesis_hash: \"0", 4, "not that of"),
                ("port: line.tty", "prt: line.tty", 2, "unknown key `prt`"),
                ("port: line.tty", "port: none.tty", 3, "none.tty"),
                ("catch_up: \"tcp://127.0.0.1:10\"", "catch_up: \"\"", 2, "catch_up"),
            ])
        func refused(old: String, new: String, code: Int32, words: String) async throws {
            try self.answers(hash: self.hash)
            let changed = try self.text("answers.yaml").replacing(old, with: new)
            try changed.write(to: self.zone.folder.file("answers.yaml"), atomically: true, encoding: .utf8)
            let result = try await self.setup()
            #expect(result.code == code && result.errors.contains(words), "\(result)")
            self.expectNothing()
        }

        private func expectNothing() {
            for name in ["box.yaml", ".box.yaml.new", "keys/box-7.key"] {
                #expect(!FileManager.default.fileExists(atPath: self.zone.folder.file(name).path), "\(name)")
            }
        }

        // MARK: The dialogue

        /// `gridtally setup` on a terminal of its own.
        private func dialogue() throws -> Child {
            let command = "\(Executable.file.path) setup --config box.yaml"
            return try Child(
                URL(filePath: "/usr/bin/script"), ["-qefc", command, "/dev/null"], folder: self.zone.folder.url,
                log: self.zone.folder.file("dialogue.log"))
        }

        /// Waits for a question, and answers it.
        private func answer(_ child: Child, _ question: String, _ answer: String, after seen: inout Int) async throws {
            let start = seen
            seen = try await wait(for: "\"\(question)\"", seconds: 90) {
                let output = child.output
                guard let place = output.dropFirst(start).firstRange(of: question) else {
                    if let code = child.exitCode { throw Service.Ended(code: code, errors: output) }
                    return nil
                }
                return output.distance(from: output.startIndex, to: place.upperBound)
            }
            try child.tell(answer)
        }

        @Test("as a dialogue: what is found is proposed, and an empty line takes it")
        func asked() async throws {
            let simulation = try await self.zone.folder.simulate(Self.scene)
            let child = try self.dialogue()
            var seen = 0
            for (question, text) in [
                ("The box's name", "box-7"), ("genesis file", ""), ("off the registrar's paper", "00000000"),
                ("off the registrar's paper", String(self.hash.prefix(8))), ("The box's key", ""),
                ("The folder of device profiles", Executable.profiles.path), ("Line 1", "line.tty"),
                ("Its name", "line-a"), ("Addresses", "2,6"), ("Its profile", "eastron-sdm12"),
                ("[none]", "eastron-sdm120"), ("Its name", "house"),
                ("Label of the meter", "M2"), ("[eastron-sdm630]", "none"), ("Line 2", ""), ("Peer 1", "substation"),
                ("Its public key", ""), ("Where it publishes", "tcp://127.0.0.1:9"),
                ("caught up with", "tcp://127.0.0.1:10"), ("Peer 2", ""),
            ] {
                try await self.answer(child, question, text, after: &seen)
            }
            #expect(try await child.ending() == 0, "\(child.output)")
            #expect(child.output.contains("near to it are eastron-sdm120"))
            let text = try self.text("box.yaml")
            #expect(
                text.contains("- {name: house, unit: 2, profile: eastron-sdm120, meter: M2, serial: \"12000202\"}"),
                "\(text)")
            #expect(text.contains("    baud: 19200") && text.contains("# unit 6 answers"), "\(text)")
            await simulation.stop()
        }

        @Test("Control-C leaves everything as it was")
        func interrupted() async throws {
            let child = try self.dialogue()
            var seen = 0
            try await self.answer(child, "The box's name", "box-7", after: &seen)
            try await self.answer(child, "genesis file", "", after: &seen)
            try await self.answer(child, "off the registrar's paper", "\u{3}", after: &seen)
            #expect(try await child.ending() == 130, "\(child.output)")
            #expect(child.output.contains("nothing was written"))
            self.expectNothing()
        }
    }
}
