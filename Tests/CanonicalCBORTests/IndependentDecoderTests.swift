import CanonicalCBOR
import Foundation
import TestSupport
import Testing

/// Our encodings, read and written again by another implementation (`Tests/Python/check_cbor.py`, on cbor2).
@Suite(.enabled(if: IndependentDecoder.interpreter != nil, "GRIDTALLY_TEST_PYTHON names a Python with cbor2"))
struct IndependentDecoderTests {
    @Test func agreesOnRandomValues() throws {
        var generator = SeededGenerator(seed: 8949)
        let values = (0..<400).map { _ in CBOR.random(depth: 3, using: &generator) }
        let answer = try IndependentDecoder.check(values.map { hex($0.encoded()) })
        #expect(answer.status == 0, "\(answer.output)")
        #expect(answer.output.contains("400 encodings agree"))
    }

    /// The other side must be able to say no.
    @Test(arguments: ["1817", "a2616200616100", "8201", "a2190100f620f6", "zz"])
    func findsFaults(line: String) throws {
        let answer = try IndependentDecoder.check(["a220f6617af6", line])
        // Byte by byte, 19 01 00 sorts before 20: the third of these is right, and length-first order is not asked for.
        #expect(answer.status == (line == "a2190100f620f6" ? 0 : 1), "\(answer.output)")
    }
}

enum IndependentDecoder {
    static let interpreter = ProcessInfo.processInfo.environment["GRIDTALLY_TEST_PYTHON"]

    static func check(_ lines: [String]) throws -> (status: Int32, output: String) {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gridtally-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        // Files instead of pipes: neither side can wait for the other to read.
        let input = folder.appendingPathComponent("input")
        let output = folder.appendingPathComponent("output")
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: input)
        try Data().write(to: output)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(self.interpreter))
        process.arguments = [self.script.path]
        process.standardInput = try FileHandle(forReadingFrom: input)
        let results = try FileHandle(forWritingTo: output)
        process.standardOutput = results
        process.standardError = results
        try process.run()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: try Data(contentsOf: output), as: UTF8.self))
    }

    private static let script = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Python/check_cbor.py")
}
