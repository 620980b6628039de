import Foundation
import Glibc
import TestSupport
import Testing

/// The program under test, as it was built beside the tests.
enum Executable {
    static let file = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        .appending(path: "gridtally")

    /// The program that plays a validator's twin.
    static let twin = Self.file.deletingLastPathComponent().appending(path: "gridtally-twin")

    /// The profiles that come with the product.
    static let profiles = PackageFolder.file("profiles")

    /// Path of a Python interpreter that has pymodbus and pyserial.
    static let python = ProcessInfo.processInfo.environment["GRIDTALLY_TEST_PYTHON"]
}

/// What a command printed, and how it ended.
struct CommandResult: Sendable, CustomStringConvertible {
    let arguments: [String]
    let code: Int32
    let output: String
    let errors: String

    var description: String {
        "\(self.arguments.joined(separator: " ")) ended with \(self.code)\n\(self.output)\n\(self.errors)"
    }

    /// The objects of JSON output: one a line.
    func objects() throws -> [[String: Any]] {
        try self.output.split(separator: "\n").map { line in
            let value = try JSONSerialization.jsonObject(with: Data(line.utf8))
            return try #require(value as? [String: Any], "not an object: \(line)")
        }
    }
}

/// Runs a program to its end.
///
/// - Parameter seconds: it is killed and the test fails where it takes longer.
func run(_ program: URL, _ arguments: [String], in folder: URL, seconds: Int = 30) async throws -> CommandResult {
    let child = try Child(program, arguments, folder: folder, log: folder.appending(path: "\(UUID()).out"))
    let code: Int32
    do {
        code = try await wait(for: "the end of \(arguments)", seconds: seconds) { child.exitCode }
    } catch {
        await child.kill()
        throw error
    }
    return CommandResult(arguments: arguments, code: code, output: child.output, errors: child.errors)
}
