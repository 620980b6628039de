/// When a master may send what, on one line: silence, pauses, open questions, time-outs, silent units.
///
/// A state machine without a clock: all moments are nanoseconds of the caller's monotonic clock. The driver asks
/// ``earliestSend(_:to:at:)``, reports ``sent(_:to:at:)``, every byte by ``bytesSeen(at:)``, and how it ended by
/// ``finished(_:at:)``.
public struct LineDiscipline: Sendable {
    struct UnitState: Sendable {
        var pause: Int64
        var latency = LatencyEstimator()
        var breaker = CircuitBreaker()
        var errors = CharacterErrors()
        /// Filtered time that a damaged exchange took beyond a good one.
        var failureNanoseconds: Int64 = 0
        var lastEnd: Int64?
        /// Longest lateness seen, from the end of the request.
        var worstLateness: Int64 = 0
        /// By how much its answers took longer than their characters: the longest, fading.
        var stretch = LineDiscipline.longestPatience
    }

    struct Exchange: Sendable {
        let unit: UInt8
        let request: ModbusRequest
        let start: Int64
        let sentEnd: Int64
        let isProbe: Bool
        let isForTool: Bool
    }

    /// Changes only while a tool uses the line with parameters of its own.
    public var timing: LineTiming
    public let settings: LineSettings
    var units: UnitTable<UnitState>
    /// Units whose breaker is open.
    var silentCount = 0
    var openQuestions: [OpenQuestion] = []
    var exchange: Exchange?
    var echo = EchoDetector()
    var deadTime: DeadTimeBudget
    var watch: ForeignMasterWatch
    var foreignMaster: ForeignMaster?
    /// How long another master must be silent to count as gone.
    var foreignSilence: Int64
    var foreignGoneSince: Int64?
    /// When another master's write was told last.
    var foreignWriteTold: Int64?
    /// The answer to another master's question is due by then.
    var foreignBusyUntil: Int64 = .min
    /// What another master asked last.
    var lastForeign: ForeignRequest?
    /// The exchange before, where its answer was damaged, and when it ended.
    var lastDamaged: (exchange: Exchange, end: Int64)?
    /// When more came last than an answer and noise.
    var lastCrowd: Int64?
    var nextCrowdListening: Int64 = .min
    private var lastByte: Int64?

    /// Another master that comes back within this time after it went makes the bus wait longer.
    static let relapseNanoseconds: Int64 = 300_000_000_000
    /// The answer to another master's question is waited for so long at most.
    static let foreignAnswerNanoseconds: Int64 = 250_000_000
    /// A master that goes on writing is told again after so long.
    static let foreignWriteInterval: Int64 = 60_000_000_000

    /// What comes so soon after a damaged answer belonged to what damaged it.
    static let afterDamageNanoseconds: Int64 = 100_000_000
    /// Two crowded exchanges within this time are no chance.
    static let crowdNanoseconds: Int64 = 10_000_000_000
    /// How long a crowded line is listened to, and how often: at most a thirtieth of the time.
    static let crowdListeningNanoseconds: Int64 = 1_000_000_000
    static let crowdListeningInterval: Int64 = 30_000_000_000

    static let longestPatience: Int64 = 20_000_000
    static let shortestPatience: Int64 = 8_000_000

    /// - Parameter pauses: pause between two requests to one unit, in nanoseconds, for every unit of the line.
    public init(timing: LineTiming, settings: LineSettings, pauses: [UInt8: Int64]) {
        self.timing = timing
        self.settings = settings
        self.units = UnitTable(pauses.mapValues { UnitState(pause: $0) })
        self.deadTime = DeadTimeBudget(sharePercent: settings.deadSharePercent)
        self.watch = ForeignMasterWatch(timing: timing)
        self.foreignSilence = settings.foreignSilence
    }

    /// The same for a line on which `before` was in force: what was learned of units that stay is kept, and questions
    /// whose answers may still come.
    public func going(on before: LineDiscipline) -> LineDiscipline {
        var next = self
        for unit in self.units.units {
            guard var state = before.units[unit] else { continue }
            state.pause = self.units[unit]?.pause ?? state.pause
            next.units[unit] = state
        }
        next.silentCount = next.units.values.count { $0.breaker.isOpen }
        (next.openQuestions, next.exchange, next.echo) = (before.openQuestions, before.exchange, before.echo)
        (next.foreignMaster, next.foreignSilence) = (before.foreignMaster, before.foreignSilence)
        (next.foreignGoneSince, next.foreignWriteTold) = (before.foreignGoneSince, before.foreignWriteTold)
        return next
    }

    /// The adapter returns what is sent.
    public var expectsEcho: Bool { self.echo.isPresent }

    /// Bytes were seen on the line, whosever they are.
    public mutating func bytesSeen(at now: Int64) { self.lastByte = max(now, self.lastByte ?? now) }

    /// The moment from which the line has been silent for long enough.
    public var silentFrom: Int64 {
        max(self.foreignBusyUntil, self.lastByte.map { $0 + self.timing.silenceNanoseconds } ?? .min)
    }

    /// The earliest moment at which `request` may go out to `unit`, as far as is known now; `now` or earlier means at
    /// once. Silent units are another matter, see ``probeTime(of:at:)``.
    public func earliestSend(_ request: ModbusRequest, to unit: UInt8, at now: Int64) -> Int64 {
        guard !self.openQuestions.isEmpty else { return self.earliestSend(to: unit) }
        let blocking = self.openQuestions.filter { $0.blocks(request, of: unit, at: now) }
        return blocking.reduce(self.earliestSend(to: unit)) { max($0, $1.untilNanoseconds) }
    }

    /// As ``earliestSend(_:to:at:)`` without a look at open questions.
    public func earliestSend(to unit: UInt8) -> Int64 { max(self.silentFrom, self.pauseEnd(of: unit)) }

