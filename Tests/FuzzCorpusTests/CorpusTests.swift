import Foundation
import FuzzConfiguration
import FuzzTargets
import TestSupport
import Testing

/// What the fuzzer found worth keeping, and what once broke a property, holds in every build.
@Suite("Inputs kept by the fuzzer")
struct CorpusTests {
    private static func files(_ folder: String) throws -> [URL] {
        try FileManager.default.contentsOfDirectory(
            at: PackageFolder.file(folder), includingPropertiesForKeys: nil
        ).filter { !$0.hasDirectoryPath }.sorted { $0.path < $1.path }
    }

    @Test("every property holds for every kept input", arguments: (FuzzTarget.rooms + [.configuration]).map(\.name))
    func corpus(name: String) throws {
        let target = try #require((FuzzTarget.rooms + [.configuration]).first { $0.name == name })
        let files = try Self.files("Fuzz/Corpus/\(name)")
        #expect(!files.isEmpty)
        for file in files {
            do throws(BrokenProperty) {
                try target.check(Array(try Self.bytes(file)))
            } catch {
                Issue.record("\(file.lastPathComponent): \(error)")
            }
        }
    }

    @Test("the shipped profiles hold the loader's properties")
    func shippedProfiles() throws {
        let loader = try #require(FuzzTarget.rooms.first { $0.name == "profile-loader" })
        for file in try Self.files("profiles") { try loader.check(Array(try Self.bytes(file))) }
    }

    private static func bytes(_ file: URL) throws(BrokenProperty) -> Data {
        do {
            return try Data(contentsOf: file)
        } catch {
            throw BrokenProperty("cannot read \(file.path): \(error)")
        }
    }
}
