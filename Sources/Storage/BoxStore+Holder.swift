internal import Glibc

extension BoxStore {
    /// True while another process works with the file. Nothing is written; its lock is tried for an instant.
    public func isHeldByAnother() throws(StorageError) -> Bool {
        guard let lock = try OpenFile.ifThere(self.path + ".lock") else { return false }
        do throws(StorageError) {
            try lock.lock()
        } catch {
            guard case .locked = error else { throw error }
            return true
        }
        try lock.unlock()
        return false
    }
}
