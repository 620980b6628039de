import CanonicalCBOR
import Enforcement
import Foundation
import Metering
import Storage

/// The file of a box's safety tags, beside `box.db`: read before every switching, and changed with or without the service.
struct TagStore: Sendable {
    static let fileName = "safety-tags"

    private let file: SealedFile

    init(data: URL) { self.file = SealedFile(data.appendingPathComponent(Self.fileName).path) }

    /// - Throws: ``DamagedTags`` where the file is damaged, and a ``StorageError`` where it cannot be read; then nobody knows
    ///   who works where, and nothing may be switched.
    func board() async throws -> TagBoard {
        try await self.explained { try Self.board(try await self.file.read()) }
    }

    func place(_ order: SignedFieldOrder, by principal: UInt32?) async throws {
        try await self.change { board in try board.place(order, by: principal) }
    }

    /// - Returns: true where the tag is gone, false where another officer has to consent.
    func remove(_ order: SignedFieldOrder, _ people: People?, now: UTCTime) async throws -> Bool {
        try await self.change { board in try board.remove(order, people, now: now) }
    }

    private func change<Result: Sendable>(
        _ body: @Sendable (inout TagBoard) throws -> Result
    ) async throws -> Result {
        try await self.explained {
            try await self.file.change { bytes in
                var board = try Self.board(bytes)
                let result = try body(&board)
                return (board.encoded(), result)
            }
        }
    }

    private static func board(_ bytes: [UInt8]?) throws(CBORError) -> TagBoard {
        guard let bytes else { return TagBoard() }
        return try TagBoard(decoding: bytes)
    }

    /// What to do about a damaged file is not what one does about the chain's.
    private func explained<Result>(_ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch StorageError.damaged(let file, let found, _) {
            throw DamagedTags(file: file, found: found)
        } catch let error as CBORError {
            throw DamagedTags(file: self.file.path, found: "\(error)")
        }
    }
}
