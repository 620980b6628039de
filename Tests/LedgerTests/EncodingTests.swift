import CanonicalCBOR
import Identity
import Ledger
import Metering
import TestSupport
import Testing

@Suite struct EncodingTests {
    @Test(arguments: 0..<RandomRecords.bodyKinds)
    func transactionsComeBack(kind: Int) throws {
        var random = RandomRecords(generator: SeededGenerator(seed: UInt64(kind)))
        for _ in 0..<200 {
            let transaction = random.transaction(kind)
            let bytes = transaction.encoded()
            let decoded = try SignedTransaction(decoding: bytes)
            #expect(decoded == transaction && decoded.encoded() == bytes && decoded.isWellFormed)
            #expect(decoded.isSigned(at: 0, by: RandomRecords.keys[0].publicKey, genesis: RandomRecords.genesisHash))
        }
    }

    @Test func blocksAndGenesisComeBack() throws {
        var random = RandomRecords(generator: SeededGenerator(seed: 7))
        for _ in 0..<50 {
            let block = random.block()
            #expect(try Block(decoding: block.encoded()) == block && block.matchesItsHeader)
            let certificate = try #require(Certificate(votes: random.votes(for: block)))
            let link = (0..<random.number(3)).map { _ in random.header() }
            let final = FinalizedBlock(block: block, certificate: certificate, link: link)
            #expect(try FinalizedBlock(decoding: final.encoded()) == final)
            let genesis = random.genesis()
            #expect(try Genesis(decoding: genesis.encoded()) == genesis)
        }
    }

    /// What decoders accept has one encoding; what they do not is an error, never a trap.
    @Test func damagedBytesNeverTrap() throws {
        var random = RandomRecords(generator: SeededGenerator(seed: 8))
        var accepted = 0
        for _ in 0..<400 {
            let block = random.block()
            let certificate = try #require(Certificate(votes: random.votes(for: block)))
            let sources = [
                FinalizedBlock(block: block, certificate: certificate).encoded(), random.genesis().encoded(),
                random.transaction(random.number(RandomRecords.bodyKinds)).encoded(),
            ]
            for source in sources {
                var bytes = source
                switch random.number(3) {
                case 0: bytes[random.number(bytes.count)] = UInt8(random.number(256))
                case 1: bytes.removeLast(random.number(bytes.count))
                default: bytes.insert(UInt8(random.number(256)), at: random.number(bytes.count))
                }
                if let decoded = try? FinalizedBlock(decoding: bytes) {
                    #expect(decoded.encoded() == bytes); accepted += 1
                }
                if let decoded = try? Genesis(decoding: bytes) { #expect(decoded.encoded() == bytes); accepted += 1 }
                if let decoded = try? SignedTransaction(decoding: bytes) {
                    #expect(decoded.encoded() == bytes); accepted += 1
                }
            }
        }
        #expect(accepted > 0)
    }

    /// The wire never changes by accident: one hash over many encodings of every kind of record.
    @Test func wireIsPinned() throws {
        var random = RandomRecords(generator: SeededGenerator(seed: 2026))
        var hash = Digest.zero
        func add(_ bytes: [UInt8]) { hash = .sha256(parts: [hash.bytes, bytes]) }
        for _ in 0..<100 {
            for kind in 0..<RandomRecords.bodyKinds { add(random.transaction(kind).encoded()) }
            let block = random.block()
            let votes = random.votes(for: block)
            for vote in votes { add(vote.cbor.encoded()) }
            let certificate = try #require(Certificate(votes: votes))
            let link = (0..<random.number(3)).map { _ in random.header() }
            add(FinalizedBlock(block: block, certificate: certificate, link: link).encoded())
            add(block.hash.bytes)
            add(random.genesis().encoded())
        }
        #expect(hash.hex == "a3519b6e6f280dcea2b7ca3abf6eeedc9ad97efca9ce99f879026b85d2ce7e35")
    }

    /// What fits as a lone transaction also fits deep inside a finalized block.
    @Test func nestingOfATransactionLeavesRoomForTheBlock() throws {
        var document = CBOR.null
        var deepest = 0
        for depth in 1...20 {
            document = .array([document])
            let transaction = Transaction(
                sender: PrincipalID(0), sequence: 1, expires: UTCTime(seconds: 9),
                body: .setTariff(SetTariff(tariff: TariffID(0), effectiveFrom: UTCTime(seconds: 1), document: document))
            ).signed(by: RandomRecords.keys[0], genesis: .zero)
            guard transaction.isWellFormed else { break }
            deepest = depth
            var random = RandomRecords(generator: SeededGenerator(seed: 1))
            let block = Block(header: random.block().header, transactions: [transaction])
            let certificate = try #require(Certificate(votes: random.votes(for: block)))
            #expect(
                try FinalizedBlock(decoding: FinalizedBlock(block: block, certificate: certificate).encoded()).block
                    == block)
        }
        // A tariff document is six deep.
        #expect(deepest >= 6 && deepest < 20)
    }

