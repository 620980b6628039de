public import ModbusProtocol

/// Finds who answers on an unknown line: all wanted rates, parities and addresses, most likely first.
///
/// Any answer counts, also a refusal. Damaged answers and noise are asked again and kept as suspects. The value can be
/// encoded at any step and goes on where it stopped once it is decoded.
public struct LineScan: LineProcedure, Codable {
    /// Questions more where something came that was no frame.
    private static let repeats = 2
    /// Suspects kept.
    private static let limit = 64

    public let plan: LineScanPlan
    public private(set) var report = LineScanReport()
    private var hasListened: Bool
    /// Places in the plan's lists.
    private var set = 0
    private var unit = 0
    private var question = 0
    private var repeated = 0
    private var isOver = false

    public init(_ plan: LineScanPlan) {
        self.plan = plan
        self.hasListened = plan.listenNanoseconds <= 0
        self.isOver = plan.units.isEmpty || plan.questions.isEmpty
    }

    private var sets: [LineParameters?] { self.plan.parameters.isEmpty ? [nil] : self.plan.parameters }

    /// What is being tried; nil on TCP and at the end.
    public var parameters: LineParameters? { self.set < self.sets.count ? self.sets[self.set] : nil }

    public var next: LineStep {
        if !self.hasListened {
            return .listen(nanoseconds: self.plan.listenNanoseconds, parameters: self.parameters)
        }
        guard !self.isOver, self.set < self.sets.count,
            let request = try? ModbusRequest(pdu: self.plan.questions[self.question])
        else { return .finished }
        return .ask(
            LineQuestion(
                unit: self.plan.units[self.unit], request: request, parameters: self.parameters,
                timeoutNanoseconds: self.plan.timeoutNanoseconds))
    }

    public var progress: LineProgress {
        let each = self.plan.units.count * self.plan.questions.count
        let done = min(self.set * each + self.unit * self.plan.questions.count + self.question, self.sets.count * each)
        guard !self.isOver else { return LineProgress(done: done, total: done, remainingNanoseconds: 0) }
        let here = Int64(each - self.unit * self.plan.questions.count - self.question)
        let rest = self.sets.dropFirst(self.set + 1).reduce(here * self.plan.duration(at: self.parameters)) {
            $0 + Int64(each) * self.plan.duration(at: $1)
        }
        return LineProgress(done: done, total: self.sets.count * each, remainingNanoseconds: rest)
    }

    // MARK: What was heard

    public mutating func heard(_ recording: LineRecording) {
        guard !self.hasListened else { return }
        self.hasListened = true
        var decoder = SniffDecoder(timing: self.parameters?.timing() ?? .tcp)
        let items = recording.heard.flatMap { decoder.receive($0) } + decoder.flush()
        for case .frame(let frame) in items where frame.kind == .request {
            self.report.foreignRequests.append(frame.description)
        }
        if !self.report.foreignRequests.isEmpty, !self.plan.transmitsDespiteMaster { self.isOver = true }
    }

    public mutating func heard(_ record: LineRecord) {
        guard case .ask(let question) = self.next, question.unit == record.unit else { return }
        self.report.asked += 1
        switch record.outcome {
        case .answered, .exception:
            self.found(record)
            self.nextUnit()
        case .damaged, .collision, .noise:
            self.suspect(record)
            if self.repeated < Self.repeats {
                self.repeated += 1
            } else {
                self.nextQuestion()
            }
        case .silent, .echoOnly: self.nextQuestion()
        }
    }

    private mutating func found(_ record: LineRecord) {
        self.report.suspects.removeAll { $0.unit == record.unit }
        self.report.found.append(
            LineScanReport.Found(
                unit: record.unit, parameters: self.parameters, question: record.request, heard: record.heardBytes,
                exception: record.exception, latencyNanoseconds: record.latencyNanoseconds))
        if let stopAfter = self.plan.stopAfter, self.report.found.count >= stopAfter { self.isOver = true }
    }

    private mutating func suspect(_ record: LineRecord) {
        let bytes = record.heardBytes
        let same = self.report.suspects.firstIndex { $0.unit == record.unit && $0.parameters == self.parameters }
        if let index = same {
            self.report.suspects[index].count += 1
        } else if self.report.suspects.count < Self.limit {
            self.report.suspects.append(
                LineScanReport.Suspect(unit: record.unit, parameters: self.parameters, heard: bytes, count: 1))
        }
    }

    // MARK: Where to go on

    private mutating func nextQuestion() {
        self.repeated = 0
        self.question += 1
        if self.question >= self.plan.questions.count { self.nextUnit() }
    }

    private mutating func nextUnit() {
        self.repeated = 0
        self.question = 0
        self.unit += 1
        if self.unit >= self.plan.units.count { self.nextSet() }
        if !self.isOver, self.isFound(self.plan.units[self.unit]) { self.skipFound() }
    }

    private mutating func nextSet() {
        let foundHere = self.report.found.contains { $0.parameters == self.parameters }
        self.unit = 0
        self.set += 1
        if self.set >= self.sets.count || (foundHere && !self.plan.continuesWithOthers) { self.isOver = true }
        if self.plan.units.allSatisfy(self.isFound) { self.isOver = true }
    }

    /// A unit that was found is not asked again at other parameters.
    private mutating func skipFound() {
        while !self.isOver, self.isFound(self.plan.units[self.unit]) {
            self.unit += 1
            if self.unit >= self.plan.units.count { self.nextSet() }
        }
    }

    private func isFound(_ unit: UInt8) -> Bool { self.report.found.contains { $0.unit == unit } }
}
