import Testing

@testable import TestKit

@Suite("A disk that knows what a power cut leaves") struct VirtualDiskTests {
    @Test("what was synced stays, and of the rest any part", arguments: 1...200 as ClosedRange<UInt64>)
    func powerCut(seed: UInt64) throws {
        var chance = Chance(seed: seed)
        var disk = VirtualDisk()
        let kept = [UInt8](repeating: 1, count: 700)
        try disk.write(kept, at: 0, of: "f")
        try disk.sync("f", &chance)
        disk.syncDirectory()
        try disk.write([UInt8](repeating: 2, count: 3000), at: 700, of: "f")
        #expect(!disk.isSynced("f"))
        disk.losePower(&chance)
        let left = disk.read("f")
        #expect(Array(left.prefix(700)) == kept)
        #expect(left.count <= 3700)
        #expect(left.dropFirst(700).allSatisfy { $0 == 0 || $0 == 2 })
    }

    @Test("every outcome of a torn write comes up")
    func outcomes() throws {
        var lengths: Set<Int> = []
        var hasHole = false
        for seed in 1...300 as ClosedRange<UInt64> {
            var chance = Chance(seed: seed)
            var file = VirtualFile()
            file.change(.write([UInt8](repeating: 7, count: 2048), at: 0))
            file.losePower(&chance)
            lengths.insert(file.content.count)
            hasHole = hasHole || (file.content.last == 7 && file.content.contains(0))
        }
        #expect(lengths.contains(0) && lengths.contains(2048) && lengths.count > 20)
        #expect(hasHole)
    }

    @Test("a new name counts once the directory is synced", arguments: 1...40 as ClosedRange<UInt64>)
    func rename(seed: UInt64) throws {
        var chance = Chance(seed: seed)
        var disk = VirtualDisk()
        for (name, byte) in [("f", UInt8(1)), ("g", 2)] {
            try disk.write([byte], at: 0, of: name)
            try disk.sync(name, &chance)
        }
        disk.syncDirectory()
        try disk.rename("g", to: "f")
        if seed.isMultiple(of: 2) { disk.syncDirectory() }
        disk.losePower(&chance)
        #expect(seed.isMultiple(of: 2) ? disk.read("f") == [2] : [[1], [2]].contains(disk.read("f")))
    }

    @Test("a full disk takes nothing more and says so")
    func full() throws {
        var disk = VirtualDisk()
        disk.free = 3
        try disk.write([1, 2], at: 0, of: "f")
        #expect(throws: DiskError.full) { try disk.write([3, 4], at: 2, of: "f") }
        #expect(disk.read("f") == [1, 2])
    }
}
