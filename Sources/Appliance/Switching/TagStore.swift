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

    /// - Throws: where the file is damaged; then nobody knows who works where, and nothing may be switched.
    func board() async throws -> TagBoard {
        try await self.file.read().map(TagBoard.init(decoding:)) ?? TagBoard()
    }

    func place(_ order: SignedFieldOrder, by principal: UInt32?) async throws {
        try await self.file.change { bytes in
            var board = try bytes.map(TagBoard.init(decoding:)) ?? TagBoard()
            try board.place(order, by: principal)
            return (board.encoded(), ())
        }
    }

    /// - Returns: true where the tag is gone, false where another officer has to consent.
    func remove(_ order: SignedFieldOrder, _ people: People?, now: UTCTime) async throws -> Bool {
        try await self.file.change { bytes in
            var board = try bytes.map(TagBoard.init(decoding:)) ?? TagBoard()
            let isGone = try board.remove(order, people, now: now)
            return (board.encoded(), isGone)
        }
    }
}
