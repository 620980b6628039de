import Foundation
import Glibc
import Platform

/// A child process with its output in files; killed when nobody holds it any more.
final class Child: Sendable {
    private let process: Process
    private let input: Pipe
    private let log: URL
    private let ended = Guarded<Int32?>(nil)

    init(_ program: URL, _ arguments: [String], folder: URL, log: URL) throws {
        self.log = log
        self.process = Process()
        self.input = Pipe()
        self.process.executableURL = program
        self.process.arguments = arguments
        self.process.currentDirectoryURL = folder
        self.process.standardInput = self.input
        let (output, errors) = (try Self.appending(log), try Self.appending(log.appendingPathExtension("err")))
        self.process.standardOutput = output
        self.process.standardError = errors
        let (ended, input) = (self.ended, self.input)
        self.process.terminationHandler = { process in
            try? input.fileHandleForWriting.close()
            ended.withLock { $0 = process.terminationStatus }
        }
        try self.process.run()
        // A process that has ended is kept by its library, with whatever it holds open: hundreds are run here.
        try output.close()
        try errors.close()
        try? input.fileHandleForReading.close()
    }

    deinit {
        // A process that never ran has the identifier 0, and that would be the tests' own group.
        if self.exitCode == nil, self.identifier > 0 { Glibc.kill(self.identifier, SIGKILL) }
    }

    private static func appending(_ file: URL) throws -> FileHandle {
        let descriptor = open(file.path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw SystemError(code: errno, action: "open \(file.path)") }
        return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    /// The exit status or the signal; nil while it runs.
    var exitCode: Int32? { self.ended.withLock { $0 } }
    var identifier: Int32 { self.process.processIdentifier }
    var output: String { (try? String(contentsOf: self.log, encoding: .utf8)) ?? "" }
    var errors: String { (try? String(contentsOf: self.log.appendingPathExtension("err"), encoding: .utf8)) ?? "" }

    /// Writes a line to its standard input.
    func tell(_ line: String) throws { try self.input.fileHandleForWriting.write(contentsOf: Data("\(line)\n".utf8)) }

    /// Ends its standard input, which is how helpers are told to end.
    func finish() async {
        try? self.input.fileHandleForWriting.close()
        if await self.end() == nil { await self.kill() }
    }

    /// SIGKILL: no chance to clean up.
    func kill() async {
        Glibc.kill(self.process.processIdentifier, SIGKILL)
        await self.end()
    }

    /// SIGINT, as Control-C sends it.
    func interrupt() { Glibc.kill(self.identifier, SIGINT) }

    /// The exit status, once it has ended.
    func ending(seconds: Int = 30) async throws -> Int32 {
        try await wait(for: "the end of process \(self.identifier)", seconds: seconds) { self.exitCode }
    }

    /// SIGTERM, and SIGKILL where that does not help; gives the exit code.
    @discardableResult
    func stop(seconds: Int = 15) async -> Int32? {
        Glibc.kill(self.process.processIdentifier, SIGTERM)
        if await self.end(seconds: seconds) == nil { await self.kill() }
        return self.exitCode
    }

    @discardableResult
    private func end(seconds: Int = 15) async -> Int32? {
        try? await wait(for: "the end of process \(self.identifier)", seconds: seconds) { self.exitCode }
    }
}
