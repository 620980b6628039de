/// Net energy of one meter on one phase, by intervals, for as many intervals as the detector looks back.
struct IntervalSeries: Sendable {
    private var imported: CounterTrack
    private var exported: CounterTrack?
    private var energies: [Float]
    /// The end of the interval has a reading near it, so that what is before and after is known apart.
    private var fresh: [Bool]
    /// The first interval that is not known yet; nil before the first reading.
    private(set) var next: Int?
    private(set) var first: Int?
    private let interval: Double

    init(imported: CounterTrack, exported: CounterTrack?, capacity: Int, interval: Double) {
        self.imported = imported
        self.exported = exported
        self.energies = Array(repeating: .nan, count: capacity)
        self.fresh = Array(repeating: false, count: capacity)
        self.interval = interval
    }

    /// Intervals in which a register started anew, and Wh of what is a guess there.
    var restarts: [(interval: Int, guess: Double)] {
        (self.imported.restarts + (self.exported?.restarts ?? [])).map { (Int($0.time / self.interval), $0.guess) }
    }

    mutating func take(time: Double, value: Double, isExport: Bool) {
        if isExport {
            self.exported?.take(time: time, value: value)
        } else {
            self.imported.take(time: time, value: value)
        }
    }

    /// Takes the intervals that the believed readings now cover.
    mutating func advance() {
        guard var until = self.imported.until, let start = self.imported.points.first?.time else { return }
        if let exported = self.exported {
            guard let other = exported.until else { return }
            until = min(until, other)
        }
        var next =
            self.next ?? Int((max(start, self.exported?.points.first?.time ?? start) / self.interval).rounded(.up))
        if self.next == nil { self.first = next }
        while Double(next + 1) * self.interval <= until {
            self.take(interval: next)
            next += 1
        }
        self.next = next
        let edge = Double(next - 1) * self.interval
        let oldest = Double(next - self.energies.count) * self.interval
        self.imported.forget(before: edge, restartsBefore: oldest)
        self.exported?.forget(before: edge, restartsBefore: oldest)
    }

    private mutating func take(interval number: Int) {
        let from = Double(number) * self.interval
        let to = from + self.interval
        guard let before = self.imported.energy(at: from), let after = self.imported.energy(at: to) else { return }
        var energy = after.energy - before.energy
        var distance = after.distance
        if let exported = self.exported, let first = exported.energy(at: from), let second = exported.energy(at: to) {
            energy -= second.energy - first.energy
            distance = max(distance, second.distance)
        }
        let place = number % self.energies.count
        self.energies[place] = Float(energy)
        self.fresh[place] = distance <= 0.2 * self.interval
    }

    /// Wh in an interval; nil where it is not known yet, or no longer.
    func energy(_ number: Int) -> Double? {
        guard let next = self.next, let first = self.first, number < next, number >= first,
            number >= next - self.energies.count
        else { return nil }
        let value = self.energies[number % self.energies.count]
        return value.isNaN ? nil : Double(value)
    }

    func isFresh(_ number: Int) -> Bool { self.fresh[number % self.fresh.count] }

    /// Wh² that an interval may be off, where a register started anew in it or next to it.
    func doubt(_ number: Int) -> Double {
        var sum = Self.doubt(number, self.imported.restarts, self.interval)
        if let exported = self.exported { sum += Self.doubt(number, exported.restarts, self.interval) }
        return sum
    }

    private static func doubt(_ number: Int, _ restarts: [(time: Double, guess: Double)], _ interval: Double) -> Double
    {
        var sum = 0.0
        for (time, guess) in restarts where abs(Int(time / interval) - number) <= 1 { sum += guess * guess }
        return sum
    }
}
