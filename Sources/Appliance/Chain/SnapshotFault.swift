import CanonicalCBOR
import Identity
import Ledger

/// What a peer did wrong while a snapshot was fetched from it.
enum SnapshotFault: Error, Equatable, Sendable, CustomStringConvertible {
    case noAnswer
    /// It does not have the head that it offered.
    case withdrawn
    /// It does not know the question, or cannot answer it.
    case refused(String)
    case otherAnswer
    /// Its snapshot does not bring this box far enough.
    case older(offered: UInt64, needed: UInt64)
    case tooLarge(bytes: Int, limit: Int)
    case sizeChanged(from: Int, to: Int)
    case wrongLength(expected: Int, found: Int)
    /// The head has another hash than was offered.
    case otherHead
    case unreadable(CBORError)
    case otherHeight(offered: UInt64, found: UInt64)
    case notProved(SnapshotError)
    case wrongChunk(SnapshotChunk)

    /// True for what no honest peer does, whatever its links are like.
    var isLie: Bool {
        switch self {
        case .noAnswer, .withdrawn, .refused, .older: false
        default: true
        }
    }

    var description: String {
        switch self {
        case .noAnswer: "it did not answer"
        case .withdrawn: "it does not have what it offered"
        case .refused(let reason): "it refused: \(reason)"
        case .otherAnswer: "it gave an answer to another question"
        case .older(let offered, let needed): "its snapshot is of block \(offered), at least \(needed) is needed"
        case .tooLarge(let bytes, let limit): "it announced \(bytes) bytes, at most \(limit) are taken"
        case .sizeChanged(let old, let new): "it announced \(old) bytes first and \(new) later"
        case .wrongLength(let expected, let found): "a piece of \(found) bytes where \(expected) were due"
        case .otherHead: "the head is another than it offered"
        case .unreadable(let error): "it sent what cannot be read: \(error)"
        case .otherHeight(let offered, let found): "it offered block \(offered) and sent block \(found)"
        case .notProved(let error): "\(error)"
        case .wrongChunk(let chunk):
            "the \(chunk.count) entries of kind \(chunk.kind) from \(chunk.first) on are not what the state root promises"
        }
    }
}
