internal import Glibc
internal import Identity
internal import Platform

/// A small file that is replaced in one piece: whole after a crash at any moment, damage shows, and of several processes
/// one changes it at a time.
///
/// The content stands behind a mark and its SHA-256.
public actor SealedFile {
    public static let maximumBytes = 1 << 20
    private static let mark = Array("GTSEAL1\n".utf8)
    /// How often a file that another process is changing is tried again, and the pause between.
    private static let (tries, pause) = (200, Duration.milliseconds(25))

    public nonisolated let path: String
    private let executor = ThreadExecutor(name: "sealed-file")

    public nonisolated var unownedExecutor: UnownedSerialExecutor { self.executor.asUnownedSerialExecutor() }

    public init(_ path: String) { self.path = path }

    /// The content as it was last put there; nil where it never was.
    ///
    /// - Throws: ``StorageError/damaged(file:found:goodThrough:)`` where it is not what was written, and another
    ///   ``StorageError`` where nobody can tell whether there is a file.
    public func read() throws(StorageError) -> [UInt8]? {
        guard let file = try OpenFile.ifThere(self.path) else { return nil }
        let bytes = try file.readAll(atMost: Self.maximumBytes + 64)
        let head = Self.mark.count + 32
        guard bytes.count >= head, bytes.starts(with: Self.mark) else {
            throw .damaged(file: self.path, found: "\(bytes.count) bytes without the mark", goodThrough: nil)
        }
        let content = Array(bytes[head...])
        guard Digest.sha256(content).bytes == Array(bytes[Self.mark.count..<head]) else {
            throw .damaged(file: self.path, found: "its content does not fit its hash", goodThrough: nil)
        }
        return content
    }

    /// Replaces the content by what `body` makes of it; durable on return. Nothing changes where `body` throws.
    public func change<Result: Sendable>(
        _ body: @Sendable ([UInt8]?) throws -> (content: [UInt8], result: Result)
    ) async throws -> Result {
        let lock = try OpenFile(self.path + ".lock", flags: O_RDWR | O_CREAT, mode: 0o664)
        try lock.adoptOwner()
        for attempt in 1...Self.tries {
            do throws(StorageError) {
                try lock.lock()
                break
            } catch {
                guard case .locked = error, attempt < Self.tries else { throw error }
            }
            try await Task.sleep(for: Self.pause)
        }
        let (content, result) = try body(try self.read())
        try self.replace(content)
        try lock.unlock()
        return result
    }

    private func replace(_ content: [UInt8]) throws(StorageError) {
        guard content.count <= Self.maximumBytes else {
            throw .failed(file: self.path, action: "write", reason: "over \(Self.maximumBytes) bytes")
        }
        let new = self.path + ".new"
        let file = try OpenFile(new, flags: O_WRONLY | O_CREAT | O_TRUNC, mode: 0o644)
        try file.adoptOwner()
        try file.write(Self.mark + Digest.sha256(content).bytes + content, at: 0)
        try file.sync()
        try OpenFile.rename(new, to: self.path)
        try OpenFile.syncDirectory(OpenFile.folder(of: self.path))
    }
}
