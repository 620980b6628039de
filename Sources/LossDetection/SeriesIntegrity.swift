/// Whether a meter's values are those of a load.
enum SeriesFault: Hashable, Sendable {
    /// The same in every interval.
    case flat
    /// Those of another day.
    case replayed
    /// Nothing at all, where there was a load before.
    case stopped
}

/// Looks for series that no load makes: days without any change, days that were there before.
struct SeriesIntegrity {
    struct Found: Sendable {
        var house: Int
        var fault: SeriesFault
        /// The first interval of the first such day.
        var since: Int
        /// Of the days since.
        var share: Double
    }

    /// Days of ordinary values before a house can be judged.
    private static let ordinaryDays = 4

    let state: FeederState
    let now: Int
    private var perDay: Int { self.state.perDay }

    /// The fault that a house's values show up to now, if they show one.
    func fault(of house: Int) -> Found? {
        for series in self.state.houses[house].indices {
            if let found = self.fault(house, series) { return found }
        }
        return nil
    }

    private func fault(_ house: Int, _ series: Int) -> Found? {
        let days = self.days(house, series)
        let resolution = self.state.topology.houses[house].register.resolution
        var judged: [(day: Int, fault: SeriesFault?)] = []
        var ordinary: [Day] = []
        for (index, day) in days.enumerated() {
            let fault =
                ordinary.count >= Self.ordinaryDays ? self.fault(day, ordinary, days[..<index], resolution) : nil
            if fault == nil { ordinary.append(day) }
            judged.append((day.number, fault))
        }
        guard let last = judged.last(where: { $0.fault != nil }), let fault = last.fault,
            let first = judged.first(where: { $0.fault == fault })
        else { return nil }
        let since = judged.filter { $0.day >= first.day }
        let share = Double(since.count { $0.fault == fault }) / Double(since.count)
        guard share >= 0.6 else { return nil }
        return Found(house: house, fault: fault, since: first.day * self.perDay, share: share)
    }

    private struct Day {
        var number: Int
        var values: [Double]
        var mean: Double
        var variance: Double
    }

    private func days(_ house: Int, _ series: Int) -> [Day] {
        let oldest = max(0, (self.now - self.state.capacity) / self.perDay + 1)
        guard oldest < self.now / self.perDay else { return [] }
        return (oldest..<self.now / self.perDay).compactMap { number in
            let values = (0..<self.perDay).compactMap {
                self.state.houses[house][series].energy(number * self.perDay + $0)
            }
            guard values.count == self.perDay else { return nil }
            let mean = values.reduce(0, +) / Double(values.count)
            let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
            return Day(number: number, values: values, mean: mean, variance: variance)
        }
    }

    private func fault(_ day: Day, _ ordinary: [Day], _ before: ArraySlice<Day>, _ resolution: Double) -> SeriesFault? {
        let variances = ordinary.suffix(14).map(\.variance).sorted()
        let means = ordinary.suffix(14).map(\.mean).sorted()
        let usual = variances[variances.count / 2]
        let usualMean = means[means.count / 2]
        let step = 0.6 * resolution
        if day.mean < 0.03 * usualMean, usualMean > 8 + resolution { return .stopped }
        let still = step * step + 0.0025 * day.mean * day.mean
        if day.mean > 0.2 * usualMean, day.variance < still, variances[variances.count / 4] > 6 * still { return .flat }
        guard usual > 0, day.variance > resolution * resolution else { return nil }
        return self.isRepeated(day, before, most: 0.04 * day.variance) ? .replayed : nil
    }

    /// Whether the day was there before, at whatever hour it began.
    private func isRepeated(_ day: Day, _ before: ArraySlice<Day>, most: Double) -> Bool {
        var series: [Double] = []
        var last: Int?
        for other in before {
            if let last, other.number != last + 1 { series.removeAll() }
            last = other.number
            series += other.values
            if self.repeats(day.values, in: series.suffix(2 * self.perDay), most) { return true }
        }
        return false
    }

    private func repeats(_ values: [Double], in series: ArraySlice<Double>, _ most: Double) -> Bool {
        let limit = most * Double(values.count)
        guard series.count >= values.count else { return false }
        return values.withUnsafeBufferPointer { values in
            series.withUnsafeBufferPointer { series in
                (0...(series.count - values.count)).contains { start in
                    var sum = 0.0
                    var index = 0
                    while index < values.count, sum <= limit {
                        let off = values[index] - series[start + index]
                        sum += off * off
                        index += 1
                    }
                    return index == values.count && sum <= limit
                }
            }
        }
    }
}
