public import Foundation

/// A file that cannot be used, and what to do about it.
public struct FileError: Error, Sendable, CustomStringConvertible {
    public let path: String
    public let problem: String
    public let advice: String

    init(_ file: URL, _ problem: String, _ advice: String) {
        self.path = file.path
        self.problem = problem
        self.advice = advice
    }

    public var description: String { "\(self.path): \(self.problem). \(self.advice)" }

    /// The text of a file.
    static func text(of file: URL) throws(FileError) -> String {
        guard let text = String(bytes: try self.bytes(of: file, atMost: 1 << 20), encoding: .utf8) else {
            throw FileError(file, "is not UTF-8 text", "Save it as UTF-8.")
        }
        return text
    }

    static func bytes(of file: URL, atMost limit: Int) throws(FileError) -> [UInt8] {
        do {
            let handle = try FileHandle(forReadingFrom: file)
            defer { try? handle.close() }
            let data = try handle.read(upToCount: limit + 1) ?? Data()
            guard data.count <= limit else {
                throw FileError(file, "is over \(limit) bytes", "Is this the right file?")
            }
            return Array(data)
        } catch let error as FileError {
            throw error
        } catch {
            throw FileError(
                file, "cannot be read (\(error.localizedDescription))", "Check the path and its permissions.")
        }
    }

    /// For what will be written at the end of long work.
    static func refuseExisting(_ file: URL) throws(FileError) {
        if FileManager.default.fileExists(atPath: file.path) { throw self.existing(file) }
    }

    private static func existing(_ file: URL) -> FileError {
        FileError(file, "exists already", "Give another name, or remove it where nobody needs it any more.")
    }

    /// Writes a file that is not there yet: nothing is ever replaced.
    public static func create(_ file: URL, _ content: Data) throws(FileError) {
        do {
            try content.write(to: file, options: .withoutOverwriting)
        } catch CocoaError.fileWriteFileExists {
            throw self.existing(file)
        } catch {
            throw FileError(file, "cannot be written (\(error.localizedDescription))", "Check the folder.")
        }
    }
}
