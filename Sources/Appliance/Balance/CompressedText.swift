import CZlib
import Foundation

/// Lines of a text file, compressed with gzip or not.
///
/// A thin edge over zlib's gzFile; one thread at a time reads it.
final class CompressedText {
    private let path: String
    private let file: gzFile
    private var buffer = [UInt8](repeating: 0, count: 1 << 17)
    private var start = 0
    private var end = 0
    private var isAtEnd = false
    /// Of the line that was read last, from 1.
    private(set) var lineNumber = 0

    /// The longest line that is read.
    static let longestLine = 1 << 16

    init(_ url: URL) throws(FileError) {
        guard let file = gzopen(url.path, "rb") else {
            throw FileError(
                url, "cannot be opened (\(String(cString: strerror(errno))))", "Check the path and its permissions.")
        }
        self.path = url.path
        self.file = file
        gzbuffer(file, 1 << 17)
    }

    deinit { gzclose(self.file) }

    /// The next line without its end; nil at the file's end.
    func next() throws(FileError) -> ArraySlice<UInt8>? {
        var searched = self.start
        while true {
            if let newline = self.buffer[searched..<self.end].firstIndex(of: UInt8(ascii: "\n")) {
                defer { self.start = newline + 1 }
                return try self.line(upTo: newline)
            }
            searched = self.end
            if self.isAtEnd {
                guard self.start < self.end else { return nil }
                defer { self.start = self.end }
                return try self.line(upTo: self.end)
            }
            let moved = self.start
            try self.fill()
            searched -= moved
        }
    }

    private func line(upTo end: Int) throws(FileError) -> ArraySlice<UInt8> {
        guard end - self.start <= Self.longestLine else { throw self.tooLong }
        self.lineNumber += 1
        let hasReturn = end > self.start && self.buffer[end - 1] == UInt8(ascii: "\r")
        return self.buffer[self.start..<(hasReturn ? end - 1 : end)]
    }

    private func fill() throws(FileError) {
        guard self.end - self.start <= Self.longestLine else { throw self.tooLong }
        self.buffer.replaceSubrange(0..<(self.end - self.start), with: Array(self.buffer[self.start..<self.end]))
        self.end -= self.start
        self.start = 0
        let room = self.buffer.count - self.end
        let count = self.buffer.withUnsafeMutableBytes { bytes in
            gzread(self.file, bytes.baseAddress?.advanced(by: self.end), UInt32(room))
        }
        // Where a compressed file ends too early, all that is there is handed out before it is said.
        var code = Z_OK
        let text = gzerror(self.file, &code).map { String(cString: $0) } ?? "unknown"
        guard count > 0 || code == Z_OK || code == Z_STREAM_END else {
            throw self.error("cannot be read on after line \(self.lineNumber) (\(text))", "Get the file anew.")
        }
        self.end += Int(max(0, count))
        self.isAtEnd = count == 0
    }

    private var tooLong: FileError {
        self.error("line \(self.lineNumber + 1) is over \(Self.longestLine) bytes", "Is this the right file?")
    }

    func error(_ problem: String, _ advice: String) -> FileError {
        FileError(URL(fileURLWithPath: self.path), problem, advice)
    }
}
