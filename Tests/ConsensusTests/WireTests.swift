import Consensus
import Identity
import Ledger
import TestSupport
import Testing

@Suite("The wire of the consensus")
struct WireTests {
    @Test("Every message comes back as it was", arguments: 0..<RandomMessages.messageKinds)
    func messagesComeBack(_ kind: Int) throws {
        var random = try RandomMessages(seed: UInt64(kind))
        for _ in 0..<40 {
            guard let message = random.message(kind) else { continue }
            #expect(try ConsensusMessage(decoding: message.encoded()) == message)
        }
    }

    /// What validators send and keep never changes by accident: one hash over many encodings of each type.
    @Test(
        "Every type has the bytes that it had",
        arguments: [
            (0, "e78804a405067f5ccb29bba7af7c97be"), (1, "5f7175991d8dc01e79b54bcad19ab520"),
            (2, "ba0f92334cd66d937c90db585794d6de"), (3, "fd49fd6fb43d1c96e394bc589edc3dec"),
            (4, "d58b2197e395fce5c1d7af1232082c87"), (5, "e5026044e14d42f932633f7d38f37afc"),
        ])
    func messagesArePinned(_ kind: Int, _ pin: String) throws {
        var random = try RandomMessages(seed: 2026)
        var hash = Digest.zero
        for _ in 0..<60 {
            hash = .sha256(parts: [hash.bytes, random.message(kind)?.encoded() ?? []])
        }
        #expect(hash.hex.prefix(32) == pin, "message kind \(kind + 1)")
    }

    @Test(
        "Every record has the bytes that it had",
        arguments: [
            (0, "77cc58211dc80280f13794a58f160fde"), (1, "5f7175991d8dc01e79b54bcad19ab520"),
            (2, "ba0f92334cd66d937c90db585794d6de"), (3, "3f0870d5ba229deb658291be00f3b9d3"),
            (4, "89b5b58af6c5109d9d298e1b1e8c43fc"),
        ])
    func recordsArePinned(_ kind: Int, _ pin: String) throws {
        var random = try RandomMessages(seed: 2026)
        var hash = Digest.zero
        for _ in 0..<60 {
            guard let record = random.record(kind) else { continue }
            #expect(try ConsensusRecord(decoding: record.encoded()) == record)
            hash = .sha256(parts: [hash.bytes, record.encoded()])
        }
        #expect(hash.hex.prefix(32) == pin, "record kind \(kind + 1)")
    }

    @Test("Damaged bytes are refused, or are the one encoding of what they say")
    func damage() throws {
        var random = try RandomMessages(seed: 77)
        for round in 0..<600 {
            var bytes = random.message(round % RandomMessages.messageKinds)?.encoded() ?? [0]
            switch random.number(3) {
            case 0: bytes[random.number(bytes.count)] ^= UInt8(1 << random.number(8))
            case 1: bytes.removeLast(1 + random.number(bytes.count))
            default: bytes.insert(UInt8(random.number(256)), at: random.number(bytes.count))
            }
            if let message = try? ConsensusMessage(decoding: bytes) { #expect(message.encoded() == bytes) }
        }
    }

    @Test("Signatures cover every field of a status and of a request, with their kind")
    func signatures() throws {
        var random = try RandomMessages(seed: 5)
        let zone = random.zone
        let status = Status(
            epoch: 0, signer: PrincipalID(2), finalizedView: 4, currentView: 9, notarized: [5], nullified: [6, 7],
            question: 3, answer: 8, key: zone.keys[2], genesis: zone.genesis)
        #expect(status.isSigned(by: zone.keys[2].publicKey, genesis: zone.genesis))
        #expect(!status.isSigned(by: zone.keys[2].publicKey, genesis: .zero))
        #expect(status.holdsNotarization(of: 5) && status.holdsNullification(of: 7))
        #expect(!status.holdsNotarization(of: 6) && !status.holdsNullification(of: 4))
        let bytes = ConsensusMessage.status(status).encoded()
        for _ in 0..<400 {
            var other = bytes
            other[2 + random.number(bytes.count - 2)] ^= UInt8(1 << random.number(8))
            guard case .status(let changed) = try? ConsensusMessage(decoding: other) else { continue }
            #expect(!changed.isSigned(by: zone.keys[2].publicKey, genesis: zone.genesis))
        }
    }

    @Test("A message without a block is small")
    func sizes() throws {
        let text = [UInt8](repeating: 0x60, count: ConsensusMessage.maximumSmallBytes + 1)
        #expect(throws: (any Error).self) { _ = try ConsensusMessage(decoding: text) }
        let views = Array(UInt64(1)...20_000)
        let zone = try Zone(count: 1)
        let status = Status(
            epoch: .max, signer: PrincipalID(.max), finalizedView: 0, currentView: .max, notarized: views,
            nullified: views, question: .max, answer: .max, key: zone.keys[0], genesis: zone.genesis)
        #expect(ConsensusMessage.status(status).encoded().count < 4300)
    }
}
