import Foundation
import Glibc
public import LineDiagnostics

/// What a crew sees while a tool works: one line with a bar on a terminal, and nothing where the output is a file.
public final class CrewScreen {
    private static let width = 79
    private static let barWidth = 24

    private let isTerminal: Bool
    private let showsColours: Bool
    private var shown = ""

    /// - Parameter isQuiet: true shows no progress, for machine output.
    public init(isQuiet: Bool = false) {
        self.isTerminal = !isQuiet && isatty(STDERR_FILENO) == 1
        self.showsColours = isatty(STDOUT_FILENO) == 1 && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
    }

    /// Replaces the progress line.
    public func show(_ progress: LineProgress, _ text: String) {
        guard self.isTerminal else { return }
        let filled = progress.percent * Self.barWidth / 100
        let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: Self.barWidth - filled)
        let left = Self.duration(progress.remainingNanoseconds)
        let line = String("[\(bar)] \(progress.percent) %  \(left) left  \(text)".prefix(Self.width))
        guard line != self.shown else { return }
        self.shown = line
        FileHandle.standardError.write(Data("\r\u{1B}[K\(line)".utf8))
    }

    /// Takes the progress line away.
    public func clear() {
        guard !self.shown.isEmpty else { return }
        self.shown = ""
        FileHandle.standardError.write(Data("\r\u{1B}[K".utf8))
    }

    /// Prints a line of the result above the progress line.
    public func print(_ text: String) {
        self.clear()
        Swift.print(text)
        fflush(nil)
    }

    /// Writes an error; broken at words where it is read on a terminal, and as it is for everybody else.
    public static func complain(_ text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let indent = String(line.prefix { $0 == " " })
            return isatty(STDERR_FILENO) == 1 ? self.wrapped(String(line), indent: indent) : String(line)
        }
        FileHandle.standardError.write(Data((lines.joined(separator: "\n") + "\n").utf8))
    }

    /// Red for what needs somebody, green for what is well; plain where the output is no terminal.
    public func coloured(_ text: String, good: Bool) -> String {
        self.showsColours ? "\u{1B}[\(good ? 32 : 31)m\(text)\u{1B}[0m" : text
    }

    /// `2 min 10 s`, as people say it.
    public static func duration(_ nanoseconds: Int64) -> String {
        let seconds = max(0, (nanoseconds + 500_000_000) / 1_000_000_000)
        if seconds < 60 { return "\(seconds) s" }
        return seconds < 3600
            ? "\(seconds / 60) min \(seconds % 60) s" : "\(seconds / 3600) h \(seconds / 60 % 60) min"
    }

    /// Breaks `text` at spaces so that no line is wider than the screen; further lines are indented as the first, or
    /// by four where that is half of the screen.
    public static func wrapped(_ text: String, indent: String, first: String? = nil) -> String {
        var lines: [String] = []
        var line = first ?? indent
        let lead = (first ?? indent).count
        var isEmpty = true
        for word in text.split(separator: " ") {
            if !isEmpty, line.count + 1 + word.count > Self.width {
                lines.append(line)
                (line, isEmpty) = (String(repeating: " ", count: lead > Self.width / 2 ? 4 : lead), true)
            }
            line += (isEmpty ? "" : " ") + word
            isEmpty = false
        }
        return (lines + [line]).joined(separator: "\n")
    }
}
