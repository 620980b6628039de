internal import CanonicalCBOR
internal import Identity
internal import Journal
internal import Ledger

/// The stored chain of a node: ranges of final blocks with their certificates, one a record.
///
/// It stands for the box's database: what was committed together is there as a whole or not at all.
struct ChainFile {
    static let name = "chain.log"

    private var writer: JournalWriter
    private var length: Int
    private(set) var ranges: [FinalizedRange]

    var blocks: [Block] { self.ranges.flatMap(\.blocks) }

    /// Reads the chain back; what follows a fault is cut off and has to be fetched from peers again.
    static func open(_ disk: inout VirtualDisk, genesis: Digest, _ chance: inout Chance) throws(DiskError) -> ChainFile
    {
        let bytes = disk.read(Self.name)
        let recovery = JournalReader.recover(bytes, genesis: genesis)
        let ranges = self.decode(recovery.records)
        guard let writer = recovery.nextWriter, ranges.count == recovery.records.count else {
            return try self.rewritten(ranges, &disk, genesis: genesis, &chance)
        }
        if bytes.isEmpty { disk.create(Self.name) }
        if bytes.count > recovery.goodLength { try disk.truncate(Self.name, to: recovery.goodLength) }
        // What a killed process wrote and did not sync counts as final from now on.
        try disk.sync(Self.name, &chance)
        disk.syncDirectory()
        return ChainFile(writer: writer, length: recovery.goodLength, ranges: ranges)
    }

    /// What can be read, up to the first record that cannot.
    private static func decode(_ records: [JournalRecord]) -> [FinalizedRange] {
        var ranges: [FinalizedRange] = []
        for record in records {
            guard let range = try? FinalizedRange(decoding: record.body) else { break }
            ranges.append(range)
        }
        return ranges
    }

    /// A new file with what is good.
    private static func rewritten(
        _ ranges: [FinalizedRange], _ disk: inout VirtualDisk, genesis: Digest, _ chance: inout Chance
    ) throws(DiskError) -> ChainFile {
        disk.create(Self.name)
        disk.syncDirectory()
        var file = ChainFile(writer: JournalWriter(genesis: genesis), length: 0, ranges: [])
        for range in ranges { try file.append(range, &disk) }
        if !ranges.isEmpty { try disk.sync(Self.name, &chance) }
        return file
    }

    /// Writes a range, which is durable after the next sync.
    mutating func append(_ range: FinalizedRange, _ disk: inout VirtualDisk) throws(DiskError) {
        let bytes = self.writer.append(range.encoded())
        try disk.write(bytes, at: self.length, of: Self.name)
        self.length += bytes.count
        self.ranges.append(range)
    }

    /// What a peer gets that lacks the blocks from `height` on.
    func ranges(from height: UInt64, atMost count: Int) -> [FinalizedRange] {
        self.ranges.drop { $0.lastHeight < height }.prefix(count).map { $0.dropping(through: height - 1) }
    }

    /// The last vote that the chain shows of this validator; nil where there is none.
    func lastVote(of signer: PrincipalID) -> (epoch: UInt64, view: UInt64)? {
        let range = self.ranges.last { $0.certificate.signatures.contains { $0.signer == signer } }
        return range.map { ($0.certificate.statement.epoch, $0.certificate.statement.view) }
    }
}
