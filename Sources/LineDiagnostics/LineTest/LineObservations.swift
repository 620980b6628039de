internal import ModbusProtocol

/// What was seen of a line under test.
struct LineObservations {
    private static let examples = 4
    /// An answer to an unanswered question is expected for so long.
    private static let openFor: Int64 = 15_000_000_000
    /// A second device with the same address answers within this of the first.
    private static let doubleWithin: Int64 = 2_000_000_000

    let timing: LineTiming
    var units: [UnitObservations]
    var exchanges = 0
    var echoes = 0
    /// Listening with nothing asked just before.
    var listened: Int64 = 0
    var idleBursts = 0
    var idleBytes = 0
    var idleExamples: [[UInt8]] = []
    var foreignRequests: [SniffedFrame] = []
    var foreignRequestCount = 0
    var foreignAnswers = 0
    var collisions = 0

    init(_ units: [TestedUnit], timing: LineTiming) {
        self.units = units.map(UnitObservations.init)
        self.timing = timing
    }

    // MARK: Exchanges

    /// An exchange at the bus's own parameters.
    mutating func observe(_ record: LineRecord, of index: Int, _ size: AnswerSize, isIdentity: Bool, waited: Bool) {
        let pieces = HeardPieces(record, timing: self.timing)
        self.exchanges += 1
        if record.sawEcho || pieces.sawEcho { self.echoes += 1 }
        if record.outcome == .collision { self.collisions += 1 }
        self.sort(pieces.frames)
        switch record.outcome {
        case .answered, .exception: self.answered(record, pieces, index, size, isIdentity)
        case .silent, .echoOnly: self.silent(record, index, size, waited)
        case .damaged, .collision, .noise: self.damaged(record, pieces, index, size, waited)
        }
    }

    private mutating func answered(
        _ record: LineRecord, _ pieces: HeardPieces, _ index: Int, _ size: AnswerSize, _ isIdentity: Bool
    ) {
        let length = (record.answer?.count ?? 2) + 3
        // A refusal is short, whatever was asked.
        let size = record.outcome == .exception ? AnswerSize.short : size
        self.units[index][size].asked += 1
        self.units[index][size].answered += 1
        self.units[index][size].bytes = max(length, self.units[index][size].bytes)
        if let latency = record.latencyNanoseconds { self.units[index].latencies.append(latency) }
        if !pieces.rest.isEmpty { self.units[index].keepStray(pieces.rest) }
        if isIdentity, record.outcome == .answered, let answer = record.answer { self.units[index].sawIdentity(answer) }
        self.units[index].openSince = nil
        self.units[index].lastAnswer = record.endNanoseconds
    }

    private mutating func silent(_ record: LineRecord, _ index: Int, _ size: AnswerSize, _ waited: Bool) {
        self.units[index][size].asked += 1
        self.units[index][size].silent += 1
        if waited { self.units[index].longSilences += 1 }
        self.units[index].openSince = record.sentEndNanoseconds
    }

    private mutating func damaged(
        _ record: LineRecord, _ pieces: HeardPieces, _ index: Int, _ size: AnswerSize, _ waited: Bool
    ) {
        guard !pieces.rest.isEmpty else {
            // Whole frames of others came, and no answer.
            self.silent(record, index, size, waited)
            return
        }
        let expected = (record.question?.fixedResponseLength ?? 2) + 3
        // A few bytes of noise in place of a long answer are no answer.
        if record.outcome == .noise, pieces.rest.count * 3 < min(expected, 7) {
            self.units[index].keepStray(pieces.rest)
            self.silent(record, index, size, waited)
            return
        }
        self.units[index][size].asked += 1
        self.units[index][size].damaged += 1
        self.units[index][size].bytes = max(expected, self.units[index][size].bytes)
        // Such bytes are waited behind as long as nothing at all.
        if waited, record.outcome == .noise { self.units[index].longSilences += 1 }
        if pieces.rest.count > expected + 1 { self.units[index].longerThanAsked += 1 }
        self.units[index].keepDamaged(pieces.rest)
        self.units[index].openSince = nil
    }

    // MARK: Listening

    /// - Parameter after: the unit that was asked just before; nil for listening to an idle line.
    mutating func observe(_ recording: LineRecording, after index: Int?) {
        var decoder = SniffDecoder(timing: self.timing)
        let items = recording.heard.flatMap { decoder.receive($0) } + decoder.flush()
        if index == nil { self.listened += max(0, recording.endNanoseconds - recording.startNanoseconds) }
        var rest: [UInt8] = []
        for item in items {
            switch item {
            case .frame(let frame): self.sort([frame])
            case .unknown(let bytes, _, _):
                rest += bytes
                if index == nil { self.idle(bytes) }
            }
        }
        if let index, !rest.isEmpty { self.units[index].keepStray(rest) }
    }

    private mutating func idle(_ bytes: [UInt8]) {
        self.idleBursts += 1
        self.idleBytes += bytes.count
        if self.idleExamples.count < Self.examples { self.idleExamples.append(bytes) }
    }

    // MARK: Frames of others

    private mutating func sort(_ frames: [SniffedFrame]) {
        for frame in frames {
            if frame.kind == .request {
                self.foreignRequestCount += 1
                if self.foreignRequests.count < Self.examples { self.foreignRequests.append(frame) }
            } else {
                self.unasked(frame)
            }
        }
    }

    /// An answer that nobody waits for: late, a second one, or one to somebody else.
    private mutating func unasked(_ frame: SniffedFrame) {
        guard frame.request == nil, let index = self.units.firstIndex(where: { $0.tested.unit == frame.unit }) else {
            self.foreignAnswers += 1
            return
        }
        let now = frame.startNanoseconds
        if let since = self.units[index].openSince, now - since < Self.openFor {
            self.units[index].openSince = nil
            self.units[index].lateAnswers += 1
            self.units[index].latencies.append(max(0, now - since))
        } else if let last = self.units[index].lastAnswer, now - last < Self.doubleWithin {
            self.units[index].doubleAnswers += 1
        } else {
            self.foreignAnswers += 1
        }
    }
}
