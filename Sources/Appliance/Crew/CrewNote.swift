import Foundation

/// Remarks beside a tool's result.
enum CrewNote {
    /// Writes a line to the standard error output, so that the result stays what it is.
    static func say(_ text: String) {
        let wrapped = CrewScreen.wrapped(text, indent: "  ", first: "gridtally: ")
        FileHandle.standardError.write(Data("\(wrapped)\n".utf8))
    }
}
