import Appliance
import Foundation
import Testing

extension ServiceTests {
    @Suite("Bad input", .serialized, .timeLimit(.minutes(3)))
    struct BadInputTests {
        private static func line(_ port: String, profile: String = "eastron-sdm120") -> String {
            "buses:\n  - {name: line, \(port), devices: [{name: house, unit: 1, profile: \(profile), meter: M1}]}"
        }

        static let files: [BadInput] = [
            BadInput("no such configuration", 2, ["substation.yaml", "Check the path"]) { _ in },
            BadInput("unknown key", 2, ["substation.yaml:11", "colour"]) {
                try $0.configure("substation", "colour: red")
            },
            BadInput("not YAML", 2, ["substation.yaml:12"]) { try $0.configure("substation", "buses: [unclosed") },
            BadInput("value of a wrong kind", 2, ["substation.yaml:12", "buses", "soon"]) {
                try $0.configure("substation", Self.line("port: /dev/null, poll: soon"))
            },
            BadInput("a cable order with a device that is not there", 2, ["cable_order", "nobody", "house"]) {
                try $0.configure("substation", Self.line("port: /dev/null, cable_order: [house, nobody]"))
            },
            BadInput("a cable order with a device twice", 2, ["cable_order", "house"]) {
                try $0.configure("substation", Self.line("port: /dev/null, cable_order: [house, house]"))
            },
            BadInput("no genesis", 2, ["genesis.cbor", "Check the path"]) { zone in
                try zone.configure("substation")
                try FileManager.default.removeItem(at: zone.folder.file("genesis.cbor"))
            },
            BadInput("half a genesis", 2, ["genesis.cbor", "gridtally genesis"]) { zone in
                try zone.configure("substation")
                let genesis = try Data(contentsOf: zone.folder.file("genesis.cbor"))
                try genesis.prefix(genesis.count / 2).write(to: zone.folder.file("genesis.cbor"))
            },
            BadInput("a key that others may read", 2, ["substation.key", "chmod 600"]) { zone in
                try zone.configure("substation")
                try FileManager.default.setAttributes(
                    [.posixPermissions: 0o640], ofItemAtPath: zone.folder.file("keys/substation.key").path)
            },
            BadInput("a public key in place of the key", 2, ["substation.key", "gridtally keygen"]) { zone in
                try zone.configure("substation")
                let key = zone.folder.file("keys/substation.key")
                try String(contentsOf: key.appendingPathExtension("pub"), encoding: .utf8)
                    .write(to: key, atomically: false, encoding: .utf8)
            },
            BadInput("a peer without its key file", 2, ["substation.key.pub"]) { zone in
                try zone.configure("substation", follows: true)
                try FileManager.default.removeItem(at: zone.folder.file("keys/substation.key.pub"))
            },
            BadInput("no such baud rate", 2, ["line", "9601", "9600"]) {
                try $0.configure("substation", Self.line("port: /dev/null, baud: 9601"))
            },
            BadInput("no such parity", 2, ["substation.yaml:12", "parity", "N, E or O"]) {
                try $0.configure("substation", Self.line("port: /dev/null, parity: X"))
            },
            BadInput("no such profile", 2, ["substation.yaml", "house", "eastron-sdm121", "eastron-sdm120"]) {
                try $0.configure("substation", Self.line("port: line.tty", profile: "eastron-sdm121"))
            },
            BadInput("an error in a profile", 2, ["eastron-sdm120.yaml:10", "sideways"]) { zone in
                try zone.configure(
                    "substation", profiles: zone.folder.file("profiles"), Self.line("port: line.tty"))
                let text = try String(
                    contentsOf: Executable.profiles.appending(path: "eastron-sdm120.yaml"), encoding: .utf8)
                try zone.folder.write(
                    "profiles/eastron-sdm120.yaml", text.replacing("order: ABCD", with: "order: sideways"))
            },
            BadInput("no profiles", 2, ["profiles", "folder"]) { zone in
                try zone.configure(
                    "substation", profiles: zone.folder.file("nowhere"), Self.line("port: line.tty"))
            },
            BadInput("a scaled clock beside a real address", 2, ["192.0.2.1:502", "line", "clock"]) {
                try $0.configure("substation", Self.line("host: 192.0.2.1"))
            },
            BadInput("a scaled clock beside a real port", 2, ["/dev/null", "line", "clock"]) {
                try $0.configure("substation", Self.line("port: /dev/null"))
            },
            BadInput("an impossible clock", 2, ["clock.yaml:3", "scale"]) { zone in
                try zone.configure("substation")
                let text = try String(contentsOf: zone.folder.file("clock.yaml"), encoding: .utf8)
                try zone.folder.write("clock.yaml", text.replacing("scale: 450", with: "scale: 0"))
            },
            BadInput(
                "a role that does not exist", 2, ["zone.yaml", "king"],
                ["genesis", "--zone", "zone.yaml", "--out", "x"]
            ) {
                let text = try String(contentsOf: $0.folder.file("zone.yaml"), encoding: .utf8)
                try $0.folder.write("zone.yaml", text.replacing("collector]", with: "king]"))
            },
            BadInput(
                "a genesis over another", 2, ["genesis.cbor"],
                ["genesis", "--zone", "zone.yaml", "--out", "genesis.cbor"]
            ) { _ in },
            BadInput("a key over another", 2, ["bank.key", "never replaced"], ["keygen", "--out", "keys/bank.key"]) {
                _ in
            },
            BadInput("no service", 3, ["nobody.sock", "gridtally run"], ["status", "--socket", "nobody.sock"]) { _ in },
            BadInput("no chain yet", 2, ["chain.db"], ["ledger", "verify", "--config", "substation.yaml"]) {
                try $0.configure("substation")
            },
            BadInput("unknown command", 2, ["frobnicate"], ["frobnicate"]) { _ in },
            BadInput("unknown option", 2, ["--colour"], ["status", "--colour"]) { _ in },
            BadInput("missing argument", 2, ["<account>"], ["bill"]) { _ in },
            BadInput("not an amount", 2, ["abc", "975.50"], ["pay", "A", "abc", "--reference", "R", "--key", "k"]) {
                _ in
            },
            BadInput("too fine an amount", 2, ["1.234"], ["pay", "A", "1.234", "--reference", "R", "--key", "k"]) { _ in
            },
            BadInput(
                "too large an amount", 2, ["99999999999999999"],
                ["pay", "A", "99999999999999999", "--reference", "R", "--key", "k"]
            ) { _ in },
            BadInput("no such scene", 2, ["scene.yaml"], ["simulate", "--scene", "scene.yaml"]) { _ in },
        ]

