import Appliance
import ArgumentParser
import Foundation
import Glibc

/// A person's `yes` before something that the neighbours notice.
enum CrewConsent {
    /// What a person has to do first; the standard output stays the result's.
    static func say(_ instruction: String) { FileHandle.standardError.write(Data("\(instruction)\n".utf8)) }

    static func ask(_ question: String, isGiven: Bool) throws {
        if isGiven { return }
        guard isatty(STDIN_FILENO) == 1 else { throw LineChoiceError.notATerminal }
        FileHandle.standardError.write(Data(question.utf8))
        guard readLine()?.lowercased() == "yes" else { throw ExitCode(ExitStatus.found) }
    }
}
