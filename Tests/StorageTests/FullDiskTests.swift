import Consensus
import Foundation
import GRDB
import Glibc
import Identity
import Ledger
import Platform
import Testing

@testable import Storage

@Suite("Full and read-only disks")
struct FullDiskTests {
    @Test("When the file cannot grow, a block is refused whole and everything before it is kept")
    func chainStoreFull() async throws {
        let directory = try TemporaryDirectory()
        var zone = try TestZone()
        let store = try await ChainStore.open(directory: directory.path, genesis: zone.genesis)
        for _ in 0..<3 {
            let (final, outcome) = try zone.grow()
            try await store.append(final, outcome: outcome)
        }
        try await store.limitPages()
        let full = StorageError.diskFull(file: "\(directory.path)/chain.db")
        let next = try zone.grow(300)
        await #expect(throws: full) { try await store.append(next.final, outcome: next.outcome) }
        #expect(await store.tip.height == 3)
        #expect(try await store.block(at: 3) == zone.blocks[2].final)
        try await store.close()
        let again = try await ChainStore.open(directory: directory.path, genesis: zone.genesis)
        #expect(await again.tip.height == 3)
        try await again.append(next.final, outcome: next.outcome)
        #expect(try await again.verify().isGood)
    }

    @Test("Errors of the system and of SQLite become the case that says what to do")
    func mapping() {
        let file = "/data/chain.db"
        for (code, expected) in [
            (ResultCode.SQLITE_FULL, StorageError.diskFull(file: file)), (.SQLITE_READONLY, .readOnly(file: file)),
            (.SQLITE_BUSY, .locked(file: file)),
        ] {
            #expect(StorageError(DatabaseError(resultCode: code), file: file, action: "write") == expected)
        }
        for (code, expected) in [
            (ENOSPC, StorageError.diskFull(file: file)), (EROFS, .readOnly(file: file)),
            (EACCES, .readOnly(file: file)), (EWOULDBLOCK, .locked(file: file)), (ENOENT, .notFound(file: file)),
        ] {
            #expect(StorageError(SystemError(code: code, action: "write", subject: file), file: file) == expected)
        }
        let damage = StorageError(DatabaseError(resultCode: .SQLITE_CORRUPT), file: file, action: "read")
        guard case .damaged = damage else {
            Issue.record("\(damage)")
            return
        }
        #expect(damage.description.contains(file))
    }
}

extension ChainStore {
    /// Makes SQLite refuse new pages, as a full disk does.
    func limitPages() throws {
        try self.file.write("limit") { database in
            let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            _ = try Int.fetchOne(database, sql: "PRAGMA max_page_count = \(pages)")
        }
    }
}
