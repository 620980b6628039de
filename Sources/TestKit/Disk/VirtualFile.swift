/// A file that knows what a power cut would leave of it.
struct VirtualFile: Sendable {
    enum Change: Sendable {
        case write([UInt8], at: Int)
        case truncate(to: Int)
    }

    /// What a process reads.
    private(set) var content: [UInt8] = []
    /// What is on the disk for certain.
    private(set) var durable: [UInt8] = []
    /// Since the last sync, in order.
    private var unsynced: [Change] = []

    var isSynced: Bool { self.unsynced.isEmpty }

    mutating func change(_ change: Change) {
        Self.apply(change, to: &self.content)
        self.unsynced.append(change)
    }

    mutating func sync() {
        for change in self.unsynced { Self.apply(change, to: &self.durable) }
        self.unsynced = []
    }

    private static func apply(_ change: Change, to bytes: inout [UInt8]) {
        switch change {
        case .truncate(let length): if length < bytes.count { bytes.removeLast(bytes.count - length) }
        case .write(let new, let offset):
            if bytes.count < offset { bytes += [UInt8](repeating: 0, count: offset - bytes.count) }
            let overlap = min(bytes.count - offset, new.count)
            if overlap > 0 { bytes.replaceSubrange(offset..<offset + overlap, with: new[..<overlap]) }
            bytes += new[overlap...]
        }
    }

    /// The power goes: of what was not synced, some arbitrary part of its sectors is there afterwards.
    mutating func losePower(_ chance: inout Chance) {
        for change in self.unsynced {
            switch (change, chance.below(4)) {
            case (_, 0): break
            case (_, 1): Self.apply(change, to: &self.durable)
            case (.truncate, _): Self.apply(change, to: &self.durable)
            case (.write(let bytes, let offset), 2):
                // The file grew as far as the write had come.
                let reached = Self.sectorBorder(near: offset + chance.below(bytes.count + 1), &chance)
                let count = max(0, min(reached - offset, bytes.count))
                Self.apply(.write(Array(bytes.prefix(count)), at: offset), to: &self.durable)
            case (.write(let bytes, let offset), _): self.tear(bytes, at: offset, &chance)
            }
        }
        self.unsynced = []
        self.content = self.durable
    }

    private static let sector = 512

    private static func sectorBorder(near offset: Int, _ chance: inout Chance) -> Int {
        chance.below(2) == 0 ? offset : offset / self.sector * self.sector
    }

    /// The file has its full length, and any of the write's sectors may be missing.
    private mutating func tear(_ bytes: [UInt8], at offset: Int, _ chance: inout Chance) {
        var torn = self.durable
        Self.apply(.write([UInt8](repeating: 0, count: bytes.count), at: offset), to: &torn)
        if self.durable.count > offset {
            torn.replaceSubrange(offset..<self.durable.count, with: self.durable[offset...])
        }
        let unit = chance.below(2) == 0 ? Self.sector : 8 * Self.sector
        var start = offset
        while start < offset + bytes.count {
            let end = min((start / unit + 1) * unit, offset + bytes.count)
            if chance.below(2) == 0 { torn.replaceSubrange(start..<end, with: bytes[start - offset..<end - offset]) }
            start = end
        }
        self.durable = torn
    }

    /// One bit of what is on the disk turns over, however long ago it was written.
    mutating func rot(_ chance: inout Chance) {
        guard !self.durable.isEmpty else { return }
        let offset = chance.below(self.durable.count)
        self.durable[offset] ^= 1 << UInt8(chance.below(8))
        self.content = self.durable
    }
}
