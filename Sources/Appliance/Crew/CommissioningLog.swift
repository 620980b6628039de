import Foundation
import Glibc

/// `commissioning.log`: what was written to devices by hand, one JSON object a line, with before and after.
struct CommissioningLog {
    static let fileName = "commissioning.log"

    private let file: URL
    private let handle: FileHandle

    /// Opens the file before anything is written to a device, so that nothing is ever written without a record.
    ///
    /// - Throws: where it cannot be written.
    init(in folder: URL) throws(FileError) {
        self.file = folder.appendingPathComponent(Self.fileName)
        let descriptor = open(self.file.path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else {
            throw FileError(
                self.file, "cannot be written (\(String(cString: strerror(errno))))",
                "What is written to a meter is recorded there; nothing was written. Check the folder's permissions.")
        }
        self.handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    /// Adds a line; it is on the disk when this returns.
    func append(_ report: WriteReport) throws {
        let line = try ReportJSON.line(report) + "\n"
        do {
            try self.handle.write(contentsOf: Data(line.utf8))
            try self.handle.synchronize()
        } catch {
            throw FileError(
                self.file, "cannot be written any more", "The write was made. Keep this record elsewhere: \(line)")
        }
    }
}
