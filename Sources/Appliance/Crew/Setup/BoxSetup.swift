public import Foundation
import Glibc
import Identity
import Ledger

/// `gridtally setup`: leads through a box's first configuration, and writes it at the very end.
public struct BoxSetup: Sendable {
    private let file: URL
    private let replaces: Bool
    private let answers: URL?

    /// - Parameters:
    ///   - file: the configuration to write.
    ///   - replaces: true: an existing one is written over.
    ///   - answers: a file with all answers; nil asks at the terminal.
    public init(file: URL, replaces: Bool, answers: URL?) {
        (self.file, self.replaces, self.answers) = (file.standardizedFileURL, replaces, answers)
    }

    /// - Returns: the exit code: 1 where what would have been written does not pass the check.
    public func run() async throws -> Int32 {
        try self.refuseExisting()
        let source: any SetupSource = try self.answers.map { try AnsweredSetup($0) } ?? AskedSetup()
        let stop = SetupStop()
        let (draft, genesis) = try await SetupGathering(source: source, file: self.file, stop: stop).draft()
        stop.hold()
        return try self.write(draft, genesis)
    }

    private func refuseExisting() throws(SetupProblem) {
        if !self.replaces, FileManager.default.fileExists(atPath: self.file.path) {
            throw .occupied(file: self.file.path)
        }
    }

    // MARK: The end

    private func write(_ draft: SetupDraft, _ genesis: Genesis) throws -> Int32 {
        let screen = CrewScreen()
        let isNewKey = !FileManager.default.fileExists(atPath: draft.key.path)
        let key = isNewKey ? try KeyFile.generate(at: draft.key) : try KeyFile.read(draft.key).publicKey
        try FileManager.default.createDirectory(
            at: self.file.deletingLastPathComponent(), withIntermediateDirectories: true)
        let draftFile = self.file.deletingLastPathComponent().appendingPathComponent(
            ".\(self.file.lastPathComponent).new")
        try Data(draft.text.utf8).write(to: draftFile, options: .atomic)
        defer { try? FileManager.default.removeItem(at: draftFile) }
        let report = ConfigurationCheck.report(draftFile)
        guard report.exitCode == 0 else {
            screen.print("The configuration would not be right, and is not written:")
            screen.print(report.text.replacing(draftFile.path, with: self.file.lastPathComponent))
            return report.exitCode
        }
        try self.place(draftFile)
        screen.print("Written: \(self.file.path)")
        screen.print(SetupSteps(draft, key: key, isNewKey: isNewKey, genesis).text)
        return 0
    }

    /// At once, and never over a file that came meanwhile.
    private func place(_ draft: URL) throws {
        if self.replaces {
            guard rename(draft.path, self.file.path) == 0 else {
                throw FileError(
                    self.file, "cannot be written (\(String(cString: strerror(errno))))", "Check the folder.")
            }
        } else if link(draft.path, self.file.path) != 0 {
            if errno == EEXIST { throw SetupProblem.occupied(file: self.file.path) }
            throw FileError(self.file, "cannot be written (\(String(cString: strerror(errno))))", "Check the folder.")
        }
    }
}
