import Foundation
import Identity
import Ledger
import Metering
import Testing

@testable import Storage

@Suite("A small file that is replaced in one piece")
struct SealedFileTests {
    private let directory: TemporaryDirectory
    private var path: String { self.directory.path + "/tags" }

    init() throws { self.directory = try TemporaryDirectory() }

    @Test("is not there at first, and is what was put there last")
    func content() async throws {
        let file = SealedFile(self.path)
        #expect(try await file.read() == nil)
        #expect(try await file.change { old in ([1, 2, 3], old == nil) })
        #expect(try await SealedFile(self.path).read() == [1, 2, 3])
        await #expect(throws: StorageError.self) {
            try await file.change { _ -> ([UInt8], Void) in throw StorageError.readOnly(file: "") }
        }
        #expect(try await file.read() == [1, 2, 3])
    }

    @Test("is absent only where its folder says so: what cannot be looked at is an error")
    func unknown() async throws {
        let link = self.directory.path + "/loop"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: link)
        try Data([1]).write(to: URL(fileURLWithPath: self.path))
        for path in [link, self.path + "/below", self.directory.path + "/gone/tags"] {
            await #expect(throws: StorageError.self, "\(path)") { try await SealedFile(path).read() }
        }
    }

    @Test("every changed byte and every cut shows")
    func damage() async throws {
        let file = SealedFile(self.path)
        try await file.change { _ in (Array(0..<40), ()) }
        let whole = try Data(contentsOf: URL(fileURLWithPath: self.path))
        for index in whole.indices {
            var bytes = whole
            bytes[index] ^= 0x40
            try bytes.write(to: URL(fileURLWithPath: self.path))
            await #expect(throws: StorageError.self, "byte \(index)") { try await file.read() }
            try whole.prefix(index).write(to: URL(fileURLWithPath: self.path))
            await #expect(throws: StorageError.self, "cut at \(index)") { try await file.read() }
        }
    }

    @Test("of many who change it at the same time, none is lost")
    func contention() async throws {
        let path = self.path
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number: UInt8 in 0..<20 {
                group.addTask { try await SealedFile(path).change { old in ((old ?? []) + [number], ()) } }
            }
            try await group.waitForAll()
        }
        #expect(try await SealedFile(path).read()?.sorted() == Array(0..<20))
    }

    @Test("the newest switchings of a meter come first")
    func newest() async throws {
        let store = try await BoxStore.open(directory: self.directory.path, genesis: Digest.sha256([1]))
        for (meter, text) in [(1, "a"), (2, "b"), (1, "c"), (1, "d")] as [(UInt32, String)] {
            try await store.recordSwitching(of: MeterID(meter), at: UTCTime(seconds: 1), text: text, record: [])
        }
        #expect(try await store.lastSwitchings(of: MeterID(1), count: 2).map(\.text) == ["d", "c"])
    }
}
