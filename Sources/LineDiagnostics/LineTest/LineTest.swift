public import ModbusProtocol

/// Finds out what is wrong with a line: listens, asks short and long questions, waits longer than the bus does, tries
/// other rates and parities on what is silent, and gives a verdict with its evidence.
///
/// Drive it as every ``LineProcedure``; ``report`` may be taken at any time.
public struct LineTest: LineProcedure {
    enum Phase: Hashable {
        case listening
        case greeting
        case trying
        case measuring
        case closing
        case done
    }

    enum TestStep: Hashable {
        case listen(Int64)
        /// Right after an exchange with the unit at this place.
        case listenAfter(Int)
        case ask(Int, AnswerSize)
        case identity(Int)
        case attempt(Int, LineParameters)
    }

    /// One second device may answer after the first; it does so soon.
    static let afterglow: Int64 = 150_000_000
    private static let slice: Int64 = 2_000_000_000

    public let plan: LineTestPlan
    var observations: LineObservations
    var phase = Phase.listening
    var queue: [TestStep] = []
    /// The statistics were taken twice, since once left it open.
    var hasMeasuredAgain = false
    private var done = 0

    public init(_ plan: LineTestPlan) {
        self.plan = plan
        self.observations = LineObservations(plan.units, timing: plan.parameters?.timing() ?? .tcp)
        self.queue = Self.listening(for: plan.listenNanoseconds)
        if self.queue.isEmpty { self.advance() }
    }

    /// What is known by now; complete once ``next`` is ``LineStep/finished``.
    public var report: LineTestReport {
        LineJudge(plan: self.plan, seen: self.observations, isComplete: self.phase == .done).report
    }

    // MARK: Steps

    public var next: LineStep {
        guard let task = self.queue.first else { return .finished }
        switch task {
        case .listen(let duration): return .listen(nanoseconds: duration, parameters: nil)
        case .listenAfter: return .listen(nanoseconds: Self.afterglow, parameters: nil)
        case .ask(let index, let size):
            guard let request = self.request(index, size) else { return .finished }
            return .ask(self.question(index, request))
        case .identity(let index):
            guard let request = self.plan.units[index].identity else { return .finished }
            return .ask(self.question(index, request))
        case .attempt(let index, let parameters):
            guard let request = self.request(index, .short) else { return .finished }
            return .ask(
                LineQuestion(
                    unit: self.plan.units[index].unit, request: request, parameters: parameters,
                    timeoutNanoseconds: self.attemptTimeout, transmitsDespiteMaster: true))
        }
    }

    public var progress: LineProgress {
        let left = self.queue.reduce(Int64(0)) { $0 + self.duration(of: $1) } + self.durationOfLaterPhases
        let later = self.stepsOfLaterPhases
        return LineProgress(
            done: self.done, total: self.done + self.queue.count + later, remainingNanoseconds: left)
    }

    public mutating func heard(_ recording: LineRecording) {
        guard let task = self.queue.first else { return }
        switch task {
        case .listen: self.observations.observe(recording, after: nil)
        case .listenAfter(let index): self.observations.observe(recording, after: index)
        case .ask, .identity, .attempt: return
        }
        self.finishTask()
    }

    public mutating func heard(_ record: LineRecord) {
        guard let task = self.queue.first else { return }
        switch task {
        case .listen, .listenAfter: return
        case .ask(let index, let size): self.heard(record, of: index, size, isIdentity: false)
        case .identity(let index): self.heard(record, of: index, .short, isIdentity: true)
        case .attempt(let index, let parameters): self.attempted(record, index, parameters)
        }
        self.finishTask()
    }

    private mutating func heard(_ record: LineRecord, of index: Int, _ size: AnswerSize, isIdentity: Bool) {
        let waited = self.timeout(of: index) > self.plan.timeoutNanoseconds
        self.observations.observe(record, of: index, size, isIdentity: isIdentity, waited: waited)
        if record.outcome == .exception, !isIdentity { self.observations.units[index].refused[size.rawValue] += 1 }
    }

