import Metering

/// Finds what a transformer's balance does not explain, strictly online: what it says at a time rests on what was read
/// until then, and does not depend on how the readings were handed over.
///
/// Cumulative registers are brought to common intervals, intervals to rows of about three hours for each phase. A loss
/// model is fitted to the rows of the last 45 days; causes from any row on are compared by their likelihoods. Every
/// three hours the rows of the last days are screened, every day all of them are judged, in pieces over an hour's
/// intervals at most.
public struct LossDetector: Sendable {
    /// Days of which rows and intervals are kept; older ones live on in what they said of the model.
    private static let window = 45
    private static let mostExchanges = (ofHouse: 3, inAll: 24)
    public let topology: FeederTopology
    private let clockSeconds: Double
    private var state: FeederState
    private var keeper: RowKeeper
    private var phases: PhaseKeeper
    private var ownDrops: OwnDropWatch
    private var lines: [LossFit.Line] = []
    private var memory: LossMemory
    private var order: ReadingOrder
    /// The interval that the newest reading lies in.
    private var now = 0
    private var judgedDay = 0
    private var analysis: BalanceAnalysis?
    private var evaluation: Evaluation?
    /// The interval of the first rows that were not looked at, as an evaluation was under way.
    private var waitingSince: Int?
    /// What the last evaluation cost in all, in rows of a fit.
    private var usualCost = 0
    /// What evaluations cost in the last interval, in rows of a fit.
    private(set) var lastCost = 0

    /// What an interval may cost at least, in rows of a fit.
    private let leastBudget: Int
    /// Intervals over which an evaluation is spread: an hour.
    private let patience: Int

    /// `clockSeconds` is how far the meters' clocks, or the instants at which they were asked, are off one another.
    public init(_ topology: FeederTopology, clockSeconds: Double = 3) throws(LossDetectionError) {
        try self.init(topology, clockSeconds: clockSeconds, budget: 1500)
    }

    /// `budget` is what evaluations may cost in an interval, in rows of a fit; more where that is not enough for an hour.
    init(_ topology: FeederTopology, clockSeconds: Double, budget: Int) throws(LossDetectionError) {
        try topology.check()
        self.leastBudget = budget
        self.patience = max(1, 3600 / Int(topology.intervalSeconds))
        let topology = topology.withLoadsAdded
        self.topology = topology
        self.clockSeconds = clockSeconds
        self.order = ReadingOrder(intervalSeconds: topology.intervalSeconds)
        self.state = Self.state(topology, start: UTCTime(seconds: 0))
        self.keeper = RowKeeper(self.state)
        self.phases = PhaseKeeper(self.state)
        self.ownDrops = OwnDropWatch(houses: topology.houses.count)
        self.memory = LossMemory(count: LossParameters(self.state).count)
    }

    /// Takes one reading, in the order of their times; values that are no numbers are left out. What the reading
    /// completes is judged, within the intervals of an hour: nil where there is nothing to say yet, or nothing has changed
    /// for a day.
    public mutating func take(_ reading: FeederReading) throws(LossDetectionError) -> LossJudgement? {
        if self.order.newest == nil {
            self.state = Self.state(self.topology, start: reading.time.floored(toMultipleOf: 86_400))
        }
        try self.order.take(reading)
        let seconds = Double(reading.time.milliseconds - self.state.start.milliseconds) / 1000
        let interval = Int(seconds / self.state.interval)
        var judgement: LossJudgement?
        if interval > self.now {
            let before = self.now
            self.now = interval
            judgement = self.turn(from: before)
        }
        self.state.take(reading, seconds: seconds)
        return judgement
    }

    /// The judgement of all that was read, if there is anything to say.
    public mutating func conclude() -> LossJudgement? {
        guard self.phases.isSet else { return nil }
        if self.evaluation != nil { _ = self.proceed(budget: .max) }
        self.begin(deadline: self.now)
        return self.proceed(budget: .max)
    }

    private static func state(_ topology: FeederTopology, start: UTCTime) -> FeederState {
        FeederState(topology, capacity: Self.window * topology.intervalsPerDay, start: start)
    }

    private var perDay: Int { self.state.perDay }

    private mutating func turn(from before: Int) -> LossJudgement? {
        self.state.advance()
        for number in max(0, before - 1)..<max(0, self.now - 1) { self.phases.takeVolts(number, self.state) }
        let late = PhaseKeeper.patience
        for number in max(0, before - late)..<max(0, self.now - late) {
            self.phases.takeEnergies(number, self.state)
            if self.phases.isSet, !self.state.isFedElsewhere(number) { self.ownDrops.take(number, self.state) }
            if (number + 1) % self.perDay == 0, let since = self.phases.close(dayEndingBehind: number, &self.state) {
                self.makeRowsAgain(since: since)
            }
        }
        self.lastCost = 0
        guard self.phases.isSet else { return nil }
        let rows = self.keeper.advance(self.state)
        if !rows.isEmpty {
            self.append(rows)
            self.waitingSince = self.waitingSince ?? self.now
        }
        return self.evaluate()
    }

