import Foundation

/// The head of a plain file in a tar archive (POSIX ustar).
struct TarHeader: Hashable {
    static let block = 512
    static let mostNameBytes = 99
    /// In front of the names of a backup's files.
    static let folder = "gridtally-backup/"
    /// What eleven octal digits hold.
    static let mostBytes = 1 << 33 - 1

    var name: String
    var bytes: Int
    /// Of the last change, since 1970.
    var seconds: Int64

    /// Zeros that follow a content to the next block.
    static func padding(after bytes: Int) -> Int { (Self.block - bytes % Self.block) % Self.block }

    func encoded() -> [UInt8] {
        var header = [UInt8](repeating: 0, count: Self.block)
        func put(_ text: some Sequence<UInt8>, at offset: Int, limit: Int) {
            for (index, byte) in text.prefix(limit).enumerated() { header[offset + index] = byte }
        }
        func octal(_ number: Int64, digits: Int) -> [UInt8] {
            let text = String(max(0, number), radix: 8)
            return Array((String(repeating: "0", count: max(0, digits - text.count)) + text).utf8)
        }
        put(self.name.utf8, at: 0, limit: Self.mostNameBytes)
        put(octal(0o600, digits: 7), at: 100, limit: 7)
        put(octal(0, digits: 7), at: 108, limit: 7)
        put(octal(0, digits: 7), at: 116, limit: 7)
        put(octal(Int64(self.bytes), digits: 11), at: 124, limit: 11)
        put(octal(self.seconds, digits: 11), at: 136, limit: 11)
        // The checksum counts its own place as blanks.
        put(Array(repeating: 0x20, count: 8), at: 148, limit: 8)
        put([0x30], at: 156, limit: 1)
        put("ustar\u{0}00".utf8, at: 257, limit: 8)
        put(octal(Self.sum(header), digits: 6) + [0, 0x20], at: 148, limit: 8)
        return header
    }

    private static func sum(_ header: [UInt8]) -> Int64 { header.reduce(0) { $0 + Int64($1) } }

    /// - Parameter header: one block.
    /// - Throws: ``Flaw`` where it is not what ``encoded()`` makes: links, folders, devices and longer names among them.
    init(decoding header: [UInt8]) throws(Flaw) {
        func text(_ range: Range<Int>) -> String? { String(bytes: header[range].prefix { $0 != 0 }, encoding: .ascii) }
        guard let name = text(0..<100), let size = text(124..<135).flatMap({ Int($0, radix: 8) }),
            let seconds = text(136..<147).flatMap({ Int64($0, radix: 8) })
        else { throw Flaw() }
        (self.name, self.bytes, self.seconds) = (name, size, seconds)
        guard self.encoded() == header else { throw Flaw() }
    }

    init(name: String, bytes: Int, seconds: Int64) { (self.name, self.bytes, self.seconds) = (name, bytes, seconds) }

    /// It is no head of a plain file, or was changed.
    struct Flaw: Error {}
}
