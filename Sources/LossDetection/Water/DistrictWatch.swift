public import Metering

/// Finds what a district metered area's balance does not explain, and what its nights tell: strictly online, as
/// ``LossDetector``.
///
/// Where the customers are read, inlet and customers are balanced: a leak, a connection without a meter, a meter that
/// counts too little. The least flow of each night is watched beside it, and alone where customers are not read: water that
/// flows when people sleep is leakage. Volumes are in litres wherever a judgement says energy.
public struct DistrictWatch: Sendable {
    /// Hours of a night, local time; the least mean over an hour is sought in them.
    private static let night = 1..<5
    /// Days for which a judgement of the balance stands.
    private static let standing: Int64 = 2

    public let topology: DistrictTopology
    private var detector: LossDetector?
    private var inlet: IntervalSeries
    private var nights = NightFlowWatch()
    private let perDay: Int
    private var order: ReadingOrder
    /// Local midnight before the inlet's first reading, as a local time.
    private var start: UTCTime?
    private var nextNight = 0
    private var judged: LossJudgement?
    /// The least flow of each of the last nights, L/h, oldest first.
    public private(set) var nightFlows: [NightFlow] = []

    /// - Throws: ``LossDetectionError/topology(_:)`` where the records cannot be.
    public init(_ topology: DistrictTopology, clockSeconds: Double = 3) throws(LossDetectionError) {
        try topology.check()
        self.topology = topology
        self.detector =
            topology.customers.isEmpty ? nil : try LossDetector(topology.feeder, clockSeconds: clockSeconds)
        self.perDay = topology.feeder.intervalsPerDay
        self.order = ReadingOrder(intervalSeconds: topology.intervalSeconds)
        self.inlet = IntervalSeries(
            imported: CounterTrack(register: topology.inlet.register, limit: 1000 * topology.mostInflow),
            exported: nil, capacity: 3 * self.perDay, interval: Double(topology.intervalSeconds))
    }

    /// Takes one reading of a cumulative register in litres (`importTotal`), in the order of their times; of the inlet as
    /// ``FeederMeter/transformer``, of a customer as a house.
    public mutating func take(_ reading: FeederReading) throws(LossDetectionError) -> LossJudgement? {
        try self.order.take(reading)
        var local = reading
        local.time = self.local(reading.time)
        let balance = try self.detector?.take(local).map(self.world)
        if let balance { self.judged = balance }
        guard reading.meter == .transformer, reading.quantity == .importTotal else { return balance }
        let start = self.start ?? local.time.floored(toMultipleOf: 86_400)
        self.start = start
        self.inlet.take(
            time: Double(local.time.milliseconds - start.milliseconds) / 1000, value: reading.value, isExport: false)
        self.inlet.advance()
        let isNewNight = self.takeNights(start)
        return balance ?? (isNewNight ? self.nightJudgement(at: reading.time) : nil)
    }

    /// The judgement of all that was read, if there is anything to say.
    public mutating func conclude() -> LossJudgement? {
        if let balance = self.detector?.conclude() { return self.world(balance) }
        return self.order.newest.flatMap { self.nightJudgement(at: $0) }
    }

    /// How far the district is balanced; where no customer is read, how far its nights are known.
    public var coverage: LossCoverage {
        if var coverage = self.detector?.coverage.first {
            coverage.until = coverage.until.map(self.world)
            return coverage
        }
        let last = self.nights.isReady ? self.nightFlows.last?.day : nil
        return LossCoverage(
            phase: nil, until: last?.adding(seconds: Int64(Self.night.upperBound) * 3600), silentHouses: [],
            isTransformerSilent: false)
    }

    /// Whether the balance accounts for what flows now, by night too.
    private func isBalanced(at time: UTCTime) -> Bool {
        guard self.detector != nil else { return false }
        let coverage = self.coverage
        return coverage.silentHouses.isEmpty
            && coverage.until.map { time.seconds - $0.seconds < 86_400 } ?? false
    }

    /// The smallest steady leak that the balance would show within some days, L/h; empty where too little was read.
    public func sensitivity(days: [Int] = [1, 7, 30]) -> [LossSensitivity] {
        self.detector?.sensitivity(days: days) ?? []
    }

    /// What the balance leaves unexplained day by day, L; the days are local.
    public var dailyBalances: [DailyBalance] {
        (self.detector?.dailyBalances ?? []).map { balance in
            var balance = balance
            balance.day = self.world(balance.day)
            return balance
        }
    }

    /// Takes the nights that the inlet's readings now cover; true where one was told.
    private mutating func takeNights(_ start: UTCTime) -> Bool {
        var isNew = false
        while let next = self.inlet.next,
            next >= self.nextNight * self.perDay + Self.night.upperBound * self.perDay / 24
        {
            let day = self.nextNight
            self.nextNight += 1
            guard let flow = self.leastFlow(ofDay: day) else { continue }
            self.nights.take(NightFlowWatch.Night(day: day, flow: flow))
            self.nightFlows.append(NightFlow(day: self.world(start.adding(seconds: Int64(day) * 86_400)), flow: flow))
            if self.nightFlows.count > 400 { self.nightFlows.removeFirst() }
            isNew = true
        }
        return isNew
    }

    /// L/h; nil where no hour of the night was read as it should.
    private func leastFlow(ofDay day: Int) -> Double? {
        let perHour = self.perDay / 24
        let first = day * self.perDay + Self.night.lowerBound * perHour
        let last = day * self.perDay + Self.night.upperBound * perHour
        var least: Double?
        for from in first...(last - perHour) {
            let hour = from..<(from + perHour)
            // What a gap spreads evenly is no flow of this hour.
            guard hour.allSatisfy({ self.inlet.isFresh($0) }), self.inlet.isFresh(from - 1) else { continue }
            let volumes = hour.compactMap { self.inlet.energy($0) }
            guard volumes.count == perHour else { continue }
            let flow = volumes.reduce(0, +)
            least = min(least ?? flow, flow)
        }
        return least
    }

    private func nightJudgement(at time: UTCTime) -> LossJudgement? {
        guard let rise = self.nights.rise, let start = self.start else { return nil }
        if self.isBalanced(at: time) { return nil }
        if let judged, time.seconds - judged.time.seconds < Self.standing * 86_400 { return nil }
        // The night showed it; it began after the night before.
        let onset = self.world(start.adding(seconds: Int64(rise.since) * 86_400))
        let hours = Double(time.seconds - onset.seconds) / 3600
        return LossJudgement(
            time: time, kind: .leak, phase: nil, onset: onset, energy: rise.flow * hours,
            energyDeviation: rise.deviation * hours, suspects: [], logLikelihoodRatio: rise.statistic,
            alternatives: [], test: .nightFlow)
    }

    // MARK: Local time

    private var offset: Int64 { self.topology.offsetMinutes * 60 }
    private func local(_ time: UTCTime) -> UTCTime { time.adding(seconds: self.offset) }
    private func world(_ time: UTCTime) -> UTCTime { time.adding(seconds: -self.offset) }

    private func world(_ judgement: LossJudgement) -> LossJudgement {
        var judgement = judgement
        judgement.time = self.world(judgement.time)
        judgement.onset = self.world(judgement.onset)
        return judgement
    }
}

/// The least flow of a night.
public struct NightFlow: Sendable {
    /// The midnight before it.
    public var day: UTCTime
    /// L/h, mean over the least hour between 01:00 and 05:00.
    public var flow: Double
}
