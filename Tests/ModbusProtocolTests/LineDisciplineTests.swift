import ModbusProtocol
import Testing

private let millisecond: Int64 = 1_000_000
private let second: Int64 = 1_000_000_000

@Suite("Line discipline, by a clock of its own")
struct LineDisciplineTests {
    private let timing = LineTiming(baud: 9600, parity: .none, stopBits: 1)
    private let read = ModbusRequest.readHoldingRegisters(address: 0, count: 2)
    private let other = ModbusRequest.readHoldingRegisters(address: 0, count: 3)

    private func line(
        _ pauses: [UInt8: Int64] = [1: 0, 2: 0], _ settings: LineSettings = LineSettings()
    ) -> LineDiscipline {
        LineDiscipline(timing: self.timing, settings: settings, pauses: pauses)
    }

    /// Asks and gets an answer after `latency`; returns the end of the exchange.
    @discardableResult
    private func answer(
        _ line: inout LineDiscipline, _ unit: UInt8, at start: Int64, latency: Int64 = 20 * millisecond
    ) -> (end: Int64, verdict: LineVerdict) {
        _ = line.sent(self.read, to: unit, at: start)
        let first = start + self.timing.duration(ofCharacters: 8) + latency
        let end = first + self.timing.duration(ofCharacters: 9)
        line.bytesSeen(at: end)
        return (end, line.finished(.answered(firstByteNanoseconds: first, echo: false), at: end))
    }

    private func silence(_ line: inout LineDiscipline, _ unit: UInt8, at start: Int64, _ request: ModbusRequest? = nil)
        -> (end: Int64, verdict: LineVerdict)
    {
        let end = line.sent(request ?? self.read, to: unit, at: start)
        return (end, line.finished(.silent, at: end))
    }

