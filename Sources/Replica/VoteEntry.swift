internal import CanonicalCBOR
internal import Consensus

/// One entry of the register's journal: the records of one turn.
enum VoteEntry {
    /// Checkpoints of long views hold few records; this is far beyond.
    private static let mostRecords = 65_536
    private static let limits = CBORLimits(bytes: 256 << 20, items: 1 << 18, depth: 2)

    static func encode(_ records: [ConsensusRecord]) -> [UInt8] {
        CBOR.array(records.map { .bytes($0.encoded()) }).encoded()
    }

    static func decode(_ bytes: [UInt8]) throws(CBORError) -> [ConsensusRecord] {
        var fields = try CBORFields(decoding: bytes, of: "vote entry", limits: self.limits)
        var records: [ConsensusRecord] = []
        while fields.remaining > 0, records.count < self.mostRecords {
            let record = try fields.bytes("record")
            records.append(try ConsensusRecord(decoding: record))
        }
        try fields.end()
        return records
    }
}
