import Foundation
import Glibc

/// A person's `yes` before something that cannot be taken back.
public enum CrewConsent {
    /// Asks on the standard error output; true for `yes` alone.
    ///
    /// - Throws: ``LineChoiceError/notATerminal`` where nobody can be asked.
    public static func isGiven(to question: String) throws(LineChoiceError) -> Bool {
        guard isatty(STDIN_FILENO) == 1 else { throw .notATerminal }
        FileHandle.standardError.write(Data(question.utf8))
        return readLine()?.lowercased() == "yes"
    }
}