    /// When the pause that a unit needs after its last exchange is over; long ago where none is known.
    public func pauseEnd(of unit: UInt8) -> Int64 {
        guard let state = self.units[unit], let lastEnd = state.lastEnd else { return .min }
        return lastEnd + state.pause
    }

    /// Some question is unanswered, on a line that could still bring its answer.
    public var hasOpenQuestions: Bool { !self.openQuestions.isEmpty }

    /// True while an unanswered question of the same shape is open.
    public func isQuarantined(_ request: ModbusRequest, to unit: UInt8, at now: Int64) -> Bool {
        self.openQuestions.contains { $0.blocks(request, of: unit, at: now) }
    }

    /// No unit is silent: nobody has to be probed.
    public var isWholeLineAnswering: Bool { self.silentCount == 0 }

    /// Nil for a unit that is polled; for a silent one, when it may be probed.
    public func probeTime(of unit: UInt8, at now: Int64) -> Int64? {
        guard let state = self.units[unit], let probeAt = state.breaker.probeAt else { return nil }
        guard self.units.values.contains(where: { !$0.breaker.isOpen }) else { return probeAt }
        return max(probeAt, self.deadTime.affordable(self.timeout(of: unit), at: now))
    }

    /// The learned time-out of a unit, from the end of the request to the answer's first byte.
    public func timeout(of unit: UInt8) -> Int64 {
        let latency = self.units[unit]?.latency ?? LatencyEstimator()
        return latency.timeout(floor: self.settings.timeoutFloor, ceiling: self.settings.timeoutCeiling)
    }

    /// How long a begun answer of a unit is waited for when it pauses: as it was seen to pause, and adapters hand over in
    /// lumps; 8 to 20 ms.
    public func patience(with unit: UInt8) -> Int64 {
        guard let stretch = self.units[unit]?.stretch else { return Self.longestPatience }
        return min(Self.longestPatience, max(Self.shortestPatience, self.timing.silenceNanoseconds + 2 * stretch))
    }

    /// Filtered latency of a unit in nanoseconds; nil before its first answer.
    public func latency(of unit: UInt8) -> Int64? { self.units[unit]?.latency.smoothed }

    /// How often characters to and from a unit are damaged, as far as it is known.
    public func errors(of unit: UInt8) -> ReadCost.ErrorRate {
        guard self.timing.isSerial, let state = self.units[unit] else { return .clean }
        let rate = state.errors.perMillion
        guard rate > 0 else { return .clean }
        // In steps, so that plans do not change with every failure.
        let step: Int64 = 8_000_000
        let failure = (state.failureNanoseconds + step / 2) / step * step
        return ReadCost.ErrorRate(perMillion: rate, failureNanoseconds: failure)
    }

    /// A request goes out now.
    ///
    /// - Returns: the moment at which the answer must be complete.
    public mutating func sent(_ request: ModbusRequest, to unit: UInt8, at now: Int64) -> Int64 {
        self.begin(request, to: unit, at: now, timeout: self.timeout(of: unit), isForTool: false)
    }

    private mutating func begin(
        _ request: ModbusRequest, to unit: UInt8, at now: Int64, timeout: Int64, isForTool: Bool
    ) -> Int64 {
        let length = request.encodedLength + 3
        let sentEnd = now + self.timing.duration(ofCharacters: length)
        let isProbe = self.units[unit]?.breaker.isOpen ?? false
        self.exchange = Exchange(
            unit: unit, request: request, start: now, sentEnd: sentEnd, isProbe: isProbe, isForTool: isForTool)
        self.deadTime.advance(to: now)
        if self.timing.isSerial {
            self.lastByte = max(self.lastByte ?? sentEnd, sentEnd)
            self.watch.sent(request, to: unit, end: sentEnd)
        }
        let answer = self.timing.duration(ofCharacters: (request.fixedResponseLength ?? ModbusLimits.pdu) + 3)
        return sentEnd + timeout + answer
    }

    /// A tool's question goes out now: it teaches nothing and opens no breaker.
    ///
    /// - Parameter timeout: from the end of the request to the answer's first byte; nil: the ceiling.
    /// - Returns: the moment at which the answer must be complete.
    public mutating func sentByTool(
        _ request: ModbusRequest, to unit: UInt8, at now: Int64, timeout: Int64?
    ) -> Int64 {
        self.begin(
            request, to: unit, at: now, timeout: timeout ?? self.settings.timeoutCeiling, isForTool: true)
    }

    /// The exchange that ``sentByTool(_:to:at:timeout:)`` began is over.
    ///
    /// - Parameter isSilent: nothing of the unit's own answer came; it may still come.
    public mutating func finishedByTool(isSilent: Bool, at now: Int64) {
        guard let exchange = self.exchange, exchange.isForTool else { return }
        self.exchange = nil
        self.deadTime.advance(to: now)
        let state = self.units[exchange.unit] ?? UnitState(pause: 0)
        if isSilent { self.leaveOpen(exchange, state, at: now) }
        self.units[exchange.unit]?.lastEnd = now
    }

    /// The port was lost and is open again: echo and silence begin anew.
    ///
    /// What was asked before stays open, also what was under way when the port was lost: a late answer comes over the new
    /// connection as well.
    public mutating func reopened(at now: Int64) {
        if let exchange { self.leaveOpen(exchange, self.units[exchange.unit] ?? UnitState(pause: 0), at: now) }
        self.exchange = nil
        self.openQuestions.removeAll { $0.untilNanoseconds <= now }
        self.lastByte = now
        self.watch.forget()
        self.foreignBusyUntil = .min
        for unit in self.units.units { self.units[unit]?.breaker.hurry(at: now, settings: self.settings) }
    }
}
