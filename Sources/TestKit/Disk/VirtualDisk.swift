/// The files of one node, on a disk with faults.
struct VirtualDisk: Sendable {
    private var files: [VirtualFile] = []
    /// Which file a name stands for, now and after a power cut.
    private var names: [String: Int] = [:]
    private var durableNames: [String: Int] = [:]
    /// Bytes that still fit; nil where there is no end.
    var free: Int?
    /// How often, in thousandths, a sync says that it is done and did nothing.
    var lyingPermille = 0

    func read(_ name: String) -> [UInt8] { self.names[name].map { self.files[$0].content } ?? [] }

    func isSynced(_ name: String) -> Bool { self.names[name].map { self.files[$0].isSynced } ?? true }

    mutating func create(_ name: String) {
        self.names[name] = self.files.count
        self.files.append(VirtualFile())
    }

    mutating func write(_ bytes: [UInt8], at offset: Int, of name: String) throws(DiskError) {
        if self.names[name] == nil { self.create(name) }
        if let free {
            guard free >= bytes.count else { throw .full }
            self.free = free - bytes.count
        }
        try self.change(name, .write(bytes, at: offset))
    }

    mutating func truncate(_ name: String, to length: Int) throws(DiskError) {
        try self.change(name, .truncate(to: length))
    }

    private mutating func change(_ name: String, _ change: VirtualFile.Change) throws(DiskError) {
        guard let file = self.names[name] else { throw .noSuchFile(name) }
        self.files[file].change(change)
    }

    mutating func sync(_ name: String, _ chance: inout Chance) throws(DiskError) {
        guard let file = self.names[name] else { throw .noSuchFile(name) }
        if self.lyingPermille > 0, chance.isTrue(permille: self.lyingPermille) { return }
        self.files[file].sync()
    }

    mutating func rename(_ name: String, to new: String) throws(DiskError) {
        guard let file = self.names[name] else { throw .noSuchFile(name) }
        self.names[new] = file
        self.names[name] = nil
    }

    mutating func syncDirectory() { self.durableNames = self.names }

    /// The power goes: what was not synced is there in part or not at all.
    mutating func losePower(_ chance: inout Chance) {
        if chance.below(2) == 0 { self.names = self.durableNames } else { self.durableNames = self.names }
        for index in self.files.indices { self.files[index].losePower(&chance) }
    }

    mutating func rot(_ name: String, _ chance: inout Chance) {
        if let file = self.names[name] { self.files[file].rot(&chance) }
    }
}