    @Test(
        "silence is 3.5 characters up to 19 200 baud and 1.75 ms above",
        arguments: [
            (9600, Parity.none, 1, Int64(3_645_831)), (19200, .even, 1, 2_005_206), (38400, .none, 1, 1_750_000),
            (115_200, .even, 1, 1_750_000), (2400, .none, 2, 16_041_665),
        ])
    func silenceTable(baud: Int, parity: Parity, stopBits: Int, nanoseconds: Int64) {
        let timing = LineTiming(baud: baud, parity: parity, stopBits: stopBits)
        #expect(abs(timing.silenceNanoseconds - nanoseconds) <= 4)
        #expect(
            LineTiming(baud: 115_200, parity: .even, stopBits: 1, strictCharacters: true).silenceNanoseconds < 350_000)
    }

    @Test("no request before the silence after the last byte seen, whosever it was")
    func silenceAfterBytes() {
        var line = self.line()
        line.bytesSeen(at: second)
        #expect(line.earliestSend(self.read, to: 1, at: second) == second + self.timing.silenceNanoseconds)
        line.bytesSeen(at: second + millisecond)
        #expect(line.earliestSend(to: 1) == second + millisecond + self.timing.silenceNanoseconds)
        let (end, _) = self.answer(&line, 1, at: 2 * second)
        #expect(line.earliestSend(to: 2) == end + self.timing.silenceNanoseconds)
    }

    @Test("a unit's pause holds for itself, not for the others")
    func pauses() {
        var line = self.line([1: 100 * millisecond, 2: 0])
        let (end, _) = self.answer(&line, 1, at: 0)
        #expect(line.earliestSend(to: 1) == end + 100 * millisecond)
        #expect(line.earliestSend(to: 2) == end + self.timing.silenceNanoseconds)
    }

    @Test("an unanswered question blocks its shape for this unit only, until the quarantine ends")
    func quarantine() {
        var line = self.line()
        let (end, verdict) = self.silence(&line, 1, at: 0)
        #expect(!verdict.mayRetry)
        let until = self.timing.duration(ofCharacters: 8) + 3 * second
        #expect(line.earliestSend(self.read, to: 1, at: end) == until)
        #expect(line.isQuarantined(.readHoldingRegisters(address: 90, count: 2), to: 1, at: end))
        for (request, unit) in [
            (self.read, UInt8(2)), (self.other, 1), (.readInputRegisters(address: 0, count: 2), 1),
        ] {
            #expect(!line.isQuarantined(request, to: unit, at: end))
            #expect(line.earliestSend(request, to: unit, at: end) < end + 10 * millisecond)
        }
        #expect(!line.isQuarantined(self.read, to: 1, at: until))
    }

    @Test("the late answer closes the question, teaches the lateness that a time-out can cover, and is told")
    func lateAnswer() throws {
        var line = self.line()
        for turn in 0..<20 { self.answer(&line, 1, at: Int64(turn - 40) * second) }
        let usual = try #require(line.latency(of: 1))
        let (end, _) = self.silence(&line, 1, at: 0)
        let frame = RTUFrame.encode(unit: 1, pdu: try ModbusResponse.holdingRegisters([1, 2]).encoded())
        #expect(line.unclaimed(frame.prefix(4), at: end + second / 2).isEmpty)
        let notices = line.unclaimed(frame.dropFirst(4), at: end + second / 2)
        let lateness = end + second / 2 - self.timing.duration(ofCharacters: 8)
        #expect(notices == [.lateAnswer(1, nanoseconds: lateness)])
        #expect(!line.isQuarantined(self.read, to: 1, at: end + second))
        #expect(try #require(line.latency(of: 1)) > usual)
    }

    @Test("where two asked for the same, the first answer leaves the second question open")
    func twoQuestions() throws {
        var line = self.line()
        let (end, _) = self.silence(&line, 1, at: 0)
        let foreign = RTUFrame.encode(
            unit: 1, pdu: try ModbusRequest.readHoldingRegisters(address: 40, count: 2).encoded())
        let asked = end + 100 * millisecond
        _ = line.heardUnclaimed([HeardBytes(nanoseconds: asked, bytes: foreign)], at: asked)
        _ = line.settle(at: asked + 10 * millisecond)
        let answer = RTUFrame.encode(unit: 1, pdu: try ModbusResponse.holdingRegisters([1, 2]).encoded())
        _ = line.unclaimed(answer, at: asked + 30 * millisecond)
        #expect(line.isQuarantined(self.read, to: 1, at: asked + 31 * millisecond))
        _ = line.unclaimed(answer, at: asked + 60 * millisecond)
        #expect(!line.isQuarantined(self.read, to: 1, at: asked + 61 * millisecond))
    }

    @Test("an answer that comes later than any time-out makes no time-out longer")
    func hopelessLateness() throws {
        var line = self.line()
        for turn in 0..<20 { self.answer(&line, 1, at: Int64(turn) * second) }
        let learned = line.timeout(of: 1)
        let (end, _) = self.silence(&line, 1, at: 30 * second)
        let frame = RTUFrame.encode(unit: 1, pdu: try ModbusResponse.holdingRegisters([1, 2]).encoded())
        #expect(line.unclaimed(frame, at: end + 2 * second).count == 1)
        self.answer(&line, 1, at: 40 * second)
        #expect(line.timeout(of: 1) == learned)
    }

    @Test("the pause inside a frame that is waited for is learned, from 20 ms down to 8 and back at once")
    func patience() {
        var line = self.line()
        #expect(line.patience(with: 1) == 20 * millisecond)
        for turn in 0..<80 { self.answer(&line, 1, at: Int64(turn) * second) }
        #expect(line.patience(with: 1) == 8 * millisecond)
        #expect(line.patience(with: 2) == 20 * millisecond)
        _ = line.sent(self.read, to: 1, at: 100 * second)
        let first = 100 * second + self.timing.duration(ofCharacters: 8) + 20 * millisecond
        let end = first + self.timing.duration(ofCharacters: 9) + 16 * millisecond
        _ = line.finished(.answered(firstByteNanoseconds: first, echo: false), at: end)
        #expect(line.patience(with: 1) == 20 * millisecond)
    }

    @Test("only a damaged answer of our own allows a retry at once")
    func retry() {
        for (outcome, mayRetry) in [(LineOutcome.damaged, true), (.silent, false), (.collision, false)] {
            var line = self.line()
            let end = line.sent(self.read, to: 1, at: 0)
            #expect(line.finished(outcome, at: end).mayRetry == mayRetry)
            #expect(line.isQuarantined(self.read, to: 1, at: end) == !mayRetry)
        }
    }

    @Test("the time-out starts at the ceiling, follows the latency, doubles with silence and keeps its bounds")
    func timeouts() {
        var settings = LineSettings()
        settings.timeoutFloor = 50 * millisecond
        var line = self.line([1: 0], settings)
        #expect(line.timeout(of: 1) == settings.timeoutCeiling)
        var now: Int64 = 0
        for _ in 0..<40 { now = self.answer(&line, 1, at: now + 10 * millisecond, latency: 30 * millisecond).end }
        #expect((90 * millisecond...100 * millisecond).contains(line.timeout(of: 1)))
        let learned = line.timeout(of: 1)
        now = self.silence(&line, 1, at: now + second).end
        #expect(line.timeout(of: 1) == 2 * learned)
        for _ in 0..<40 { now = self.answer(&line, 1, at: now + 4 * second, latency: 0).end }
        #expect(line.timeout(of: 1) == settings.timeoutFloor)
        for _ in 0..<40 { now = self.answer(&line, 1, at: now + second, latency: 800 * millisecond).end }
        #expect(line.timeout(of: 1) == settings.timeoutCeiling)
    }

    @Test("a unit is silent after three silences, is probed ever more seldom, and recovers with one answer")
    func breaker() throws {
        var settings = LineSettings()
        settings.deadSharePercent = 100
        var line = self.line([1: 0, 2: 0], settings)
        var now: Int64 = 0
        var notices: [LineNotice] = []
        for _ in 0..<3 {
            #expect(line.probeTime(of: 1, at: now) == nil)
            let (end, verdict) = self.silence(&line, 1, at: now)
            notices += verdict.notices
            now = end + 4 * second
        }
        #expect(notices == [.unitSilent(1)])
        var waits: [Int64] = []
        for _ in 0..<8 {
            let probe = try #require(line.probeTime(of: 1, at: now))
            let (end, verdict) = self.silence(&line, 1, at: max(now, probe))
            #expect(!verdict.mayRetry && verdict.notices.isEmpty)
            now = end
            waits.append(((line.probeTime(of: 1, at: now) ?? 0) - now) / second)
        }
        #expect(waits == [8, 16, 32, 64, 120, 120, 120, 120])
        #expect(self.answer(&line, 1, at: now + 200 * second).verdict.notices == [.unitRecovered(1)])
        #expect(line.probeTime(of: 1, at: now + 200 * second) == nil)
    }

    @Test("silent units take at most a twentieth of the time of those that answer", arguments: [1, 5, 9])
    func deadShare(dead: Int) {
        let units = (1...10).map(UInt8.init)
        var settings = LineSettings()
        settings.backOffCeiling = settings.backOffFloor
        var line = self.line(Dictionary(uniqueKeysWithValues: units.map { ($0, Int64(0)) }), settings)
        var now: Int64 = 0
        for unit in units.prefix(dead) {
            for _ in 0..<3 { now = self.silence(&line, unit, at: now + 4 * second).end }
        }
        let start = now
        var spent: Int64 = 0
        var turn = 0
        while now < start + 600 * second {
            let due = units.prefix(dead).first { line.probeTime(of: $0, at: now).map { $0 <= now } ?? false }
            if let due {
                let begin = now
                now = self.silence(&line, due, at: now).end
                spent += now - begin
            } else {
                let living = units.dropFirst(dead)
                let unit = living[living.startIndex + turn % living.count]
                turn += 1
                now = self.answer(&line, unit, at: max(now, line.earliestSend(to: unit))).end
            }
        }
        // The savings of two seconds come on top.
        #expect(spent <= (now - start) / 20 + 4 * second)
        #expect(spent > 10 * second)
    }

    @Test("when nobody answers there is nobody to protect, and the first answer makes all others be probed soon")
    func wholeLineDead() throws {
        var line = self.line([1: 0, 2: 0])
        var now: Int64 = 0
        for _ in 0..<3 { for unit: UInt8 in [1, 2] { now = self.silence(&line, unit, at: now + 4 * second).end } }
        for _ in 0..<4 {
            for unit: UInt8 in [1, 2] {
                let probe = try #require(line.probeTime(of: unit, at: now))
                now = self.silence(&line, unit, at: max(now, probe)).end
            }
        }
        let end = self.answer(&line, 1, at: now + 200 * second).end
        let probe = try #require(line.probeTime(of: 2, at: end))
        #expect(probe <= end + 20 * second)
    }

    @Test("three echoes in a row are believed, and three answers without one")
    func echo() {
        var line = self.line()
        var now: Int64 = 0
        func exchange(_ echo: Bool) -> [LineNotice] {
            now = line.sent(self.read, to: 1, at: now + second)
            return line.finished(.answered(firstByteNanoseconds: now, echo: echo), at: now).notices
        }
        #expect([true, true, false, true, true].flatMap { exchange($0) }.isEmpty)
        #expect(exchange(true) == [.echoFound])
        #expect(line.expectsEcho)
        #expect([false, false, true, false, false].flatMap { exchange($0) }.isEmpty)
        #expect(exchange(false) == [.echoGone])
    }

    @Test("RTU frames over TCP have no silence, and an unanswered question stays open, also over a new connection")
    func rtuOverTCP() {
        var line = LineDiscipline(timing: .rtuOverTCP, settings: LineSettings(), pauses: [1: 0])
        let end = line.sent(self.read, to: 1, at: second)
        #expect(line.silentFrom == second)
        _ = line.finished(.silent, at: end)
        #expect(line.earliestSend(self.read, to: 1, at: end) == second + LineSettings().quarantine)
        #expect(line.earliestSend(self.other, to: 1, at: end) <= end)
        // The connection is lost while another question is under way.
        _ = line.sent(self.other, to: 1, at: 2 * second)
        line.reopened(at: 3 * second)
        #expect(line.earliestSend(self.read, to: 1, at: 3 * second) == 4 * second)
        #expect(line.earliestSend(self.other, to: 1, at: 3 * second) == 5 * second)
        #expect(line.earliestSend(self.read, to: 1, at: 4 * second) <= 4 * second)
    }

    @Test("on TCP there is no silence and no quarantine: transactions tell answers apart")
    func tcp() {
        var line = LineDiscipline(timing: .tcp, settings: LineSettings(), pauses: [1: 0])
        let end = line.sent(self.read, to: 1, at: second)
        _ = line.finished(.silent, at: end)
        #expect(line.earliestSend(self.read, to: 1, at: end) <= end)
    }
}
