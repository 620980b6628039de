internal import Foundation

/// A program of the tests, built beside them, as a process of its own in the repository's folder.
public struct HelperProgram: Sendable {
    private let name: String

    public init(_ name: String) { self.name = name }

    public func run(_ arguments: String...) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .appending(path: self.name)
        process.arguments = arguments
        process.currentDirectoryURL = PackageFolder.url
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }
}
