import Foundation
import Testing

@testable import TestKit

/// A handful of seeds on every build; `cluster-sim` runs thousands.
@Suite("Clusters from seeds") struct ClusterTests {
    @Test(
        "nothing breaks, and every honest node goes on after the faults", arguments: [(1, 4), (2, 4), (3, 7), (100, 4)])
    func passes(seed: UInt64, validators: Int) {
        let result = ClusterRun.run(seed: seed, validators: validators)
        #expect(result.failure == nil)
        #expect(result.height > 0)
    }

    @Test("one seed always tells the same story", arguments: [5, 6] as [UInt64])
    func repeats(seed: UInt64) throws {
        var story: [String] = []
        let one = ClusterRun.run(seed: seed, validators: 4) { story.append($0) }
        var again: [String] = []
        let other = ClusterRun.run(seed: seed, validators: 4) { again.append($0) }
        #expect(story == again)
        #expect(one.hash == other.hash)
        // Another process hashes its sets and dictionaries otherwise.
        let output = try Self.simulator("--trace", "\(seed)", "--validators", "4")
        #expect(output.contains("[\(String(one.hash, radix: 16))]"))
        #expect(output.hasSuffix("1 passed, 0 failed\n"))
    }

    @Test(
        "arguments that make no sense are refused",
        arguments: [["--seeds", "9..1"], ["--validators", "0"], ["--soon"]])
    func usage(arguments: [String]) throws {
        #expect(throws: (any Error).self) { _ = try Self.simulator(arguments) }
    }

    private struct Failed: Error { let status: Int32 }

    private static func simulator(_ arguments: String...) throws -> String { try self.simulator(arguments) }

    private static func simulator(_ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent().appending(path: "cluster-sim")
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failed(status: process.terminationStatus) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
