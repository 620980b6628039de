internal import Glibc
public import Identity
public import Ledger
internal import Platform

/// The snapshot that a box gives to others: made when somebody asks, at most every so many blocks and so often, and read
/// piece by piece from the disk, so that who asks again and again costs one read each time.
///
/// Its file has no name once it is written: it goes with the process. The one before stays until the next is made, so that
/// a fetch has the time between two of them to come to its end.
public actor SnapshotShelf {
    /// How often a snapshot is made anew.
    public struct Pace: Hashable, Sendable {
        /// Blocks since the last one, at least.
        public var blocks: UInt64 = 1000
        /// Nanoseconds since the last one was begun, at least.
        public var nanoseconds: Int64 = 3_600_000_000_000
        /// Nanoseconds after one that could not be made.
        public var afterFailure: Int64 = 600_000_000_000

        public init() {}
    }

    /// Bytes that a snapshot leaves free on the disk: the chain must never stand still for want of them.
    private static let reserve = 256 << 20
    /// The newest, and the one before.
    private static let kept = 2
    private static let fileName = "snapshot.offered"

    private let directory: String
    private let genesis: Genesis
    private let pace: Pace
    private let report: @Sendable (StorageError) -> Void
    private let executor = ThreadExecutor(name: "snapshots")
    /// Newest first.
    private var shelf: [OfferedSnapshot] = []
    private(set) var isMaking = false
    /// When the next may be begun, and for which height at least.
    private var next: (moment: Int64, height: UInt64) = (.min, 1)

    public nonisolated var unownedExecutor: UnownedSerialExecutor { self.executor.asUnownedSerialExecutor() }

    /// - Parameters:
    ///   - directory: the chain's.
    ///   - report: told of a snapshot that could not be made.
    public init(
        directory: String, genesis: Genesis, pace: Pace = Pace(), report: @escaping @Sendable (StorageError) -> Void
    ) {
        self.directory = directory
        self.genesis = genesis
        self.pace = pace
        self.report = report
    }

    /// What there is to give; where it is old, a newer one is made meanwhile.
    ///
    /// - Parameters:
    ///   - tip: the chain's height.
    ///   - now: monotonic nanoseconds.
    /// - Returns: nil while there is none yet: ask again.
    public func offer(tip: UInt64, at now: Int64) -> SnapshotOffer? {
        if !self.isMaking, now >= self.next.moment, tip >= self.next.height {
            self.isMaking = true
            Task { await self.make(at: now) }
        }
        return self.shelf.first?.offer
    }

    /// Bytes of the head or of a chunk; nil where it is not here, or ends before the offset.
    ///
    /// - Parameters:
    ///   - name: the head's hash or the chunk's root.
    ///   - limit: the most bytes.
    public func piece(_ name: Digest, from offset: Int, atMost limit: Int) throws(StorageError) -> SnapshotPiece? {
        for snapshot in self.shelf {
            if let piece = try snapshot.piece(name, from: offset, atMost: limit) { return piece }
        }
        return nil
    }

    private func make(at now: Int64) async {
        defer { self.isMaking = false }
        do throws(StorageError) {
            let made = try await self.write()
            self.shelf = Array(([made] + self.shelf).prefix(Self.kept))
            self.next = (now + self.pace.nanoseconds, made.offer.height + self.pace.blocks)
        } catch {
            self.next.moment = now + self.pace.afterFailure
            self.report(error)
        }
    }

    /// Reads the chain through its own connection and thread: blocks are appended and pieces are read meanwhile.
    private func write() async throws(StorageError) -> OfferedSnapshot {
        let path = "\(self.directory)/\(Self.fileName)"
        try OpenFile.remove(path)
        let store = try await ChainStore.open(directory: self.directory, genesis: self.genesis, access: .readOnly)
        _ = try await store.exportSnapshot(to: path, leavingFree: Self.reserve)
        try await store.close()
        let file = try OpenFile(path, flags: O_RDONLY)
        try OpenFile.remove(path)
        return try OfferedSnapshot(file)
    }
}

/// A snapshot's file, and where everything lies in it.
private struct OfferedSnapshot {
    let offer: SnapshotOffer
    private let file: OpenFile
    private let frames: [Digest: SnapshotFile.Frame]

    init(_ file: OpenFile) throws(StorageError) {
        let (head, first) = try SnapshotFile.head(in: file)
        guard first.count <= SnapshotHead.maximumBytes else { throw Self.tooLarge(file, "head", first.count) }
        let offer = SnapshotOffer(height: head.block.block.header.height, head: head.name)
        var frames = [offer.head: first]
        var end = first.offset + first.count
        for chunk in head.chunks {
            let frame = try SnapshotFile.frame(in: file, at: end)
            guard frame.count <= SnapshotChunk.maximumBytes else { throw Self.tooLarge(file, "chunk", frame.count) }
            frames[chunk.root] = frame
            end = frame.offset + frame.count
        }
        (self.offer, self.file, self.frames) = (offer, file, frames)
    }

    private static func tooLarge(_ file: OpenFile, _ what: String, _ count: Int) -> StorageError {
        .failed(
            file: file.path, action: "offer a snapshot",
            reason: "a \(what) of \(count) bytes is more than one box gives another; carry the snapshot as a file")
    }

    func piece(_ name: Digest, from offset: Int, atMost limit: Int) throws(StorageError) -> SnapshotPiece? {
        guard let frame = self.frames[name], offset >= 0, offset < frame.count else { return nil }
        let count = min(max(limit, 1), SnapshotPiece.maximumBytes, frame.count - offset)
        return SnapshotPiece(
            total: UInt32(frame.count), bytes: try self.file.read(count, at: frame.offset + offset))
    }
}
