internal import ModbusProtocol
import SeededNumbers

/// Everything that is on the wire or about to be, in the order of time.
struct LineTraffic: Sendable {
    /// Not begun yet, the next first.
    private(set) var waiting: [Emission] = []
    /// On the wire, and not yet heard to the end.
    private(set) var sounding: [Emission] = []
    /// End of the last character of all that has begun.
    private(set) var lastEnd = Int64.min
    /// Who sent it.
    private(set) var lastTalker = Emission.Source.noise

    /// When the next emission begins.
    var nextStart: Int64? { self.waiting.first?.start }

    mutating func wait(_ emission: Emission) {
        guard !emission.bytes.isEmpty else { return }
        let place = self.waiting.firstIndex { $0.start > emission.start } ?? self.waiting.count
        self.waiting.insert(emission, at: place)
    }

    mutating func takeNext() -> Emission? { self.waiting.isEmpty ? nil : self.waiting.removeFirst() }

    /// Puts an emission on the wire; returns true where it fell into another.
    mutating func begin(_ emission: Emission, using random: () -> SplitMix64) -> Bool {
        var emission = emission
        var isHit = false
        for index in self.sounding.indices where self.sounding[index].end > emission.start {
            var generator = random()
            isHit = Emission.clash(&self.sounding[index], &emission, using: &generator) || isHit
        }
        if emission.end >= self.lastEnd {
            self.lastEnd = emission.end
            self.lastTalker = emission.source
        }
        self.sounding.append(emission)
        return isHit
    }

    /// Somebody else than `source` is heard at `time`, of whom a character had ended by then.
    func isHeard(besides source: Emission.Source, at time: Int64) -> Bool {
        self.sounding.contains { emission in
            emission.source != source && emission.end > time && (emission.ends.first ?? .max) <= time
        }
    }

    /// End of the next piece that the client's port hands over.
    func nextPiece(characters: Int) -> Int64? {
        self.sounding.lazy.filter(\.isAudible).compactMap { $0.endOfPiece(characters) }.min()
    }

    /// Hands over what has ended by `now`.
    mutating func deliver(until now: Int64, characters: Int, into heard: inout [HeardBytes]) {
        guard !self.sounding.isEmpty else { return }
        while let index = self.firstAudible(until: now) {
            let emission = self.sounding[index]
            let limit = self.others(than: index, until: now)
            var place = emission.position
            let pieceEnd = (place / characters + 1) * characters
            repeat {
                place += 1
            } while place < min(emission.bytes.count, pieceEnd) && emission.ends[place] <= limit
                && !emission.hasGap(after: place - 1)
            heard.append(
                HeardBytes(
                    nanoseconds: emission.ends[place - 1], bytes: Array(emission.bytes[emission.position..<place])))
            self.sounding[index].position = place
        }
        self.sounding.removeAll { $0.isOver || !$0.isAudible && $0.end <= now }
    }

    /// What is on the wire is not heard any more.
    mutating func forget() {
        self.waiting.removeAll()
        self.sounding.removeAll()
    }

    /// Index of the emission whose next byte has ended first.
    private func firstAudible(until now: Int64) -> Int? {
        var first: (index: Int, end: Int64)?
        for (index, emission) in self.sounding.enumerated() where emission.isAudible && !emission.isOver {
            let end = emission.ends[emission.position]
            if end <= now, end < first?.end ?? .max { first = (index, end) }
        }
        return first?.index
    }

    /// How far one emission can be handed over before another one's next byte is due.
    private func others(than index: Int, until now: Int64) -> Int64 {
        guard self.sounding.count > 1 else { return now }
        return self.sounding.enumerated().reduce(now) { limit, other in
            guard other.offset != index, other.element.isAudible, !other.element.isOver else { return limit }
            return min(limit, other.element.ends[other.element.position])
        }
    }
}
