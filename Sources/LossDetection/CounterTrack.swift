/// A cumulative register followed through rollover, reset, exchange and bad values.
///
/// A reading is believed when the next one fits it: what a bad frame or a flipped bit left is never taken for energy, and
/// a meter that starts anew is recognised by its second reading. Energy is never lost over a gap: between two believed
/// readings it is spread evenly, and their difference is exact.
struct CounterTrack: Sendable {
    struct Point: Sendable {
        /// Seconds since the feeder's start.
        var time: Double
        /// Wh since the first reading.
        var energy: Double
    }

    private struct Raw: Sendable {
        var time: Double
        var value: Double
    }

    private let register: RegisterFacts
    /// The most that can pass, W.
    private let limit: Double
    /// Believed, by time; older ones are dropped as the intervals are taken.
    private(set) var points: [Point] = []
    private var last: Raw?
    private var tentative: Raw?
    private var stray: Raw?
    /// Wh in a second before the register last started anew.
    private var rate = 0.0
    /// Recorded exchanges that are not used yet: seconds since the start, and the first value.
    private var replacements: [(time: Double, value: Double)]
    /// Where the register started anew: seconds since the feeder's start, and how much of what passed is a guess, Wh.
    private(set) var restarts: [(time: Double, guess: Double)] = []

    init(register: RegisterFacts, limit: Double, replacements: [(time: Double, value: Double)] = []) {
        self.register = register
        self.limit = limit
        self.replacements = replacements.sorted { $0.time < $1.time }
    }

    /// Readings come in the order of their times; one that is no later than the one before is dropped.
    mutating func take(time: Double, value: Double) {
        guard value.isFinite, value >= 0, value < self.register.modulus * 1.000_001 else { return }
        let raw = Raw(time: time, value: value)
        guard let tentative = self.tentative else {
            self.tentative = raw
            return
        }
        guard time > (self.stray ?? tentative).time else { return }
        if self.step(from: tentative, to: raw) != nil {
            self.confirm(tentative)
            self.tentative = raw
            self.stray = nil
        } else if let last = self.last, self.step(from: last, to: raw) != nil {
            // The one between did not fit either neighbour.
            self.tentative = raw
            self.stray = nil
        } else if let stray = self.stray, self.step(from: stray, to: raw) != nil {
            self.confirm(tentative)
            self.restart(at: stray)
            self.tentative = raw
            self.stray = nil
        } else {
            self.stray = raw
        }
    }

    /// Wh from one raw reading to a later one; nil where no meter could have counted that.
    private func step(from: Raw, to: Raw) -> Double? {
        let most = self.limit * (to.time - from.time) / 3600 + 3 * self.register.resolution + 20
        let plain = to.value - from.value
        if plain >= 0 { return plain <= most ? plain : nil }
        // Over a long gap a counter that is near its end could have come around: where its exchange is recorded, it was that.
        guard !self.replacements.contains(where: { $0.time > from.time - 3600 && $0.time <= to.time + 3600 }) else {
            return nil
        }
        let around = plain + self.register.modulus
        return around <= most ? around : nil
    }

    private mutating func confirm(_ raw: Raw) {
        guard let last = self.last, let before = self.points.last else {
            self.append(raw, energy: 0)
            return
        }
        guard raw.time > last.time else { return }
        guard let step = self.step(from: last, to: raw) else { return }
        self.rate = step / (raw.time - last.time)
        self.append(raw, energy: before.energy + step)
    }

    private mutating func append(_ raw: Raw, energy: Double) {
        self.points.append(Point(time: raw.time, energy: energy))
        self.last = raw
    }

    /// The register counts from somewhere else; what passed in between is known where the exchange was recorded, and
    /// else as much as before.
    private mutating func restart(at raw: Raw) {
        let before = self.points.last ?? Point(time: raw.time, energy: 0)
        let gap = raw.time - before.time
        var passed = self.rate * gap
        if let index = self.replacements.firstIndex(where: {
            $0.time > before.time - 3600 && $0.time <= raw.time + 3600
        }) {
            let replacement = self.replacements.remove(at: index)
            let since = raw.value - replacement.value
            if since >= 0, since <= self.limit * gap / 3600 + 20 {
                passed = since + self.rate * max(0, min(gap, replacement.time - before.time))
            }
        }
        self.restarts.append((raw.time, self.rate * gap + 10))
        self.append(raw, energy: before.energy + max(0, passed))
    }

    /// Time of the last believed reading.
    var until: Double? { self.points.last?.time }

    /// Wh at a time up to ``until``, and how far from it the nearest believed reading is, in seconds.
    func energy(at time: Double) -> (energy: Double, distance: Double)? {
        guard let first = self.points.first, let last = self.points.last, time >= first.time, time <= last.time else {
            return nil
        }
        let index = self.points.partitioningIndex { $0.time >= time }
        let after = self.points[index]
        guard index > 0 else { return (after.energy, after.time - time) }
        let before = self.points[index - 1]
        let share = (time - before.time) / (after.time - before.time)
        return (
            before.energy + share * (after.energy - before.energy), min(time - before.time, after.time - time)
        )
    }

    /// Forgets what lies before a time, but for one reading.
    mutating func forget(before time: Double, restartsBefore oldest: Double) {
        self.restarts.removeAll { $0.time < oldest }
        let index = self.points.partitioningIndex { $0.time >= time }
        if index > 64 { self.points.removeFirst(index - 1) }
    }
}

extension RandomAccessCollection where Index == Int {
    /// The first index for which the predicate holds; it holds for all behind it.
    func partitioningIndex(where belongs: (Element) -> Bool) -> Int {
        var low = self.startIndex
        var high = self.endIndex
        while low < high {
            let middle = (low + high) / 2
            if belongs(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
