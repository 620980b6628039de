import CanonicalCBOR
import Identity
import Ledger
import TestSupport
import Testing

@Suite("The wire of snapshots") struct SnapshotWireTests {
    @Test("heads and chunks come back as they were, and have the bytes that they had")
    func pinned() throws {
        var random = RandomRecords(generator: SeededGenerator(seed: 2026))
        var hash = Digest.zero
        for _ in 0..<30 {
            let entries = random.state()
            let head = random.snapshotHead(entries)
            let (bytes, chunk) = (head.encoded(), SnapshotChunk.encode(entries))
            #expect(try SnapshotHead(decoding: bytes) == head)
            #expect(try SnapshotChunk.decode(chunk) == entries)
            hash = .sha256(parts: [hash.bytes, bytes, chunk])
        }
        #expect(hash.hex == "45192501c727d2baf54d72b30dfa45214f0832922091900374d7c7da3e7af0ed")
    }

    @Test("a chunk is matched by its own entries alone, at their own places")
    func matches() {
        var random = RandomRecords(generator: SeededGenerator(seed: 4))
        let entries = (0..<2000).map { StateEntry(key: StateKey(.meter, UInt32($0)), bytes: random.bytes(3)) }
        let chunks = random.snapshotHead(entries).chunks
        #expect(chunks.map(\.count) == [1024, 976] && chunks.map(\.first) == [0, 1024])
        let (first, second) = (Array(entries[..<1024]), Array(entries[1024...]))
        #expect(chunks[0].matches(first) && chunks[1].matches(second))
        #expect(!chunks[0].matches(second) && !chunks[1].matches(first) && !chunks[0].matches([]))
        #expect(!chunks[1].matches(second.dropLast()) && !chunks[1].matches(second.reversed()))
        var changed = second
        changed[9] = StateEntry(key: changed[9].key, bytes: changed[9].bytes + [0])
        #expect(!chunks[1].matches(changed))
        changed[9] = StateEntry(key: StateKey(.node, 1033), bytes: second[9].bytes)
        #expect(!chunks[1].matches(changed))
    }

    @Test("a head that claims more entries than it has roots for is refused before memory is spent")
    func billions() throws {
        var random = RandomRecords(generator: SeededGenerator(seed: 5))
        let head = random.snapshotHead(random.state())
        guard case .array(var fields) = try CBOR(decoding: head.encoded()), case .array(var parts) = fields[2],
            case .array(var part) = parts[0]
        else {
            Issue.record("no array")
            return
        }
        for count in [UInt64(4_000_000_000), UInt64(UInt32.max), UInt64.max, 1_000_000_000] {
            part[1] = .unsigned(count)
            parts[0] = .array(part)
            fields[2] = .array(parts)
            let bytes = CBOR.array(fields).encoded()
            #expect(throws: CBORError.self) { _ = try SnapshotHead(decoding: bytes) }
        }
    }

    @Test("damaged bytes are refused, or are the one encoding of what they say")
    func damage() {
        var random = RandomRecords(generator: SeededGenerator(seed: 6))
        for round in 0..<400 {
            let entries = random.state()
            var bytes = round % 2 == 0 ? random.snapshotHead(entries).encoded() : SnapshotChunk.encode(entries)
            switch random.number(3) {
            case 0: bytes[random.number(bytes.count)] ^= UInt8(1 << random.number(8))
            case 1: bytes.removeLast(1 + random.number(bytes.count))
            default: bytes.insert(UInt8(random.number(256)), at: random.number(bytes.count))
            }
            if let head = try? SnapshotHead(decoding: bytes) { #expect(head.encoded() == bytes) }
            if let chunk = try? SnapshotChunk.decode(bytes) { #expect(SnapshotChunk.encode(chunk) == bytes) }
        }
    }
}

extension RandomRecords {
    /// A few entries of each of some kinds, as a state has them.
    mutating func state() -> [StateEntry] {
        var entries: [StateEntry] = []
        for kind in StateKind.allCases where kind == .zone || self.number(2) == 0 {
            for number in 0...self.number(4) {
                entries.append(
                    StateEntry(key: StateKey(kind, UInt32(number)), bytes: self.bytes(self.number(40))))
            }
        }
        return entries
    }

    /// A head for a state, which nothing proves.
    mutating func snapshotHead(_ entries: [StateEntry]) -> SnapshotHead {
        let ends = (0..<self.number(3)).compactMap { epoch -> SnapshotHead.EpochEnd? in
            self.finalized().map { block in
                let member = Validator(id: PrincipalID(self.word()), key: Self.keys[0].publicKey)
                return SnapshotHead.EpochEnd(
                    block: block, next: ValidatorSet(epoch: UInt64(epoch) + 2, members: [member]))
            }
        }
        guard let block = self.finalized() else { preconditionFailure("no certificate") }
        return SnapshotHead(block: block, epochs: ends, entries: entries)
    }

    private mutating func finalized() -> FinalizedBlock? {
        let block = self.block()
        return Certificate(votes: self.votes(for: block)).map { FinalizedBlock(block: block, certificate: $0) }
    }
}
