import Testing

/// The rules catch what they are for.
@Suite struct RulesTests {
    @Test(arguments: [
        ("Metering", "import Foundation", "Metering may not import Foundation"),
        ("Ledger", "public import Contract", "Ledger may not import Contract"),
        ("FieldBus", "@preconcurrency internal import Storage", "FieldBus may not import Storage"),
        ("Consensus", "import struct Platform.RealtimeClock", "Consensus may not import Platform"),
        ("Contract", "func f() async {}", "async in Contract"),
        ("Contract", "let now = Date()", "Date in Contract"),
        ("Tariffs", "let text = \"\\(try! f())\"", "try! in Tariffs"),
        ("Appliance", "default: fatalError(\"never\")", "fatalError in Appliance"),
        ("Appliance", "Thread.sleep(forTimeInterval: 1)", "Thread.sleep in Appliance"),
    ])
    func breachesAreFound(room: String, text: String, breach: String) throws {
        #expect(Rules.breaches(of: try #require(House.room(room)), in: text) == [breach])
    }

    @Test(arguments: [
        "/// Date and Task: try! nothing.\nimport Metering", "let text = \"await \\\" fatalError\"",
        "let text = \"\"\"\n    import Foundation \\(name) async\n    \"\"\"", "/* Task */ struct CivilDate {}",
    ])
    func commentsAndTextAreNotCode(text: String) throws {
        #expect(Rules.breaches(of: try #require(House.room("Tariffs")), in: text) == [])
    }

    @Test func filesStayShort() throws {
        let room = try #require(House.room("Tariffs"))
        #expect(Rules.breaches(of: room, in: String(repeating: "\n", count: 500)) == [])
        #expect(Rules.breaches(of: room, in: String(repeating: "\n", count: 501)) == ["502 lines"])
    }

    @Test func aManifestIsRead() throws {
        let manifest = Manifest(
            """
            products: [.executable(name: "p", targets: ["p"])],
            targets: [
                .systemLibrary(name: "CZeroMQ", providers: [.apt(["libzmq3-dev"])]),
                room("Metering"),
                room("Storage", ["Metering", .product(name: "GRDB", package: "GRDB.swift")]),
            """)
        #expect(manifest.cModules == ["CZeroMQ"])
        #expect(
            manifest.rooms == [
                Manifest.Target(name: "Metering", imports: [], products: []),
                Manifest.Target(name: "Storage", imports: ["Metering"], products: ["GRDB"]),
            ])
    }
}