    private mutating func makeRowsAgain(since: Int) {
        self.lines.removeAll { $0.row.start >= since }
        self.keeper.restart(at: since)
    }

    private mutating func append(_ rows: [EnergyRow]) {
        let parameters = LossParameters(self.state)
        let noise = RowNoise(self.state, clockSeconds: self.clockSeconds)
        let members = (0..<self.state.channels).map { self.state.members(ofChannel: $0) }
        for row in rows {
            let own = members[row.channel]
            let regressors = parameters.regressors(row, members: own)
            var target = row.delivered - own.reduce(0) { $0 + row.registered[$1] }
            for (place, value) in regressors { target -= value * parameters.means[place] }
            self.lines.append(
                LossFit.Line(
                    row: row, regressors: regressors, deviation: noise.variance(row, members: own).squareRoot(),
                    target: target))
        }
        self.lines.sort { ($0.row.start, $0.row.channel) < ($1.row.start, $1.row.channel) }
    }

    /// Goes on with what is under way, or begins where rows are new.
    private mutating func evaluate() -> LossJudgement? {
        if self.evaluation == nil {
            guard let since = self.waitingSince else { return nil }
            self.waitingSince = nil
            let day = self.now / self.perDay
            let isDaily = day > self.judgedDay
            guard isDaily || self.isUrgent() else { return nil }
            self.judgedDay = day
            self.absorb()
            self.turnSeason(to: day)
            let deadline = since + self.patience
            self.begin(deadline: deadline)
            // To find out what is urgent has cost enough for one interval.
            guard isDaily || self.now >= deadline else { return nil }
        }
        guard let evaluation = self.evaluation else { return nil }
        guard self.now < evaluation.deadline else { return self.proceed(budget: .max) }
        let share = max(self.leastBudget, self.usualCost / (self.patience + 1))
        let (budget, isTooMuch) = share.multipliedReportingOverflow(by: self.now - evaluation.now + 1)
        return self.proceed(budget: isTooMuch ? .max : budget)
    }

    private mutating func turnSeason(to day: Int) {
        self.state.seasonDay = Double(day)
        guard self.topology.declaredLoads.contains(where: { $0.schedule == .duskToDawn }) else { return }
        let parameters = LossParameters(self.state)
        for index in self.lines.indices {
            parameters.turn(&self.lines[index].regressors, ofDay: self.lines[index].row.day)
        }
    }

    /// Begins to analyse all rows that there are now.
    private mutating func begin(deadline: Int) {
        self.evaluation = Evaluation(
            state: self.state, lines: self.lines, analyst: self.analyst, ownDrops: self.ownDrops,
            onsets: self.onsets(full: true), known: self.analysis?.causes ?? [], now: self.now,
            unclear: self.state.channels == 3 ? self.phases.unclear : [],
            isSettled: self.now >= self.phases.settledFrom, deadline: deadline)
    }

    /// Goes on with the evaluation that is under way. Nil while it is not done, where houses turn out to be on other
    /// phases, whose rows have to be made again, and while the phases are not settled.
    private mutating func proceed(budget: Int) -> LossJudgement? {
        guard let progress = self.evaluation?.proceed(budget: budget), let pieces = self.evaluation?.pieces else {
            return nil
        }
        self.lastCost += pieces.spent
        guard case .done(let outcome) = progress else { return nil }
        self.usualCost = pieces.total
        self.evaluation = nil
        guard let outcome else { return nil }
        self.analysis = outcome.analysis
        if !outcome.moves.isEmpty {
            for (house, phases) in outcome.moves { self.state.phases[house] = phases.map { $0 } }
            let areWires = outcome.moves.contains { $0.phases.count > 1 }
            self.analysis?.causes.removeAll { if case .shift = $0.dated.cause { true } else { areWires } }
            self.makeRowsAgain(since: outcome.since)
        }
        var judgement = outcome.judgement
        judgement?.time = self.state.time(self.now)
        return judgement
    }

    /// Whether the rows since the last analysis speak for something new.
    private func isUrgent() -> Bool {
        guard let analysis = self.analysis, analysis.causes.isEmpty else { return false }
        let onsets = self.onsets(full: false)
        var fit = analysis.fit.later(than: (onsets.min() ?? self.now) - 1)
        let before = fit.lines.count
        let known = analysis.fit.lines.suffix(48).map { ($0.row.start, $0.row.channel) }
        let oldest = analysis.fit.lines.reduce(0) { max($0, $1.row.end) } - self.perDay
        let first = self.lines.partitioningIndex { $0.row.start >= oldest }
        for index in first..<self.lines.count {
            var line = self.lines[index]
            guard !known.contains(where: { $0 == (line.row.start, line.row.channel) }) else { continue }
            line.deviation *= analysis.scales[line.row.channel]
            fit.append(line, causes: analysis.exchanges, channelOfHouse: self.state.channelOfHouse)
        }
        return fit.lines.count > before && self.analyst.screen(fit, onsets: onsets)
    }

