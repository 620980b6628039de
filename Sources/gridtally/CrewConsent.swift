import Appliance
import ArgumentParser
import Foundation

extension CrewConsent {
    /// What a person has to do first; the standard output stays the result's.
    static func say(_ instruction: String) { FileHandle.standardError.write(Data("\(instruction)\n".utf8)) }

    /// Ends the command where something that the neighbours notice is not wanted.
    ///
    /// - Parameter isGiven: it was said on the command line.
    static func ask(_ question: String, isGiven: Bool) throws {
        guard try isGiven || self.isGiven(to: question) else { throw ExitCode(ExitStatus.found) }
    }
}
