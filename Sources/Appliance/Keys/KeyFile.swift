import Foundation
import Glibc
import Identity
import Platform

/// Files of keys: a secret one that only its owner may read, and `.pub` beside it.
enum KeyFile {
    private static let heading = "gridtally key 1"

    /// Makes a new key and writes `file` (mode 0600) and `file.pub`; an existing file is never replaced.
    static func generate(at file: URL) throws -> PublicKey {
        var generator = SystemRandomNumberGenerator()
        let seed = (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let key = try SigningKey(seed: seed)
        guard let seedText = Digest(bytes: seed)?.hex else {
            throw FileError(file, "no key could be made", "Try again.")
        }
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        let text = "\(self.heading)\npublic: \(key.publicKey.hex)\nseed: \(seedText)\n"
        try self.create(file, text, mode: 0o600)
        try self.create(file.appendingPathExtension("pub"), key.publicKey.hex + "\n", mode: 0o644)
        return key.publicKey
    }

    /// Puts a new key in the place of an old one, which is kept beside it; safe to repeat after a crash at any point.
    ///
    /// - Returns: where the old key is now.
    static func replace(_ file: URL, with new: URL) throws -> URL {
        let old = try self.read(file).publicKey.hex.prefix(8)
        let kept = file.appendingPathExtension("old-\(old)")
        for suffix in ["", ".pub"] {
            try? FileManager.default.removeItem(atPath: kept.path + suffix)
            try FileManager.default.copyItem(atPath: file.path + suffix, toPath: kept.path + suffix)
        }
        // The secret last: until then the old pair is in force.
        for suffix in [".pub", ""] {
            guard rename(new.path + suffix, file.path + suffix) == 0 else {
                throw FileError(file, "cannot be replaced (\(String(cString: strerror(errno))))", "Check the folder.")
            }
        }
        return kept
    }

    /// Reads a secret key; refuses a file that others may read.
    static func read(_ file: URL) throws -> SigningKey {
        let lines = try FileError.text(of: file).split(separator: "\n").map(String.init)
        let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
        guard let mode = attributes[.posixPermissions] as? Int, mode & 0o077 == 0 else {
            throw FileError(file, "may be read by others", "Run `chmod 600 \(file.path)`.")
        }
        guard lines.count == 3, lines[0] == self.heading, lines[2].hasPrefix("seed: "),
            let seed = Digest(hex: String(lines[2].dropFirst(6))), let key = try? SigningKey(seed: seed.bytes),
            lines[1] == "public: \(key.publicKey.hex)"
        else {
            throw FileError(file, "is not a key file", "Make one with `gridtally keygen --out FILE`.")
        }
        return key
    }

    /// Reads a `.pub` file.
    static func publicKey(at file: URL) throws -> PublicKey {
        let text = try FileError.text(of: file).trimmingCharacters(in: .whitespacesAndNewlines)
        guard let bytes = Digest(hex: text)?.bytes, let key = PublicKey(bytes: bytes) else {
            throw FileError(
                file, "is not a public key", "Give the .pub file that `gridtally keygen` wrote beside the key.")
        }
        return key
    }

    private static func create(_ file: URL, _ text: String, mode: mode_t) throws {
        let descriptor = open(file.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        let code = errno
        guard descriptor >= 0 else {
            let advice =
                code == EEXIST
                ? "A key is never replaced: choose another name, or move the old one away." : "Check the folder."
            throw FileError(file, "cannot be created (\(String(cString: strerror(code))))", advice)
        }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try handle.write(contentsOf: Data(text.utf8))
        try handle.synchronize()
    }
}
