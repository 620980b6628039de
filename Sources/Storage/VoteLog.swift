public import Consensus
internal import Glibc
public import Identity
internal import Platform
internal import Replica

/// The vote register, `votes.log`: what this validator promised, durable before anyone hears of it.
///
/// All records of one call are one entry of the journal, so a power cut keeps all of them or none. A file that cannot
/// vouch for what it once held is refused: its key must not vote again.
public actor VoteLog {
    /// Name of the file in the data directory.
    public static let fileName = "votes.log"
    private static let newSuffix = ".new"
    /// A longer file than any that is written: a rotation comes long before.
    private static let mostBytes = 512 << 20

    /// No journal begins so.
    private static let forbidden = Array("restored from a backup: this key must not vote\n".utf8)

    public nonisolated let path: String
    private let directory: String
    private let executor: ThreadExecutor
    private let lock: OpenFile
    private var file: OpenFile
    private var register: VoteRegister
    /// The first error; nothing is written after it, as it is unknown what the disk holds.
    private var failure: StorageError?
    /// Every record that the chain does not yet make dispensable, in order: what ``ConsensusCore`` starts from.
    public var records: [ConsensusRecord] { self.register.records }

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
        try OpenFile.remove(path + Self.newSuffix)
        let file = try OpenFile(path, flags: O_RDWR | O_CREAT)
        let bytes = try file.readAll(atMost: Self.mostBytes)
        let (register, steps) = try Self.recover(bytes, path: path, genesis: genesis, rotationBytes: rotationBytes)
        self.path = path
        self.directory = directory
        self.executor = executor
        self.lock = lock
        self.file = file
        self.register = register
        for step in steps { self.file = try Self.perform(step, on: self.file, in: directory) }
    }

    private static func recover(
        _ bytes: [UInt8], path: String, genesis: Digest, rotationBytes: Int
    ) throws(StorageError) -> (VoteRegister, [RegisterStep]) {
        guard !bytes.starts(with: self.forbidden) else {
            throw .mustNotVote(
                file: path, reason: "the box was restored from a backup, which cannot know what its key signed since")
        }
        do throws(RegisterRefusal) {
            return try VoteRegister.recover(bytes, genesis: genesis, rotationBytes: rotationBytes)
        } catch {
            throw .mustNotVote(file: path, reason: error.description)
        }
    }

    /// Puts a mark where no register is: whoever has this box's key has signed with it, and nobody knows what.
    public static func forbid(directory: String) throws(StorageError) {
        try DurableFile.create("\(directory)/\(self.fileName)", self.forbidden)
    }

    /// Appends records and returns when they are on the disk.
    ///
    /// After an error nothing of them may be sent, and the register takes no more until it is opened again.
    public func append(_ records: [ConsensusRecord]) throws(StorageError) {
        guard !records.isEmpty else { return }
        try self.perform { $0.append(records) }
    }

    /// Says that everything at or below a view is final and durable in the chain; begins a new file when this one is
    /// long.
    public func dropThrough(epoch: UInt64, view: UInt64) throws(StorageError) {
        try self.perform { $0.dropThrough(epoch: epoch, view: view) }
    }

    /// Lets another process or another start take up the register; nothing more is written here.
    public func close() throws(StorageError) {
        self.failure = self.failure ?? .failed(file: self.path, action: "write", reason: "this register was closed")
        try self.lock.unlock()
    }

    private func perform(_ change: (inout VoteRegister) -> [RegisterStep]) throws(StorageError) {
        if let failure { throw failure }
        do throws(StorageError) {
            for step in change(&self.register) {
                self.file = try Self.perform(step, on: self.file, in: self.directory)
            }
        } catch {
            self.failure = error
            throw error
        }
    }

    /// Carries out one step; returns the file that is the register after it.
    private static func perform(
        _ step: RegisterStep, on file: OpenFile, in directory: String
    ) throws(StorageError) -> OpenFile {
        let path = directory + "/" + Self.fileName
        switch step {
        case .write(let bytes, let offset): try file.write(bytes, at: offset)
        case .truncate(let length): try file.truncate(to: length)
        case .sync: try file.sync()
        case .writeNew(let bytes):
            let new = try OpenFile(path + Self.newSuffix, flags: O_RDWR | O_CREAT | O_TRUNC)
            try new.write(bytes, at: 0)
            try new.sync()
        case .replaceByNew:
            let new = try OpenFile(path + Self.newSuffix, flags: O_RDWR)
            try OpenFile.rename(path + Self.newSuffix, to: path)
            return new
        case .syncDirectory: try OpenFile.syncDirectory(directory)
        }
        return file
    }
}
