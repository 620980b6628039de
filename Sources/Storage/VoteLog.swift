internal import CanonicalCBOR
public import Consensus
internal import Glibc
public import Identity
internal import Journal
internal import Platform

/// The vote register, `votes.log`: what this validator promised, durable before anyone hears of it.
///
/// All records of one call are one entry of the journal, so a power cut keeps all of them or none. A file that cannot
/// vouch for what it once held is refused: its key must not vote again.
public actor VoteLog {
    /// Name of the file in the data directory.
    public static let fileName = "votes.log"
    /// A longer file than any that is written: a rotation comes long before.
    private static let mostBytes = 512 << 20

    public nonisolated let path: String
    private let directory: String
    private let executor: ThreadExecutor
    private let rotationBytes: Int
    private let lock: OpenFile
    private var file: OpenFile
    private var writer: JournalWriter
    private var length: Int
    /// The first error; nothing is written after it, as it is unknown what the disk holds.
    private var failure: StorageError?
    /// Every record that the chain does not yet make dispensable, in order: what ``ConsensusCore`` starts from.
    public private(set) var records: [ConsensusRecord]

    public nonisolated var unownedExecutor: UnownedSerialExecutor { self.executor.asUnownedSerialExecutor() }

    /// Opens the register in a data directory, or begins it there; cuts off a tail that a power cut left unfinished.
    ///
    /// - Parameters:
    ///   - genesis: hash of the zone's genesis; another zone's register is refused.
    ///   - rotationBytes: length at which ``dropThrough(epoch:view:)`` begins a new file.
    /// - Throws: ``StorageError/mustNotVote(file:reason:)`` where the register is damaged.
    public static func open(
        directory: String, genesis: Digest, rotationBytes: Int = 8 << 20
    ) async throws(StorageError) -> VoteLog {
        let executor = ThreadExecutor(name: "vote-log")
        return try await OpeningThread(executor).run { () throws(StorageError) in
            try VoteLog(
                directory: directory, genesis: genesis, rotationBytes: rotationBytes, executor: executor)
        }
    }

    private init(
        directory: String, genesis: Digest, rotationBytes: Int, executor: ThreadExecutor
    ) throws(StorageError) {
        let path = directory + "/" + Self.fileName
        let lock = try OpenFile(path + ".lock", flags: O_RDWR | O_CREAT)
        do throws(StorageError) {
            try lock.lock()
        } catch {
            if case .locked = error { throw .locked(file: path) }
            throw error
        }
        // A rotation that did not reach its rename: the old file still holds everything.
        try OpenFile.remove(path + ".new")
        let file = try OpenFile(path, flags: O_RDWR | O_CREAT)
        let bytes = try file.readAll(atMost: Self.mostBytes)
        let recovery = JournalReader.recover(bytes, genesis: genesis)
        guard let writer = recovery.nextWriter else {
            throw Self.refusal(recovery.verdict, path: path)
        }
        let records = try Self.decode(recovery.records, path: path)
        if bytes.count > recovery.goodLength {
            try file.truncate(to: recovery.goodLength)
            try file.sync()
        }
        try OpenFile.syncDirectory(directory)
        self.path = path
        self.directory = directory
        self.executor = executor
        self.rotationBytes = rotationBytes
        self.lock = lock
        self.file = file
        self.writer = writer
        self.length = recovery.goodLength
        self.records = records
    }

    private static func refusal(_ verdict: JournalVerdict, path: String) -> StorageError {
        .mustNotVote(file: path, reason: "\(verdict)")
    }

    private static func decode(_ entries: [JournalRecord], path: String) throws(StorageError) -> [ConsensusRecord] {
        var records: [ConsensusRecord] = []
        for entry in entries {
            do throws(CBORError) {
                records += try VoteEntry.decode(entry.body)
            } catch {
                throw .mustNotVote(file: path, reason: "entry \(entry.sequence) at byte \(entry.offset): \(error)")
            }
        }
        return records
    }

    /// Appends records and returns when they are on the disk.
    ///
    /// After an error nothing of them may be sent, and the register takes no more until it is opened again.
    public func append(_ records: [ConsensusRecord]) throws(StorageError) {
        guard !records.isEmpty else { return }
        if let failure { throw failure }
        var writer = self.writer
        let bytes = writer.append(VoteEntry.encode(records))
        do throws(StorageError) {
            try self.file.write(bytes, at: self.length)
            try self.file.sync()
        } catch {
            self.failure = error
            throw error
        }
        self.writer = writer
        self.length += bytes.count
        self.records += records
    }

    /// Says that everything at or below a view is final and durable in the chain; begins a new file when this one is
    /// long.
    public func dropThrough(epoch: UInt64, view: UInt64) throws(StorageError) {
        let kept = self.records.filter { $0.isKeptForever || ($0.epoch, $0.view) > (epoch, view) }
        self.records = [.checkpoint(epoch: epoch, view: view)] + kept
        if self.length > self.rotationBytes { try self.rotate() }
    }

    /// Lets another process or another start take up the register; nothing more is written here.
    public func close() throws(StorageError) {
        self.failure = self.failure ?? .failed(file: self.path, action: "write", reason: "this register was closed")
        try self.lock.unlock()
    }

    /// Writes what must stay into a new file and puts it in the old one's place in one step.
    private func rotate() throws(StorageError) {
        if let failure { throw failure }
        var writer = self.writer.continuingInNewFile()
        let bytes = writer.append(VoteEntry.encode(self.records))
        let new = self.path + ".new"
        do throws(StorageError) {
            let file = try OpenFile(new, flags: O_RDWR | O_CREAT | O_TRUNC)
            try file.write(bytes, at: 0)
            try file.sync()
            try OpenFile.rename(new, to: self.path)
            self.file = file
            self.writer = writer
            self.length = bytes.count
            try OpenFile.syncDirectory(self.directory)
        } catch {
            self.failure = error
            throw error
        }
    }
}
