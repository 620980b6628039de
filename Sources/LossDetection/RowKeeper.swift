/// Adds up intervals into rows of the balance, phase by phase.
///
/// A row ends where a block of three hours does, but only at an instant at which every meter of the phase was read: a gap
/// lies inside one row with all of its energy, and never leaks from one into the next.
struct RowKeeper: Sendable {
    private let perBlock: Int
    /// The next interval of each channel.
    private(set) var cursor: [Int?]
    private var open: [EnergyRow?]
    private var usual: [Usual]

    init(_ state: FeederState) {
        self.perBlock = state.perDay / EnergyRow.blocks
        self.cursor = Array(repeating: nil, count: state.channels)
        self.open = Array(repeating: nil, count: state.channels)
        self.usual = Array(repeating: Usual(), count: state.channels)
    }

    /// What an interval of a phase usually is, where all of it was read: of a gap only the mean is known.
    private struct Usual: Sendable {
        private static let memory = 0.995
        /// As in ``EnergyRow/roughness``, Wh².
        private var roughness = 0.0
        /// Wh that the cables lose.
        private var loss = 0.0
        private var weight = 0.0
        /// Intervals of a gap so far.
        private var gap = 0

        /// Takes an interval that was added to a row, or tells the row what it lacks; `roughness` and `loss` are the row's
        /// before.
        mutating func take(_ row: inout EnergyRow, roughness: Double, loss: Double, isFresh: Bool) {
            let own = row.roughness - roughness
            guard isFresh else {
                self.gap += 1
                guard self.weight > 0 else { return }
                row.roughness = roughness + max(own, self.roughness / self.weight)
                row.guessed += min(1, Double(self.gap) / 8) * max(0, self.loss / self.weight)
                return
            }
            self.gap = 0
            self.roughness = Self.memory * self.roughness + own
            self.loss = Self.memory * self.loss + row.loss + row.copper - loss
            self.weight = Self.memory * self.weight + 1
        }
    }

    /// Goes back: rows from an interval on are made again.
    mutating func restart(at number: Int) {
        for channel in self.cursor.indices {
            if let next = self.cursor[channel], next > number { self.cursor[channel] = number }
            self.open[channel] = nil
        }
    }

    /// Rows that are complete now.
    mutating func advance(_ state: FeederState) -> [EnergyRow] {
        var rows: [EnergyRow] = []
        for channel in self.cursor.indices {
            let members = Members(channel: channel, state)
            guard let known = members.known else { continue }
            var next = self.cursor[channel] ?? known.lowerBound
            if next < known.lowerBound {
                next = known.lowerBound
                self.open[channel] = nil
            }
            // That a generator took over shows in the interval after.
            let end = known.upperBound - (state.topology.hasStandbyGenerator ? 1 : 0)
            while next < end {
                if let row = self.take(next, channel, members, state), !row.isFedElsewhere { rows.append(row) }
                next += 1
            }
            self.cursor[channel] = next
        }
        return rows.sorted { ($0.end, $0.channel) < ($1.end, $1.channel) }
    }

    private mutating func take(_ number: Int, _ channel: Int, _ members: Members, _ state: FeederState) -> EnergyRow? {
        var row =
            self.open[channel]
            ?? EnergyRow(
                channel: channel, start: number, end: number,
                registered: Array(repeating: 0, count: state.houses.count),
                declared: Array(repeating: 0, count: state.topology.declaredLoads.count))
        let (roughness, loss) = (row.roughness, row.loss + row.copper)
        members.add(number, to: &row, state)
        let isFresh = members.areFresh(number, state)
        if !isFresh { row.unread += 1 }
        self.usual[channel].take(&row, roughness: roughness, loss: loss, isFresh: isFresh)
        // The row goes to the block's end that is nearest to its length, or on to where all is read.
        let blockEnd = ((row.start + self.perBlock / 2) / self.perBlock + 1) * self.perBlock
        guard number + 1 >= blockEnd, isFresh else {
            self.open[channel] = row
            return nil
        }
        self.open[channel] = nil
        row.end = number + 1
        return row
    }
}

/// The meters whose energies make the balance of one phase.
private struct Members {
    let channel: Int
    /// House and series.
    let own: [(house: Int, series: Int)]
    /// Intervals that are known of all of them.
    let known: Range<Int>?

    init(channel: Int, _ state: FeederState) {
        self.channel = channel
        var own: [(house: Int, series: Int)] = []
        for house in state.houses.indices {
            for series in state.houses[house].indices
            where state.channels == 1 || state.phases[house][series]?.rawValue == channel {
                own.append((house, series))
            }
        }
        self.own = own
        let delivered = state.delivered[channel]
        guard let first = delivered.first, let next = delivered.next else {
            self.known = nil
            return
        }
        var lower = max(first, next - state.capacity)
        var upper = next
        for (house, series) in own {
            guard let first = state.houses[house][series].first, let next = state.houses[house][series].next else {
                self.known = nil
                return
            }
            lower = max(lower, first, next - state.capacity)
            upper = min(upper, next)
        }
        self.known = lower < upper ? lower..<upper : nil
    }

