import Identity
import Ledger

/// A snapshot's head or chunk as it comes, piece by piece, from one peer.
struct SnapshotPart: Equatable, Sendable {
    let name: Digest
    /// The most bytes that it may have.
    let limit: Int
    private var total: Int?
    private(set) var bytes: [UInt8] = []

    init(name: Digest, limit: Int) {
        self.name = name
        self.limit = limit
    }

    /// What to ask for next.
    var question: SnapshotSync.Question { .piece(of: self.name, from: UInt32(self.bytes.count)) }

    /// Takes the next piece, which must be as long as it can be; true once the part is whole.
    mutating func take(_ piece: SnapshotPiece) throws(SnapshotFault) -> Bool {
        let total = Int(piece.total)
        guard total <= self.limit else { throw .tooLarge(bytes: total, limit: self.limit) }
        if let known = self.total, known != total { throw .sizeChanged(from: known, to: total) }
        let due = min(SnapshotPiece.maximumBytes, total - self.bytes.count)
        guard due > 0, piece.bytes.count == due else { throw .wrongLength(expected: due, found: piece.bytes.count) }
        self.total = total
        self.bytes += piece.bytes
        return self.bytes.count == total
    }
}
