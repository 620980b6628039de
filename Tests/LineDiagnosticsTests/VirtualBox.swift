import DeviceProfiles
import LineDiagnostics
import Metering
import ModbusProtocol
import Simulation
import Testing

/// A box on a simulated line, in virtual time: carries out what a diagnosis wants.
struct VirtualBox {
    private static let start = UTCTime(milliseconds: 1_767_573_000_000)
    private static let dribble: Int64 = 30_000_000

    let parameters: LineParameters
    private var line: VirtualLine
    private var now: Int64 = 1_000_000_000
    private var lastByte: Int64 = 0
    private(set) var exchanges = 0

    init(scene yaml: String, parameters: LineParameters = LineParameters(baud: 9600, parity: .none, stopBits: 1)) throws
    {
        let scene = try Scene(yaml: yaml, file: "scene.yaml")
        let catalog = try #require(Repository.catalog)
        self.line = try VirtualLine(line: scene.lines[0], scene: scene, start: Self.start, profiles: catalog)
        self.parameters = parameters
        // The line begins to run.
        _ = self.advance(until: self.now)
    }

    /// Drives `procedure` to its end.
    mutating func run(_ procedure: inout some LineProcedure, limit: Int = 20_000) throws {
        for _ in 0..<limit {
            switch procedure.next {
            case .ask(let question): procedure.heard(try self.ask(question))
            case .listen(let duration, let parameters): procedure.heard(self.listen(duration, parameters))
            case .finished: return
            }
        }
        Issue.record("the procedure does not end")
    }

    /// How much time has passed on the line.
    var elapsed: Int64 { self.now - 1_000_000_000 }

    mutating func ask(_ question: LineQuestion) throws -> LineRecord {
        self.exchanges += 1
        let parameters = question.parameters ?? self.parameters
        let timing = parameters.timing()
        self.line.listen(with: parameters)
        // What comes while it waits for silence is lost to the record.
        while self.now < self.lastByte + timing.silenceNanoseconds {
            _ = self.advance(until: self.lastByte + timing.silenceNanoseconds)
        }
        let pdu = try question.request.encoded()
        let sent = RTUFrame.encode(unit: question.unit, pdu: pdu)
        let start = self.now
        self.line.transmit(sent, at: start, parameters: parameters)
        let sentEnd = start + timing.duration(ofCharacters: sent.count)
        self.lastByte = sentEnd
        let answer = timing.duration(ofCharacters: (question.request.fixedResponseLength ?? 253) + 3)
        var deadline = sentEnd + (question.timeoutNanoseconds ?? 1_000_000_000) + answer
        var framer = try RTUResponseFramer(unit: question.unit, request: question.request)
        var record = LineRecord(
            unit: question.unit, request: pdu, sent: sent, sentNanoseconds: start, sentEndNanoseconds: sentEnd,
            heard: [], outcome: .silent, endNanoseconds: start)
        var reception = RTUResponseFramer.Reception.waiting(missing: 5)
        search: while self.now < deadline {
            for heard in self.advance(until: deadline) {
                record.heard.append(heard)
                reception = framer.receive(heard.bytes, at: heard.nanoseconds)
                if case .answered = reception { break search }
                if case .waiting(let missing) = reception, framer.remains == .damagedAnswer {
                    deadline = min(deadline, self.now + timing.duration(ofCharacters: missing) + Self.dribble)
                }
            }
        }
        if case .waiting = reception { reception = framer.silence() }
        self.finish(&record, reception, framer)
        return record
    }

    private func finish(
        _ record: inout LineRecord, _ reception: RTUResponseFramer.Reception, _ framer: RTUResponseFramer
    ) {
        record.endNanoseconds = self.now
        record.sawEcho = framer.sawEcho
        guard case .answered(let response, let first, _) = reception else {
            record.outcome = LineRecord.Outcome(framer.remains)
            return
        }
        record.outcome = .answered
        if case .exception(_, let exception) = response {
            (record.outcome, record.exception) = (.exception, exception.code)
        }
        record.answer = try? response.encoded()
        record.latencyNanoseconds = max(0, first - record.sentEndNanoseconds)
    }

    mutating func listen(_ duration: Int64, _ parameters: LineParameters?) -> LineRecording {
        self.line.listen(with: parameters ?? self.parameters)
        let start = self.now
        var heard: [HeardBytes] = []
        while self.now < start + duration { heard += self.advance(until: start + duration) }
        return LineRecording(startNanoseconds: start, endNanoseconds: self.now, heard: heard)
    }

    /// To the next thing that happens, at most to `deadline`.
    private mutating func advance(until deadline: Int64) -> [HeardBytes] {
        self.now = min(deadline, max(self.now, self.line.nextMoment ?? deadline))
        let heard = self.line.advance(to: self.now) { Self.start.adding(milliseconds: $0 / 1_000_000) }
        if let last = heard.last { self.lastByte = max(self.lastByte, last.nanoseconds) }
        return heard
    }
}
