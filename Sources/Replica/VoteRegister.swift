internal import CanonicalCBOR
public import Consensus
public import Identity
internal import Journal

/// Why a register's key must never vote again: nobody can know any more what it promised.
public struct RegisterRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String
}

/// The vote register without its file: what the bytes say, and which bytes to write.
///
/// All records of one turn are one entry of a journal and share one sync, so a power cut keeps all of them or none.
public struct VoteRegister: Sendable {
    /// Length at which ``dropThrough(epoch:view:)`` begins a new file.
    private let rotationBytes: Int
    private var writer: JournalWriter
    private var length: Int
    /// Every record that the chain does not yet make dispensable, in order: what ``ConsensusCore`` starts from.
    public private(set) var records: [ConsensusRecord]

    /// Reads a register back; an empty file begins one.
    ///
    /// - Parameters:
    ///   - bytes: the whole file.
    ///   - genesis: hash of the zone's genesis; another zone's register is refused.
    /// - Returns: the register, and what has to be done to the file before anything else.
    public static func recover(
        _ bytes: [UInt8], genesis: Digest, rotationBytes: Int
    ) throws(RegisterRefusal) -> (register: VoteRegister, steps: [RegisterStep]) {
        let recovery = JournalReader.recover(bytes, genesis: genesis)
        guard let writer = recovery.nextWriter else {
            throw RegisterRefusal(description: "\(recovery.verdict)")
        }
        let register = VoteRegister(
            rotationBytes: rotationBytes, writer: writer, length: recovery.goodLength,
            records: try self.decode(recovery.records))
        // A tail that a power cut left unfinished was never synced, so nobody was told of it. What a killed process wrote
        // and did not sync is read back all the same, and its votes are sent again: it has to be durable first.
        let isTorn = bytes.count > recovery.goodLength
        return (register, (isTorn ? [.truncate(to: recovery.goodLength)] : []) + [.sync, .syncDirectory])
    }

    private static func decode(_ entries: [JournalRecord]) throws(RegisterRefusal) -> [ConsensusRecord] {
        var records: [ConsensusRecord] = []
        for entry in entries {
            do throws(CBORError) {
                records += try VoteEntry.decode(entry.body)
            } catch {
                throw RegisterRefusal(description: "entry \(entry.sequence) at byte \(entry.offset): \(error)")
            }
        }
        return records
    }

    /// Takes in the records of one turn; nothing of them may be sent before the steps are done.
    public mutating func append(_ records: [ConsensusRecord]) -> [RegisterStep] {
        guard !records.isEmpty else { return [] }
        let bytes = self.writer.append(VoteEntry.encode(records))
        let offset = self.length
        self.length += bytes.count
        self.records += records
        return [.write(bytes, at: offset), .sync]
    }

    /// Everything at or below a view is final and durable in the chain; a long file is replaced by a new one.
    public mutating func dropThrough(epoch: UInt64, view: UInt64) -> [RegisterStep] {
        let kept = self.records.filter { $0.isKeptForever || ($0.epoch, $0.view) > (epoch, view) }
        self.records = [.checkpoint(epoch: epoch, view: view)] + kept
        return self.length > self.rotationBytes ? self.rotate() : []
    }

    private mutating func rotate() -> [RegisterStep] {
        self.writer = self.writer.continuingInNewFile()
        let bytes = self.writer.append(VoteEntry.encode(self.records))
        self.length = bytes.count
        return [.writeNew(bytes), .replaceByNew, .syncDirectory]
    }
}