        @Test("the message names the place and what to do", arguments: Self.files)
        func file(_ input: BadInput) async throws {
            let zone = try TestZone([("substation", "validator, box")])
            try input.prepare(zone)
            expect(
                try await run(Executable.file, input.arguments, in: zone.folder.url), code: input.code,
                words: input.words)
        }

        @Test("a service that runs refuses with a reason")
        func requests() async throws {
            let zone = try TestZone([("substation", "validator, box")])
            try zone.configure("substation")
            let service = try await zone.start("substation")
            _ = try await zone.register(TestZone.registry(meters: [("M1", "1")]))
            _ = try Setup.makeKey(at: zone.folder.file("keys/stranger.key"))
            let bank = ["--reference", "R", "--key", "keys/bank.key"]
            let requests: [(arguments: [String], code: Int32, words: [String])] = [
                (["account", "Z9"], 4, ["Z9", "gridtally account"]),
                (["bill", "Z9"], 4, ["Z9", "gridtally account"]),
                (["meter", "Z9"], 4, ["Z9", "gridtally meter"]),
                (["pay", "Z9", "1"] + bank, 4, ["Z9"]),
                (["pay", "A-M1", "1", "--reference", "R", "--key", "keys/utility.key"], 4, ["collector"]),
                (["pay", "A-M1", "1", "--reference", "R", "--key", "keys/stranger.key"], 4, ["registrar"]),
                (["pay", "A-M1", "1", "--reference", "R", "--key", "keys/none.key"], 2, ["none.key"]),
                (["protect", "A-M1", "--reason", "medical", "--key", "keys/bank.key"], 4, []),
                (["protect", "A-M1", "--reason", "none", "--key", "keys/utility.key"], 2, ["none", "medical"]),
                (["findings", "confirm", "0", "--reference", "J", "--key", "keys/utility.key"], 4, ["no finding"]),
                (["findings", "refute", "0", "--reference", "J", "--key", "keys/bank.key"], 4, ["crew"]),
                (["findings", "refute", "0", "--key", "keys/utility.key"], 2, ["--reference"]),
                (["findings", "suspects", "0", "--key", "keys/utility.key"], 4, ["gridtally findings"]),
                (["registry", "apply", "wrong.yaml", "--key", "keys/utility.key"], 2, ["wrong.yaml:2", "moon"]),
                (["registry", "apply", "registry.yaml", "--key", "keys/bank.key"], 4, []),
            ]
            try zone.folder.write("wrong.yaml", "nodes:\n  - {label: x, kind: moon}\n")
            for request in requests {
                let result = try await run(
                    Executable.file, request.arguments + ["--socket", "substation.sock"], in: zone.folder.url)
                expect(result, code: request.code, words: request.words)
            }
            #expect(try await service.status().height > 0)
            #expect(await service.child.stop() == 0)
        }
    }
}
