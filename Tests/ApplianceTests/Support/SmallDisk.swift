import Foundation
import Glibc

/// A small file system of a test's own, mounted over a folder. Only root can have one.
final class SmallDisk: Sendable {
    enum Kind {
        /// In memory, of so many kB.
        case memory(kilobytes: Int)
        /// ext4 in a file, which turns read-only where it finds an error, as on an SD card.
        case card
    }

    let folder: URL
    private let image: URL?
    private var filler: URL { self.folder.appending(path: "filler") }

    /// True where this machine lets the tests mount.
    static let isPossible = SmallDisk.tryOut()
    /// True where it also lets them mount a file and break it.
    static let canBreak =
        SmallDisk.isPossible && FileManager.default.isExecutableFile(atPath: "/usr/sbin/mkfs.ext4")
        && FileManager.default.fileExists(atPath: "/dev/loop-control")
        && FileManager.default.fileExists(atPath: "/sys/fs/ext4")

    private static func tryOut() -> Bool {
        guard geteuid() == 0, let folder = try? TemporaryFolder() else { return false }
        guard (try? Self.tool("/usr/bin/mount", ["-t", "tmpfs", "tmpfs", folder.url.path])) != nil else { return false }
        return (try? Self.tool("/usr/bin/umount", [folder.url.path])) != nil
    }

    init(at folder: URL, _ kind: Kind) throws {
        self.folder = folder
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        switch kind {
        case .memory(let kilobytes):
            self.image = nil
            try Self.tool("/usr/bin/mount", ["-t", "tmpfs", "-o", "size=\(kilobytes)k", "tmpfs", folder.path])
        case .card:
            let image = folder.appendingPathExtension("img")
            self.image = image
            guard FileManager.default.createFile(atPath: image.path, contents: nil) else {
                throw CocoaError(.fileWriteUnknown)
            }
            try FileHandle(forWritingTo: image).truncate(atOffset: 32 << 20)
            try Self.tool("/usr/sbin/mkfs.ext4", ["-q", "-m", "0", image.path])
            try self.insert()
        }
    }

    deinit { _ = try? Self.tool("/usr/bin/umount", ["-l", self.folder.path]) }

    /// Takes all the room that is left.
    func fill() throws {
        let descriptor = open(self.filler.path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        defer { close(descriptor) }
        let page = [UInt8](repeating: 0x5A, count: 4096)
        while write(descriptor, page, page.count) > 0 {}
        guard errno == ENOSPC else { throw CocoaError(.fileWriteUnknown) }
    }

    func makeRoom() throws { try FileManager.default.removeItem(at: self.filler) }

    /// The kernel finds an error on the card, and allows no more writing.
    func wearOut() throws {
        let device = try Self.tool("/usr/bin/findmnt", ["-n", "-o", "SOURCE", self.folder.path])
        let name = device.split(separator: "/").last.map(String.init) ?? ""
        try Data("worn\n".utf8).write(to: URL(filePath: "/sys/fs/ext4/\(name)/trigger_fs_error"))
    }

    /// A card that is checked and put in again.
    func repair() throws {
        guard let image else { return }
        try Self.tool("/usr/bin/umount", [self.folder.path])
        // 1: errors were corrected.
        try Self.tool("/usr/sbin/e2fsck", ["-fy", image.path], allowed: [0, 1])
        try self.insert()
    }

    private func insert() throws {
        try Self.tool("/usr/bin/mount", ["-o", "loop,errors=remount-ro", self.image?.path ?? "", self.folder.path])
    }

    @discardableResult
    private static func tool(_ program: String, _ arguments: [String], allowed: Set<Int32> = [0]) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        guard allowed.contains(process.terminationStatus) else {
            throw TimedOut(description: "\(program) \(arguments): \(text)")
        }
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
