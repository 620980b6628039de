import Identity
import Journal
import TestSupport

/// A journal file as its writer makes it.
struct JournalFixture {
    static let genesis = Digest.sha256([1])

    let bodies: [[UInt8]]
    let bytes: [UInt8]
    /// Where each record starts, and where the last one ends.
    let borders: [Int]
    let writer: JournalWriter

    /// Records with random bodies of these sizes.
    init(sizes: [Int], seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        self.init(bodies: sizes.map { size in (0..<size).map { _ in .random(in: 0...255, using: &generator) } })
    }

    init(bodies: [[UInt8]]) {
        var writer = JournalWriter(genesis: Self.genesis)
        var bytes: [UInt8] = []
        for body in bodies { bytes += writer.append(body) }
        self.bodies = bodies
        self.bytes = bytes
        self.writer = writer
        let records = JournalReader.recover(bytes, genesis: Self.genesis).records
        self.borders = records.map(\.offset) + [bytes.count]
    }

    /// Sizes of votes, with some that cross sectors.
    static func random(seed: UInt64) -> JournalFixture {
        var generator = SeededGenerator(seed: seed &* 77)
        let count = Int.random(in: 2...8, using: &generator)
        return JournalFixture(
            sizes: (0..<count).map { _ in [0, 1, 7, 120, 214, 455, 700].randomElement(using: &generator) ?? 0 },
            seed: seed)
    }

    func recover(_ bytes: [UInt8]) -> JournalRecovery {
        JournalReader.recover(bytes, genesis: Self.genesis)
    }
}

extension JournalRecovery {
    var isDamaged: Bool {
        if case .damaged = self.verdict { true } else { false }
    }
}
