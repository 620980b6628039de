import Testing

@Suite struct ArchitectureTests {
    @Test func `the manifest gives each room what the table gives it`() throws {
        let manifest = Manifest(try Repository.text("Package.swift"))
        #expect(manifest.rooms.map(\.name).sorted() == House.rooms.map(\.name).sorted())
        for target in manifest.rooms {
            let room = try #require(House.room(target.name))
            #expect(target.imports == Set(room.imports), "\(target.name)")
            #expect(target.products == Set(room.packages), "\(target.name)")
        }
        #expect(manifest.cModules == Set(House.libraries + House.shims))
    }

    @Test func `sources import what their room may, and keep its rules`() throws {
        let sources = try Repository.sources()
        #expect(sources.count > 300)
        for source in sources {
            let room = try #require(House.room(source.room), "\(source.path) is in no room")
            for breach in Rules.breaches(of: room, in: source.text) { Issue.record("\(source.path): \(breach)") }
        }
    }

    @Test func `a room uses what it is given`() throws {
        let sources = try Repository.sources()
        for room in House.rooms {
            let used = Set(sources.filter { $0.room == room.name }.flatMap { SourceText($0.text).imports })
            #expect(Set(room.imports).subtracting(used).sorted() == [], "\(room.name) never imports these")
        }
    }

    /// What a simulation signs with proves nothing, so no room of the product may choose it.
    @Test func `the product signs with Ed25519`() throws {
        let sources = try Repository.sources()
        let naming = Set(sources.filter { $0.text.contains("SignatureScheme") }.map(\.room))
        #expect(naming == ["Identity", "TestKit", "cluster-sim"])
        for room in House.rooms where !["TestKit", "cluster-sim"].contains(room.name) {
            #expect(!room.imports.contains("TestKit"), "\(room.name)")
        }
    }

    @Test func `pure rooms stand on pure rooms`() throws {
        for room in House.rooms where room.isPure {
            for name in room.imports where !House.libraries.contains(name) {
                #expect(House.room(name)?.isPure == true, "\(room.name) imports \(name)")
            }
        }
    }

    @Test func `a C library is spoken to by one room`() {
        for library in House.libraries {
            #expect(House.rooms.filter { $0.imports.contains(library) }.count == 1, "\(library)")
        }
    }

    @Test func `bus, network and storage do not know each other`() {
        for room in House.strangers {
            let others = Set(House.strangers).subtracting([room])
            #expect(self.reach(of: room).isDisjoint(with: others), "\(room)")
        }
    }

    /// A room stands after all that it imports, in the table and so in the manifest and the page.
    @Test func `the table is in building order`() {
        var before: Set<String> = Set(House.libraries + House.shims)
        for room in House.rooms {
            #expect(before.isSuperset(of: room.imports), "\(room.name)")
            before.insert(room.name)
        }
    }

    private func reach(of name: String) -> Set<String> {
        var (reached, open): (Set<String>, [String]) = ([], [name])
        while let next = open.popLast() {
            for other in House.room(next)?.imports ?? [] where reached.insert(other).inserted { open.append(other) }
        }
        return reached
    }
}
