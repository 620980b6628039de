internal import Foundation

/// A script of `Tests/Python`: an independent implementation of what a test checks.
public struct PythonScript {
    /// The interpreter that `GRIDTALLY_TEST_PYTHON` names; nil where it names none.
    public static let interpreter = ProcessInfo.processInfo.environment["GRIDTALLY_TEST_PYTHON"]

    private let name: String

    public init(_ name: String) { self.name = name }

    /// True where there is an interpreter that knows this module.
    public static func knows(module: String) -> Bool {
        let result = try? self.run(["-c", "import \(module)"], input: [])
        return result?.status == 0
    }

    /// Runs the script with lines on its standard input.
    public func run(_ arguments: [String] = [], lines: [String]) throws -> (status: Int32, output: String) {
        let script = PackageFolder.file("Tests/Python/\(self.name)")
        return try Self.run([script.path] + arguments, input: lines)
    }

    private static func run(_ arguments: [String], input lines: [String]) throws -> (status: Int32, output: String) {
        guard let interpreter else { throw CocoaError(.fileNoSuchFile) }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gridtally-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        // Files instead of pipes: neither side can wait for the other to read.
        let input = folder.appendingPathComponent("input")
        let output = folder.appendingPathComponent("output")
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: input)
        try Data().write(to: output)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: interpreter)
        process.arguments = ["-B"] + arguments
        process.standardInput = try FileHandle(forReadingFrom: input)
        let results = try FileHandle(forWritingTo: output)
        process.standardOutput = results
        process.standardError = results
        try process.run()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: try Data(contentsOf: output), as: UTF8.self))
    }
}
