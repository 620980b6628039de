import Foundation
import Storage

/// Why a backup is not restored, with what to do.
public enum BackupError: Error, Hashable, Sendable, CustomStringConvertible {
    /// It is not what was written, or was not written by `gridtally backup`.
    case damaged(file: String, found: String)
    case foreignZone(file: String, expected: String, found: String)
    case newerFormat(file: String, format: Int)
    /// A box has run here.
    case dataExists(folder: String)
    case serviceRuns(file: String)
    /// A restore was cut short; what it had made ready is this folder.
    case unfinished(folder: String)

    public var description: String {
        switch self {
        case .damaged(let file, let found):
            "\(file) is damaged or no backup: \(found). Nothing was changed. Take another backup"
        case .foreignZone(let file, let expected, let found):
            "\(file) is of the zone with genesis \(found), and this box is of \(expected). Nothing was changed. Take a backup "
                + "of this zone, or move this box's configuration away"
        case .newerFormat(let file, let format):
            "\(file) has format \(format), which a newer version of gridtally wrote. Nothing was changed. Update the program"
        case .serviceRuns(let file):
            "\(file) is in use by a service. Nothing was changed. Stop it (`systemctl stop gridtally`)"
        case .unfinished(let folder):
            "a restore was cut short and left \(folder). Run `gridtally restore` again with --replace; the data from before it "
                + "are in its place, or beside it under a name with .before-"
        case .dataExists(let folder):
            "\(folder) holds a box's data. Nothing was changed. With --replace it is moved aside, and nothing of it deleted"
        }
    }
}

extension BackupError {
    /// No service starts between the old data and the new: it would begin anew, with nothing of what it has signed.
    static func refuseUnfinished(_ data: URL) throws(BackupError) {
        let staged = DataFolder.staging(for: data.standardizedFileURL.path)
        if FileManager.default.fileExists(atPath: staged) { throw .unfinished(folder: staged) }
    }
}
