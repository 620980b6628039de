internal import CanonicalCBOR
internal import Consensus
internal import Ledger

/// Bytes on their way, which every receiver reads as the shipped decoders do; the reading is shared.
final class Parcel {
    enum Topic: UInt8 {
        case consensus
        case transaction
        case range
        case request
    }

    enum Content {
        case consensus(ConsensusMessage)
        case transaction(SignedTransaction)
        case range(FinalizedRange)
        /// Final blocks from this height on.
        case request(from: UInt64)
    }

    let topic: Topic
    let bytes: [UInt8]
    /// Nil where no decoder takes the bytes.
    let content: Content?

    init(_ topic: Topic, _ bytes: [UInt8]) {
        self.topic = topic
        self.bytes = bytes
        self.content = Self.read(topic, bytes)
    }

    convenience init(_ message: ConsensusMessage) { self.init(.consensus, message.encoded()) }
    convenience init(_ transaction: SignedTransaction) { self.init(.transaction, transaction.encoded()) }
    convenience init(_ range: FinalizedRange) { self.init(.range, range.encoded()) }
    convenience init(blocksFrom height: UInt64) { self.init(.request, CBOR.array([.unsigned(height)]).encoded()) }

    private static func read(_ topic: Topic, _ bytes: [UInt8]) -> Content? {
        do throws(CBORError) {
            switch topic {
            case .consensus: return .consensus(try ConsensusMessage(decoding: bytes))
            case .transaction: return .transaction(try SignedTransaction(decoding: bytes))
            case .range: return .range(try FinalizedRange(decoding: bytes))
            case .request:
                var fields = try CBORFields(decoding: bytes, of: "request")
                let height = try fields.unsigned("from")
                try fields.end()
                return .request(from: height)
            }
        } catch {
            return nil
        }
    }
}
