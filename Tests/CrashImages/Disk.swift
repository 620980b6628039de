/// What a disk may hold after a power cut, by what was written and synced before it.
///
/// A file's content up to its last sync is there. Of what was written after that any part may be: all of it, the first
/// writes, any writes, and of a write any sectors of 512 bytes or pages of 4 kB; the file may have grown before its bytes
/// came, which are zeros then. Names that were made, changed or removed since the directory's last sync come in their
/// order, as far as the journal of the file system got.
struct Disk {
    private struct File {
        /// As of the last sync.
        var durable: [UInt8] = []
        var pending: [Change] = []
    }

    private enum Change {
        case write(offset: Int, [UInt8])
        case truncate(Int)
    }

    private enum NameChange {
        case create(String, Int)
        case rename(String, String)
        case unlink(String)
    }

    /// The file whose syncs do nothing.
    let unsynced: String?
    private var files: [Int: File] = [:]
    /// The names now, and as of the directory's last sync.
    private var names: [String: Int] = [:]
    private var durableNames: [String: Int] = [:]
    private var pendingNames: [NameChange] = []
    private var nextFile = 0

    init(unsynced: String?) { self.unsynced = unsynced }

    mutating func take(_ event: Recording.Event) {
        switch event {
        case .create(let name):
            guard !name.isEmpty else { return }
            self.files[self.nextFile] = File()
            self.names[name] = self.nextFile
            self.pendingNames.append(.create(name, self.nextFile))
            self.nextFile += 1
        case .write(let name, let offset, let bytes): self.change(name, .write(offset: offset, bytes))
        case .truncate(let name, let length): self.change(name, .truncate(length))
        case .sync(let name): self.sync(name)
        case .rename(let from, let to):
            self.names[to] = self.names.removeValue(forKey: from)
            self.pendingNames.append(.rename(from, to))
        case .unlink(let name):
            self.names[name] = nil
            self.pendingNames.append(.unlink(name))
        case .syncDirectory:
            self.durableNames = self.names
            self.pendingNames = []
        case .mark: break
        }
    }

    private mutating func change(_ name: String, _ change: Change) {
        guard let file = self.names[name] else { return }
        self.files[file]?.pending.append(change)
    }

    private mutating func sync(_ name: String) {
        guard name != self.unsynced, let number = self.names[name], var file = self.files[number] else { return }
        for change in file.pending { Self.apply(change, to: &file.durable) }
        file.pending = []
        self.files[number] = file
        // A new file's name is durable with its content on the file systems that boxes use (ext4, btrfs, xfs).
        let isNew = self.pendingNames.contains { if case .create(_, number) = $0 { true } else { false } }
        if isNew { self.durableNames[name] = number }
    }

    private static func apply(_ change: Change, to bytes: inout [UInt8]) {
        switch change {
        case .truncate(let length): self.resize(&bytes, to: length)
        case .write(let offset, let written):
            if bytes.count < offset + written.count { self.resize(&bytes, to: offset + written.count) }
            bytes.replaceSubrange(offset..<offset + written.count, with: written)
        }
    }

    private static func resize(_ bytes: inout [UInt8], to length: Int) {
        if bytes.count > length {
            bytes.removeLast(bytes.count - length)
        } else {
            bytes.append(contentsOf: repeatElement(0, count: length - bytes.count))
        }
    }

    // MARK: Images

    /// How many changes no sync covers.
    var pendingCount: Int { self.files.values.reduce(self.pendingNames.count) { $0 + $1.pending.count } }

    /// One legal image: the files with their bytes.
    func image(using random: inout some RandomNumberGenerator) -> [String: [UInt8]] {
        var names = self.durableNames
        for change in self.pendingNames.prefix(Int.random(in: 0...self.pendingNames.count, using: &random)) {
            switch change {
            case .create(let name, let file): names[name] = file
            case .rename(let from, let to): names[to] = names.removeValue(forKey: from) ?? names[to]
            case .unlink(let name): names[name] = nil
            }
        }
        var image: [String: [UInt8]] = [:]
        for name in names.keys.sorted() {
            guard let number = names[name], let file = self.files[number] else { continue }
            image[name] = Self.content(of: file, using: &random)
        }
        return image
    }

    private static func content(of file: File, using random: inout some RandomNumberGenerator) -> [UInt8] {
        var bytes = file.durable
        let style = Int.random(in: 0..<5, using: &random)
        let count = style == 1 ? file.pending.count : Int.random(in: 0...file.pending.count, using: &random)
        for (index, change) in file.pending.enumerated() {
            switch style {
            case 0: return bytes
            case 1, 2:
                if index < count { self.apply(change, to: &bytes) }
            case 3:
                if Bool.random(using: &random) { self.apply(change, to: &bytes) }
            default: self.applyTorn(change, to: &bytes, using: &random)
            }
        }
        // The last of the first writes may be torn.
        if style == 2, count < file.pending.count { self.applyTorn(file.pending[count], to: &bytes, using: &random) }
        return bytes
    }

    /// Applies some sectors or pages of a write; the others are zeros where the file grew, and old where it did not.
    private static func applyTorn(
        _ change: Change, to bytes: inout [UInt8], using random: inout some RandomNumberGenerator
    ) {
        guard case .write(let offset, let written) = change else { return self.apply(change, to: &bytes) }
        let unit = Bool.random(using: &random) ? 512 : 4096
        if Bool.random(using: &random), bytes.count < offset + written.count {
            self.resize(&bytes, to: offset + written.count)
        }
        var start = offset
        while start < offset + written.count {
            let end = min((start / unit + 1) * unit, offset + written.count)
            if Bool.random(using: &random) {
                self.apply(.write(offset: start, Array(written[start - offset..<end - offset])), to: &bytes)
            }
            start = end
        }
    }
}
