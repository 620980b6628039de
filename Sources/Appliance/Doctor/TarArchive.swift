import CZlib

/// A tar archive (POSIX ustar) of small text files, in memory.
struct TarArchive {
    private var bytes: [UInt8] = []

    /// - Parameters:
    ///   - name: at most 99 bytes of ASCII.
    ///   - seconds: time of change, seconds since 1970.
    mutating func add(_ name: String, _ content: [UInt8], seconds: Int64) {
        self.bytes += TarHeader(name: name, bytes: content.count, seconds: seconds).encoded() + content
        self.bytes += [UInt8](repeating: 0, count: TarHeader.padding(after: content.count))
    }

    /// The archive with its end.
    var data: [UInt8] { self.bytes + [UInt8](repeating: 0, count: 2 * TarHeader.block) }
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
