import CPlatform
import Glibc

/// Small texts that the kernel shows as files.
enum SystemText {
    /// What is in a file without the white space around it; nil where it cannot be read or is no text.
    static func read(_ path: String) -> String? {
        guard let bytes = self.bytes(path, atMost: 4096), let text = String(validating: bytes, as: UTF8.self) else {
            return nil
        }
        let isSpace = { (character: Character) in character.isWhitespace || character == "\0" }
        guard let first = text.firstIndex(where: { !isSpace($0) }), let last = text.lastIndex(where: { !isSpace($0) })
        else { return nil }
        return String(text[first...last])
    }

    static func bytes(_ path: String, atMost limit: Int) -> [UInt8]? {
        let descriptor = gt_open(path, O_RDONLY | O_NONBLOCK, 0)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while bytes.count < limit {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count >= 0 else { return nil }
            if count == 0 { break }
            bytes += buffer.prefix(count)
        }
        return Array(bytes.prefix(limit))
    }

    static func hexadecimal(_ path: String) -> UInt16? { self.read(path).flatMap { UInt16($0, radix: 16) } }

    /// Where a link leads; nil where it is none.
    static func target(ofLink path: String) -> String? {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink(path, &buffer, buffer.count)
        return count > 0 ? String(decoding: buffer.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self) : nil
    }

    /// The names in a folder, in order; none where it cannot be read.
    static func names(in folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }
}