    func areFresh(_ number: Int, _ state: FeederState) -> Bool {
        guard state.delivered[self.channel].isFresh(number) else { return false }
        return self.own.allSatisfy { state.houses[$0.house][$0.series].isFresh(number) }
    }

    func add(_ number: Int, to row: inout EnergyRow, _ state: FeederState) {
        let hours = state.interval / 3600
        row.isFedElsewhere = row.isFedElsewhere || state.isFedElsewhere(number)
        if row.hours == 0 { row.day = Double(number) * state.interval / 86_400 }
        row.hours += hours
        let block = Int(Double(number) * state.interval / 10_800) % EnergyRow.blocks
        row.blockHours[block] += hours
        let delivered = state.delivered[self.channel].energy(number) ?? 0
        row.delivered += delivered
        row.lowCurrent += delivered * state.lowness(delivered)
        row.roughness += delivered * delivered
        for (house, series) in self.own {
            let energy = state.houses[house][series].energy(number) ?? 0
            row.registered[house] += energy
            row.roughness += energy * energy
            row.doubt += state.houses[house][series].doubt(number)
            guard state.topology.medium == .electricity else { continue }
            if let losses = state.topology.houses[house].losses {
                let count = state.houses[house].count
                row.iron += losses.iron * hours / Double(count)
                row.copper += losses.copper(watts: energy / hours, ofPhases: count) * hours
                continue
            }
            let amperes = energy / state.perAmpere
            row.service += 2 * amperes * amperes * hours
        }
        for house in state.houses.indices where !self.own.contains(where: { $0.house == house }) {
            row.registered[house] += state.houses[house][0].energy(number) ?? 0
        }
        let losses = state.losses(number)
        row.loss += hours * (state.channels == 1 ? losses.straight.reduce(0, +) : losses.straight[self.channel])
        row.turned += state.channels == 1 ? 0 : hours * losses.turned[self.channel]
        for (index, load) in state.topology.declaredLoads.enumerated() {
            row.declared[index] += load.energy(number, channel: self.channel, state)
        }
    }
}

extension EnergyRow {
    /// One interval as a row; nil where a meter of the phase is not known there.
    init?(interval number: Int, channel: Int, _ state: FeederState) {
        let members = Members(channel: channel, state)
        guard let known = members.known, known.contains(number), !state.isFedElsewhere(number) else { return nil }
        self.init(
            channel: channel, start: number, end: number + 1,
            registered: Array(repeating: 0, count: state.houses.count),
            declared: Array(repeating: 0, count: state.topology.declaredLoads.count))
        members.add(number, to: &self, state)
    }
}

extension FeederState {
    /// A at each bus, three a bus, by the houses' mean power in an interval.
    func currents(_ number: Int) -> [Double] {
        var currents = Array(repeating: 0.0, count: 3 * self.network.busCount)
        for house in self.houses.indices {
            let bus = self.network.houseBus[house]
            for series in self.houses[house].indices {
                guard let phase = self.phases[house][series] else { continue }
                currents[3 * bus + phase.rawValue] += self.houses[house][series].latest(number) / self.perAmpere
            }
        }
        return currents
    }

    /// How far below a fifth of the rated one the transformer's current is by an interval's energy: 1 where there is none.
    func lowness(_ energy: Double) -> Double {
        guard self.topology.medium == .electricity else { return 0 }
        let phases = self.channels == 1 ? 3.0 : 1
        let amperes = abs(energy) / self.perAmpere / phases
        return max(0, 1 - amperes / (0.2 * self.topology.transformer.ctAmperes))
    }

    /// W that the cables lose in an interval, by the houses' mean currents.
    func losses(_ number: Int) -> PhaseLosses {
        var currents = self.currents(number)
        return self.network.losses(&currents)
    }
}

extension IntervalSeries {
    /// Wh in an interval, or in the last known one before it.
    func latest(_ number: Int) -> Double {
        if let energy = self.energy(number) { return energy }
        guard let next = self.next, next > 0, number >= next else { return 0 }
        return self.energy(next - 1) ?? 0
    }
}

extension DeclaredLoad {
    /// Wh by the nameplate in an interval, on one phase.
    func energy(_ number: Int, channel: Int, _ state: FeederState) -> Double {
        self.share(ofChannel: channel, of: state.channels) * self.watts * state.interval / 3600
    }
}
