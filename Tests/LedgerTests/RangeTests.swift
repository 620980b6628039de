import CanonicalCBOR
import Identity
import Ledger
import Metering
import TestSupport
import Testing

@Suite struct RangeTests {
    /// A chain of blocks, and a quorum's certificate for the last of them.
    private static func chain(_ count: Int) throws -> (blocks: [Block], certificate: Certificate) {
        var random = RandomRecords(generator: SeededGenerator(seed: 11))
        var blocks: [Block] = []
        for index in 0..<count {
            let block = random.block()
            var header = block.header
            header.height = UInt64(index) + 5
            header.view = UInt64(2 * index) + 7
            header.epoch = RandomRecords.validators.epoch
            header.nextValidators = nil
            if let parent = blocks.last { header.parent = parent.hash }
            blocks.append(Block(header: header, transactions: block.transactions))
        }
        let votes = random.votes(for: try #require(blocks.last)).prefix(3)
        return (blocks, try #require(Certificate(votes: Array(votes))))
    }

    private static func verify(_ range: FinalizedRange) throws(RangeError) {
        try range.verify(RandomRecords.validators, genesis: RandomRecords.genesisHash)
    }

    @Test func oneCertificateProvesAllBeforeIt() throws {
        let (blocks, certificate) = try Self.chain(5)
        try Self.verify(FinalizedRange(blocks: blocks, certificate: certificate))
        let short = FinalizedRange(
            blocks: Array(blocks[..<2]), tail: blocks[2...].map(\.header), certificate: certificate)
        try Self.verify(short)
        #expect(short.firstHeight == 5 && short.lastHeight == 6)
        #expect(try FinalizedRange(decoding: short.encoded()) == short)
        let rest = FinalizedRange(blocks: blocks, certificate: certificate).dropping(through: 7)
        #expect(rest.firstHeight == 8)
        try Self.verify(rest)
    }

    @Test func fillersProveAnEpochsLastBlock() throws {
        var random = RandomRecords(generator: SeededGenerator(seed: 13))
        var header = random.block().header
        header.height = 9
        header.epoch = RandomRecords.validators.epoch
        header.nextValidators = .sha256([1])
        let empty = Block.root(of: .energy, in: [])
        (header.transactionCount, header.energyRoot, header.paymentRoot) = (0, empty, empty)
        let last = Block(header: header, transactions: [])
        let filler = BlockHeader.filler(
            on: header, view: header.view + 2, time: header.time.adding(seconds: 1), proposer: PrincipalID(0))
        let votes = random.votes(for: Block(header: filler, transactions: [])).prefix(3)
        let certificate = try #require(Certificate(votes: Array(votes)))
        try Self.verify(FinalizedRange(blocks: [last], tail: [filler], certificate: certificate))
        #expect(throws: RangeError.self) {
            let fillerBlock = Block(header: filler, transactions: [])
            try Self.verify(FinalizedRange(blocks: [last, fillerBlock], certificate: certificate))
        }
    }

    @Test func everythingElseIsRefused() throws {
        let (blocks, certificate) = try Self.chain(4)
        #expect(throws: RangeError.self) {
            try Self.verify(FinalizedRange(blocks: Array(blocks[..<3]), certificate: certificate))
        }
        #expect(throws: RangeError.notConsecutive(height: 7)) {
            try Self.verify(
                FinalizedRange(
                    blocks: [blocks[0]], tail: [blocks[2].header, blocks[3].header], certificate: certificate))
        }
        let full = try #require(blocks.firstIndex { !$0.transactions.isEmpty })
        var hollow = blocks
        hollow[full] = Block(header: blocks[full].header, transactions: [])
        #expect(throws: RangeError.wrongContent(height: blocks[full].header.height)) {
            try Self.verify(FinalizedRange(blocks: hollow, certificate: certificate))
        }
        #expect(throws: RangeError.empty) { try Self.verify(FinalizedRange(blocks: [], certificate: certificate)) }
        let empty = CBOR.array([.array([]), .array([]), certificate.cbor]).encoded()
        #expect(throws: CBORError.self) { _ = try FinalizedRange(decoding: empty) }
        let few = try #require(
            Certificate(votes: Array(RandomRecords.quorum(for: blocks[3]).prefix(2))))
        #expect(throws: RangeError.certificate(.tooFewSigners(needed: 3, found: 2))) {
            try Self.verify(FinalizedRange(blocks: blocks, certificate: few))
        }
    }

    /// The wire never changes by accident.
    @Test func wireIsPinned() throws {
        let (blocks, certificate) = try Self.chain(6)
        var hash = Digest.zero
        for count in 1...6 {
            let range = FinalizedRange(
                blocks: Array(blocks[..<count]), tail: blocks[count...].map(\.header), certificate: certificate)
            hash = .sha256(parts: [hash.bytes, range.encoded()])
        }
        #expect(hash.hex == "f3e2b5d4c059130b5fa22a1cca5d86209a038d807b2496eaf3567048ac7a7149")
    }
}

extension RandomRecords {
    fileprivate static func quorum(for block: Block) -> [Vote] {
        var random = RandomRecords(generator: SeededGenerator(seed: 12))
        return random.votes(for: block)
    }
}
