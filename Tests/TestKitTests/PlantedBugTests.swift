import Foundation
import TestSupport
import Testing

/// Bugs that scripts/planted-bugs plants: each must still fit the sources, or nobody would look for it any more.
@Suite("Planted bugs") struct PlantedBugTests {
    private static let folder = PackageFolder.file("Tests/PlantedBugs")

    static func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: self.folder.path).filter { $0.hasSuffix(".patch") }.sorted()
    }

    @Test func `there are at least twenty-five`() throws {
        #expect(try Self.names().count >= 25)
    }

    @Test(arguments: try names())
    func `each fits the sources`(name: String) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["git", "apply", "--check", Self.folder.appending(path: name).path]
        process.currentDirectoryURL = PackageFolder.url
        let errors = Pipe()
        process.standardError = errors
        try process.run()
        let text = String(decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(name) does not fit any more: \(text)")
    }

    @Test func `the page lists each`() throws {
        let page = try String(
            contentsOf: PackageFolder.file("docs/cluster-simulation.md"), encoding: .utf8)
        for name in try Self.names() { #expect(page.contains("`\(name.dropLast(6))`"), "\(name)") }
    }
}
