import SeededNumbers

/// Bytes that one participant puts on the wire, each with the moment at which it ends.
struct Emission: Sendable {
    enum Source: Hashable, Sendable {
        case client
        /// Index of a station.
        case device(Int)
        case secondMaster
        case noise
    }

    let source: Source
    /// Length of one character in nanoseconds.
    let character: Int64
    private(set) var bytes: [UInt8]
    /// End of each character.
    private(set) var ends: [Int64]
    /// False for what the client's own port does not hear: itself, without an echo.
    let isAudible: Bool
    /// How many bytes have been handed to the client.
    var position = 0
    /// Another emission has fallen into this one.
    private(set) var isDisturbed = false

    /// One character after the other from `start` on; `pause` nanoseconds after every `every` bytes.
    init(
        _ source: Source, _ bytes: [UInt8], at start: Int64, character: Int64, isAudible: Bool = true,
        pause: Int64 = 0, every: Int = .max
    ) {
        self.source = source
        self.character = character
        self.bytes = bytes
        self.isAudible = isAudible
        self.start = start
        self.ends = bytes.indices.map { start + Int64($0 + 1) * character + Int64($0 / every) * pause }
    }

    /// When the first character began, also where another has swallowed it since.
    let start: Int64
    /// End of the last character; ``start`` where all were swallowed.
    var end: Int64 { self.ends.last ?? self.start }
    var isOver: Bool { self.position >= self.bytes.count }

    /// End of the last character of the next piece to hand over: at most `count` characters without a pause.
    func endOfPiece(_ count: Int) -> Int64? {
        guard !self.isOver else { return nil }
        let last = min(self.bytes.count, (self.position / count + 1) * count) - 1
        for index in self.position..<max(self.position, last) where self.hasGap(after: index) {
            return self.ends[index]
        }
        return self.ends[last]
    }

    func hasGap(after index: Int) -> Bool {
        index + 1 < self.ends.count && self.ends[index + 1] - self.ends[index] > self.character
    }

    /// What a port hears that is set to `ratio` times the rate of the sender, or to another parity (`ratio` 1).
    func garbled(ratio: Double, character: Int64, using random: inout SplitMix64) -> Emission {
        let count = max(1, Int((Double(self.bytes.count) * ratio).rounded()))
        var other = self
        other.bytes = (0..<count).map { _ in
            // Half of the characters end without their stop bit: the port shows a zero.
            random.next() & 1 == 0 ? 0 : UInt8(truncatingIfNeeded: random.next())
        }
        let span = Double(self.end - self.start) / Double(count)
        other.ends = (0..<count).map { self.start + max(character, Int64(Double($0 + 1) * span)) }
        return other
    }

    /// Two talk at once: damages the characters of both that overlap.
    ///
    /// A port that hears both takes the character that began first, damaged, and misses the other. Where both begin
    /// in the same moment, the bits mix: equal characters stay as they are.
    static func clash(_ one: inout Emission, _ other: inout Emission, using random: inout SplitMix64) -> Bool {
        var (swallowedOne, swallowedOther): (Set<Int>, Set<Int>) = ([], [])
        var (damagedOne, damagedOther): (Set<Int>, Set<Int>) = ([], [])
        let (mine, theirs) = (one, other)
        var isHit = false
        var first = 0
        for index in mine.bytes.indices {
            let start = mine.ends[index] - mine.character
            while first < theirs.bytes.count, theirs.ends[first] <= start { first += 1 }
            var place = first
            while place < theirs.bytes.count, theirs.ends[place] - theirs.character < mine.ends[index] {
                isHit = true
                let offset = theirs.ends[place] - theirs.character - start
                if abs(offset) <= min(mine.character, theirs.character) / 16 {
                    one.bytes[index] &= theirs.bytes[place]
                    other.bytes[place] &= mine.bytes[index]
                } else {
                    damagedOne.insert(index)
                    damagedOther.insert(place)
                }
                if mine.isAudible, theirs.isAudible {
                    if offset < 0, !swallowedOther.contains(place) {
                        swallowedOne.insert(index)
                    } else if !swallowedOne.contains(index) {
                        swallowedOther.insert(place)
                    }
                }
                place += 1
            }
        }
        one.apply(damaged: damagedOne, swallowed: swallowedOne, isHit, &random)
        other.apply(damaged: damagedOther, swallowed: swallowedOther, isHit, &random)
        return isHit
    }

    private mutating func apply(
        damaged: Set<Int>, swallowed: Set<Int>, _ isHit: Bool, _ random: inout SplitMix64
    ) {
        self.isDisturbed = self.isDisturbed || isHit
        for index in self.bytes.indices where damaged.contains(index) && index >= self.position {
            self.bytes[index] ^= UInt8.random(in: 1...255, using: &random)
        }
        let lost = swallowed.filter { $0 >= self.position }
        guard !lost.isEmpty else { return }
        let kept = self.bytes.indices.filter { !lost.contains($0) }
        self.bytes = kept.map { self.bytes[$0] }
        self.ends = kept.map { self.ends[$0] }
    }
}