    private mutating func finishTask() {
        self.queue.removeFirst()
        self.done += 1
        self.dropUnaskable()
        if self.queue.isEmpty { self.advance() }
    }

    /// A unit that refuses all long reads is asked no more of them.
    private mutating func dropUnaskable() {
        while case .ask(let index, let size)? = self.queue.first, self.request(index, size) == nil {
            self.queue.removeFirst()
        }
    }

    // MARK: Questions

    /// The first question of this size that the unit does not refuse; short ones take turns until one is answered.
    private func request(_ index: Int, _ size: AnswerSize) -> ModbusRequest? {
        let unit = self.observations.units[index]
        let refused = unit.refused[size.rawValue]
        switch size {
        case .short:
            let requests = unit.tested.short
            guard !requests.isEmpty else { return nil }
            let turn = unit.answers ? refused : unit.all.asked + unit.trials
            // A refusal is a short answer as good as any.
            return requests[unit.answers ? min(turn, requests.count - 1) : turn % requests.count]
        case .medium: return unit.tested.medium.dropFirst(refused).first
        case .long: return unit.tested.long.dropFirst(refused).first
        }
    }

    private func question(_ index: Int, _ request: ModbusRequest) -> LineQuestion {
        LineQuestion(
            unit: self.plan.units[index].unit, request: request, timeoutNanoseconds: self.timeout(of: index),
            transmitsDespiteMaster: true)
    }

    /// Patience is for units that may yet turn out slow.
    private func timeout(of index: Int) -> Int64 {
        let unit = self.observations.units[index]
        let isSlow = unit.latencies.contains { $0 > self.plan.timeoutNanoseconds }
        let limit = unit.answers ? 3 : self.plan.units.count > 6 ? 1 : 2
        let isPatient = isSlow || unit.longSilences < limit
        return isPatient
            ? max(self.plan.patienceNanoseconds, self.plan.timeoutNanoseconds) : self.plan.timeoutNanoseconds
    }

    /// Enough for nearly every meter: the sweep has many questions.
    private var attemptTimeout: Int64 { min(self.plan.timeoutNanoseconds, 400_000_000) }

    static func listening(for duration: Int64) -> [TestStep] {
        guard duration > 0 else { return [] }
        let whole = Int(duration / Self.slice)
        let rest = duration % Self.slice
        return [TestStep](repeating: .listen(Self.slice), count: whole) + (rest > 0 ? [.listen(rest)] : [])
    }

    // MARK: Estimates

    private func duration(of task: TestStep) -> Int64 {
        switch task {
        case .listen(let duration): return duration
        case .listenAfter: return Self.afterglow
        case .ask(let index, let size): return self.duration(index, self.request(index, size))
        case .identity(let index): return self.duration(index, self.plan.units[index].identity)
        case .attempt(_, let parameters): return self.attemptTimeout + parameters.timing().duration(ofCharacters: 12)
        }
    }

    private func duration(_ index: Int, _ request: ModbusRequest?) -> Int64 {
        let unit = self.observations.units[index]
        let characters = 8 + 4 + (request?.fixedResponseLength ?? 10) + 3
        let wire = self.observations.timing.duration(ofCharacters: characters)
        let wait = unit.answers ? unit.latencies.last ?? 0 : unit.all.asked == 0 ? 50_000_000 : self.timeout(of: index)
        return wire + wait
    }

    private var durationOfLaterPhases: Int64 {
        guard self.phase.isBeforeMeasuring else { return 0 }
        return self.plan.units.indices.reduce(Self.slice) { sum, index in
            let sizes = AnswerSize.allCases.reduce(Int64(0)) { $0 + self.duration(index, self.request(index, $1)) }
            return sum + Int64(self.plan.rounds) * sizes
        }
    }

    private var stepsOfLaterPhases: Int {
        guard self.phase.isBeforeMeasuring else { return self.phase == .measuring ? 2 : 0 }
        return self.plan.units.count * self.plan.rounds * AnswerSize.allCases.count + 2
    }
}

extension LineTest.Phase {
    fileprivate var isBeforeMeasuring: Bool { self == .listening || self == .greeting || self == .trying }
}