    private func decodeReadings(_ count: UInt64, _ intervals: [CBOR]) throws {
        var fields = try CBORFields(
            .array([.unsigned(1), .unsigned(0), .unsigned(count), .array(intervals)]), of: "r")
        _ = try Readings(&fields)
    }

    @Test func readingsAreOfOneIntervalAtLeastAndAllOfOneRoster() throws {
        let interval = CBOR.array([.null, .bytes([1, 2]), .array([])])
        try self.decodeReadings(2, Array(repeating: interval, count: 24))
        #expect(throws: CBORError.self) { try self.decodeReadings(2, []) }
        #expect(throws: CBORError.self) { try self.decodeReadings(2, Array(repeating: interval, count: 25)) }
        let shorter = CBOR.array([.null, .bytes([1]), .array([])])
        #expect(throws: CBORError.self) { try self.decodeReadings(2, [interval, shorter]) }
        let uneven = Readings(
            rosterVersion: 1, firstEnd: UTCTime(seconds: 0),
            intervals: [[1, 2], [1]].map { IntervalReadings(increments: $0, exceptions: []) })
        let transaction = Transaction(
            sender: PrincipalID(0), sequence: 1, expires: UTCTime(seconds: 9), body: .readings(uneven))
        #expect(!transaction.signed(by: RandomRecords.keys[0], genesis: .zero).isWellFormed)
    }

    /// A signature, a sender, a sequence number and an expiry for four intervals, and not for each.
    @Test func intervalsTogetherTakeLessThanEachByItself() throws {
        let interval = IntervalReadings(increments: Array(repeating: 90, count: 200), exceptions: [])
        func bytes(_ intervals: Int) -> Int {
            let readings = Readings(
                rosterVersion: 200, firstEnd: UTCTime(seconds: 1_767_551_400),
                intervals: Array(repeating: interval, count: intervals))
            return Transaction(
                sender: PrincipalID(3), sequence: 1000, expires: UTCTime(seconds: 1_767_555_000),
                body: .readings(readings)
            ).signed(by: RandomRecords.keys[0], genesis: .zero).encoded().count
        }
        // One byte an increment, and each interval's presence, exceptions and lengths.
        #expect(bytes(1) - 200 == 106 && bytes(4) == bytes(1) + 3 * (200 + 5))
    }

    @Test func readingsHaveOneForm() throws {
        func decode(_ presence: CBOR, _ packed: [UInt8], count: UInt64 = 2, exceptions: [CBOR] = []) throws {
            try self.decodeReadings(count, [.array([presence, .bytes(packed), .array(exceptions)])])
        }
        try decode(.null, [1, 2])
        try decode(.bytes([0b10]), [1])
        // All present is null.
        #expect(throws: CBORError.self) { try decode(.bytes([0b11]), [1, 2]) }
        // A bit past the end.
        #expect(throws: CBORError.self) { try decode(.bytes([0b110]), [1]) }
        // A byte too many.
        #expect(throws: CBORError.self) { try decode(.bytes([0b10, 0]), [1]) }
        // Not shortest.
        #expect(throws: CBORError.self) { try decode(.null, [0x80, 0x00, 1]) }
        // Ends inside a value.
        #expect(throws: CBORError.self) { try decode(.null, [1, 0x80]) }
        // Over 64 bits.
        #expect(throws: CBORError.self) { try decode(.null, Array(repeating: 0xff, count: 9) + [0x02, 1]) }
        #expect(throws: CBORError.self) { try decode(.null, [1, 2], count: 4097) }
        let exception = CBOR.array([.unsigned(0), .unsigned(1), .unsigned(5)])
        try decode(.bytes([0b10]), [1], exceptions: [exception])
        #expect(throws: CBORError.self) { try decode(.null, [1, 2], exceptions: [exception]) }
        #expect(throws: CBORError.self) { try decode(.bytes([0b10]), [1], exceptions: [exception, exception]) }
    }
}
