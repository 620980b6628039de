import Foundation
import Glibc

/// A process of the demonstration, with its output in a file.
final class ChildProcess: Sendable {
    let name: String
    let log: URL
    private let process: Process
    /// Finishes when the process ends.
    private let ended: AsyncStream<Never>

    /// Starts a program: the running executable once more, where no other is given.
    init(_ name: String, _ arguments: [String], folder: URL, program: URL? = nil) throws {
        self.name = name
        self.log = folder.appendingPathComponent("\(name).log")
        if !FileManager.default.fileExists(atPath: self.log.path) {
            try Data().write(to: self.log)
        }
        let output = try FileHandle(forWritingTo: self.log)
        try output.seekToEnd()
        let process = Process()
        process.executableURL = program ?? Self.ownProgram
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        let (ended, mark) = AsyncStream<Never>.makeStream()
        process.terminationHandler = { _ in mark.finish() }
        try process.run()
        (self.process, self.ended) = (process, ended)
    }

    /// The running executable.
    static var ownProgram: URL { URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath() }

    var identifier: Int32 { self.process.processIdentifier }
    var isRunning: Bool { self.process.isRunning }

    /// SIGKILL: no chance to clean up.
    func kill() { Glibc.kill(self.process.processIdentifier, SIGKILL) }

    /// SIGSTOP: it neither sends nor receives until ``resume()``; its connections stay.
    func pause() { Glibc.kill(self.process.processIdentifier, SIGSTOP) }

    func resume() { Glibc.kill(self.process.processIdentifier, SIGCONT) }

    /// Asks the process to end, and ends it if it does not within ten seconds.
    func stop() async {
        self.process.terminate()
        for _ in 0..<200 where self.process.isRunning { try? await Task.sleep(for: .milliseconds(50)) }
        if self.process.isRunning { self.kill() }
    }

    /// Waits for its end; the process is killed where the waiting task is cancelled.
    ///
    /// - Returns: its exit code.
    func end() async throws(CancellationError) -> Int32 {
        for await _ in self.ended {}
        guard !Task.isCancelled else {
            self.kill()
            throw CancellationError()
        }
        return self.process.terminationStatus
    }

    /// The last lines of its output.
    func tail(_ count: Int = 15) -> String {
        let text = (try? String(contentsOf: self.log, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").suffix(count).map { "    \($0)" }.joined(separator: "\n")
    }
}
