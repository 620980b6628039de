import CZlib

/// A tar archive (POSIX ustar) of small text files, in memory.
struct TarArchive {
    private static let block = 512
    private var bytes: [UInt8] = []

    /// - Parameters:
    ///   - name: at most 99 bytes of ASCII.
    ///   - seconds: time of change, seconds since 1970.
    mutating func add(_ name: String, _ content: [UInt8], seconds: Int64) {
        var header = [UInt8](repeating: 0, count: Self.block)
        func put(_ text: some Sequence<UInt8>, at offset: Int, limit: Int) {
            for (index, byte) in text.prefix(limit).enumerated() { header[offset + index] = byte }
        }
        func octal(_ number: Int64, digits: Int) -> [UInt8] {
            let text = String(max(0, number), radix: 8)
            return Array((String(repeating: "0", count: max(0, digits - text.count)) + text).utf8)
        }
        put(name.utf8, at: 0, limit: 99)
        put(octal(0o600, digits: 7), at: 100, limit: 7)
        put(octal(0, digits: 7), at: 108, limit: 7)
        put(octal(0, digits: 7), at: 116, limit: 7)
        put(octal(Int64(content.count), digits: 11), at: 124, limit: 11)
        put(octal(seconds, digits: 11), at: 136, limit: 11)
        // The checksum counts its own place as blanks.
        put(Array(repeating: 0x20, count: 8), at: 148, limit: 8)
        put([0x30], at: 156, limit: 1)
        put("ustar\u{0}00".utf8, at: 257, limit: 8)
        let sum = header.reduce(0) { $0 + Int64($1) }
        put(octal(sum, digits: 6) + [0, 0x20], at: 148, limit: 8)
        self.bytes += header + content
        self.bytes += [UInt8](repeating: 0, count: (Self.block - content.count % Self.block) % Self.block)
    }

    /// The archive with its end.
    var data: [UInt8] { self.bytes + [UInt8](repeating: 0, count: 2 * Self.block) }
}

/// A gzip file (RFC 1952) whose content is stored as it is.
enum GzipFile {
    private static let storedLimit = 65_535

    static func encode(_ content: [UInt8], seconds: UInt32) -> [UInt8] {
        var bytes: [UInt8] = [0x1F, 0x8B, 8, 0] + self.little(seconds) + [0, 3]
        var rest = content[...]
        repeat {
            let part = rest.prefix(Self.storedLimit)
            rest = rest.dropFirst(part.count)
            let length = UInt16(part.count)
            bytes.append(rest.isEmpty ? 1 : 0)
            bytes += [UInt8(length & 0xFF), UInt8(length >> 8), UInt8(~length & 0xFF), UInt8(~length >> 8)]
            bytes += part
        } while !rest.isEmpty
        return bytes + self.little(self.checksum(content)) + self.little(UInt32(truncatingIfNeeded: content.count))
    }

    private static func little(_ number: UInt32) -> [UInt8] { (0..<4).map { UInt8(number >> (8 * $0) & 0xFF) } }

    /// CRC-32 as gzip has it.
    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        UInt32(truncatingIfNeeded: bytes.withUnsafeBufferPointer { crc32_z(0, $0.baseAddress, $0.count) })
    }
}
