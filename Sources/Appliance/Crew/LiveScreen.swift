import Foundation
import Glibc
import Platform

/// A terminal on which a frame takes the place of the one before; it is given back as it was, whatever ends the tool.
final class LiveScreen: Sendable {
    private enum State {
        case fresh
        case taken
        case left
    }

    static let enter = "\u{1B}[?1049h\u{1B}[?25l"
    static let leave = "\u{1B}[?25h\u{1B}[?1049l"

    private let state = Guarded(State.fresh)

    /// True where the standard output is a terminal.
    static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    /// Shows a frame; nothing after ``leave()``.
    ///
    /// - Parameter beep: rings the terminal's bell.
    func show(_ lines: [String], beep: Bool = false) {
        self.state.withLock { state in
            guard state != .left else { return }
            var text = state == .fresh ? Self.enter : ""
            state = .taken
            // Home, each line with its rest cleared, and what is below it.
            text += "\u{1B}[H" + lines.map { $0 + "\u{1B}[K" }.joined(separator: "\r\n") + "\u{1B}[J"
            if beep { text += "\u{7}" }
            Self.write(text)
        }
    }

    /// Gives the terminal back; may be called from anywhere and more than once.
    func leave() {
        self.state.withLock { state in
            if state == .taken { Self.write(Self.leave) }
            state = .left
        }
    }

    /// Lines of the terminal; 24 where it does not tell.
    static var height: Int {
        // Rows, columns, and both in points.
        var size = [UInt16](repeating: 0, count: 4)
        // TIOCGWINSZ, which the Glibc overlay leaves out.
        guard ioctl(STDOUT_FILENO, 0x5413, &size) == 0, size[0] > 3 else { return 24 }
        return Int(size[0])
    }

    private static func write(_ text: String) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            // The terminal is gone: nobody is left to see anything.
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }
}
