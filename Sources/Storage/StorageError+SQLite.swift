internal import GRDB
internal import Glibc
internal import Platform

extension StorageError {
    /// What an error of SQLite means for the file.
    init(_ error: DatabaseError, file: String, action: String) {
        switch error.resultCode.primaryResultCode {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            self = .damaged(file: file, found: "SQLite says \"\(error.message ?? "malformed")\"", goodThrough: nil)
        case .SQLITE_READONLY, .SQLITE_PERM: self = .readOnly(file: file)
        case .SQLITE_FULL: self = .diskFull(file: file)
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .locked(file: file)
        default: self = .failed(file: file, action: action, reason: "\(error)")
        }
    }

    init(_ error: SystemError, file: String) {
        switch error.code {
        case EROFS, EACCES, EPERM: self = .readOnly(file: file)
        case ENOSPC, EDQUOT, EFBIG: self = .diskFull(file: file)
        case EWOULDBLOCK: self = .locked(file: file)
        case ENOENT: self = .notFound(file: file)
        default: self = .failed(file: file, action: error.action, reason: error.description)
        }
    }
}