    /// Lets go of rows older than the window, and keeps what they said.
    private mutating func absorb() {
        guard let analysis = self.analysis else { return }
        let oldest = self.now - Self.window * self.perDay
        let seasonal = LossParameters(self.state).seasonal
        for line in analysis.fit.lines.prefix(while: { $0.row.start < oldest }) {
            self.memory.take(line, analysis.fit.estimates, seasonal: seasonal)
        }
        self.lines.removeSubrange(..<self.lines.partitioningIndex { $0.row.start >= oldest })
    }

    /// Starts of rows from which a cause may hold: all of the last two days, fewer the longer ago.
    private func onsets(full: Bool) -> [Int] {
        var found = Set<Int>()
        for index in self.lines.indices {
            let start = self.lines[index].row.start
            let age = self.now - start
            let step =
                age < 2 * self.perDay
                ? 1
                : age < 7 * self.perDay
                    ? self.perDay / 2
                    : age < 21 * self.perDay ? self.perDay : 2 * self.perDay
            if step == 1 || start % step < self.perDay / 8 { found.insert(start) }
        }
        if let first = self.lines.first { found.insert(first.row.start) }
        let oldest = full ? 0 : self.now - 4 * self.perDay
        return found.filter { $0 >= oldest }
    }

    private var analyst: BalanceAnalyst {
        BalanceAnalyst(
            parameters: LossParameters(self.state), memory: self.memory, channels: self.state.channels,
            channelOfHouse: self.state.channelOfHouse, watts: self.watts, causes: self.state.causes,
            exchanges: self.exchanges, leastGain: self.topology.medium.leastGain)
    }

    /// Exchanges of meters, the last ones first: a register that starts anew every day is no meter that was exchanged.
    private var exchanges: [DatedCause] {
        let dated = self.state.houses.indices.flatMap { house in
            let onsets = Set(self.state.houses[house].flatMap { $0.restarts.map { $0.interval + 1 } })
            return onsets.sorted(by: >).prefix(Self.mostExchanges.ofHouse).map {
                DatedCause(cause: .gain(house: house), onset: $0)
            }
        }
        return Array(dated.sorted { $0.onset > $1.onset }.prefix(Self.mostExchanges.inAll))
    }

    private var watts: [Double] {
        var watts = [Double](repeating: 0, count: self.state.channels)
        var hours = watts
        for index in self.lines.indices {
            let channel = self.lines[index].row.channel
            watts[channel] += abs(self.lines[index].row.delivered)
            hours[channel] += self.lines[index].row.hours
        }
        return zip(watts, hours).map { $0 / max(1, $1) }
    }
}

// MARK: What can be seen

extension LossDetector {
    /// Which phase each house is on by now; a house on all three: which of the grid's its own are.
    public var housePhases: [[GridPhase?]] { self.state.phases }

    /// How far each phase is balanced: nil before its first row. The first is the whole where the transformer has one
    /// register.
    public var coverage: [LossCoverage] {
        (0..<self.state.channels).map { channel in
            let rows = self.lines.filter { $0.row.channel == channel }
            let silent = self.state.members(ofChannel: channel).filter { house in
                self.state.houses[house].contains { ($0.next ?? 0) < self.now - self.perDay / 4 }
            }
            return LossCoverage(
                phase: self.state.channels == 3 ? GridPhase(rawValue: channel) : nil,
                until: rows.last.map { self.state.time($0.row.end) }, silentHouses: silent,
                isTransformerSilent: (self.state.delivered[channel].next ?? 0) < self.now - self.perDay / 4)
        }
    }

    /// The smallest steady load without a meter that would be found within some days from now on, for each phase; empty
    /// where too little was read to say.
    public func sensitivity(days: [Int] = [1, 7, 30]) -> [LossSensitivity] {
        guard let analysis = self.analysis else { return [] }
        return (0..<self.state.channels).flatMap { channel in
            days.compactMap { day in
                guard let steady = analysis.smallestTap(channel: channel, days: Double(day), perDay: self.perDay) else {
                    return nil
                }
                let watts = max(steady, BalanceAnalyst.leastEnergy(self.watts) / Double(24 * day))
                return LossSensitivity(
                    phase: self.state.channels == 3 ? GridPhase(rawValue: channel) : nil, days: day, watts: watts,
                    share: watts / max(1, self.watts[channel]))
            }
        }
    }

    /// The balance day by day over the window, for a plot.
    public var dailyBalances: [DailyBalance] {
        guard let analysis = self.analysis else { return [] }
        var days: [Int: DailyBalance] = [:]
        for line in analysis.fit.lines {
            let day = line.row.start / self.perDay
            days[
                day, default: DailyBalance(day: self.state.time(day * self.perDay), channels: self.state.channels)
            ].unexplained[line.row.channel] += line.unexplained
        }
        return days.sorted { $0.key < $1.key }.map(\.value)
    }
}
