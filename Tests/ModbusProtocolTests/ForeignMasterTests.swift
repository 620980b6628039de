import ModbusProtocol
import TestSupport
import Testing

private let millisecond: Int64 = 1_000_000
private let second: Int64 = 1_000_000_000

@Suite("Another master on the line")
struct ForeignMasterTests {
    private let timing = LineTiming(baud: 19200, parity: .even, stopBits: 1)
    private let read = ModbusRequest.readInputRegisters(address: 0, count: 10)

    /// - Parameter begunAt: when the line is watched for the first time; long ago without it.
    private func line(_ rule: SecondMasterRule = .refuse, begunAt: Int64 = -60 * second) -> LineDiscipline {
        var settings = LineSettings()
        settings.secondMaster = rule
        var line = LineDiscipline(timing: self.timing, settings: settings, pauses: [1: 0, 2: 0])
        #expect(line.settle(at: begunAt).isEmpty)
        return line
    }

    private func frame(_ unit: UInt8, _ request: ModbusRequest) throws -> [UInt8] {
        RTUFrame.encode(unit: unit, pdu: try request.encoded())
    }

    private func answer(_ unit: UInt8, _ response: ModbusResponse) throws -> [UInt8] {
        RTUFrame.encode(unit: unit, pdu: try response.encoded())
    }

    /// Hears `bytes` one by one from `start` on, and then a silence.
    private func hear(_ bytes: [UInt8], _ line: inout LineDiscipline, at start: Int64) -> [LineNotice] {
        var now = start
        var notices: [LineNotice] = []
        for byte in bytes {
            now += self.timing.characterNanoseconds
            line.bytesSeen(at: now)
            notices += line.heardUnclaimed([HeardBytes(nanoseconds: now, bytes: [byte])], at: now)
        }
        return notices + line.settle(at: now + self.timing.silenceNanoseconds)
    }

    private func isHeard(_ notices: [LineNotice]) -> Bool {
        notices.contains { if case .foreignMaster = $0 { true } else { false } }
    }

    @Test("one request between two silences is enough, and nothing is sent then until it has been quiet for a while")
    func request() throws {
        var line = self.line()
        let notices = self.hear(try self.frame(3, self.read), &line, at: second)
        let master = try #require(line.refusal)
        #expect(notices == [.foreignMaster(master)])
        #expect(master.last.request == self.read && master.last.unit == 3)
        #expect("\(master)" == "one request, the last to unit 3, function 4, registers 0 to 9")
        let goneAt = try #require(line.foreignMasterGoneAt)
        #expect(goneAt == master.last.endNanoseconds + 10 * second)
        #expect(line.settle(at: goneAt - 1).isEmpty)
        #expect(line.settle(at: goneAt) == [.foreignMasterGone])
        #expect(line.refusal == nil)
    }

    @Test("its first write is told, also of a master that has only read so far, and again a minute later, not sooner")
    func write() throws {
        let write = ModbusRequest.writeSingleCoil(address: 2, value: 0xFF00)
        var line = self.line()
        let notices = self.hear(try self.frame(3, write), &line, at: second)
        let master = try #require(line.refusal)
        #expect(master.hasWritten && notices == [.foreignMaster(master), .foreignWrite(master.last)])
        var reader = self.line(.tolerate)
        #expect(self.isHeard(self.hear(try self.frame(3, self.read), &reader, at: second)))
        let later = self.hear(try self.frame(3, write), &reader, at: 2 * second)
        guard later.count == 1, case .foreignWrite(let request) = later[0] else {
            Issue.record("\(later)")
            return
        }
        #expect(request.request == write && request.unit == 3)
        for at: Int64 in [3, 20, 40, 61] {
            #expect(self.hear(try self.frame(3, write), &reader, at: at * second).isEmpty)
        }
        let again = self.hear(try self.frame(3, write), &reader, at: 63 * second)
        guard again.count == 1, case .foreignWrite = again[0] else {
            Issue.record("\(again)")
            return
        }
        #expect(self.hear(try self.frame(3, write), &reader, at: 80 * second).isEmpty)
    }

    @Test("a write's answer that comes right after a start may be meant for the program before, and tells of nobody")
    func predecessor() throws {
        let write = try self.frame(3, .writeSingleCoil(address: 2, value: 0xFF00))
        var line = self.line(begunAt: 0)
        #expect(self.hear(write, &line, at: second).isEmpty && line.refusal == nil)
        // Its request and its answer are another master's at any time, and so is the same write later.
        var answered = self.line(begunAt: 0)
        #expect(self.isHeard(self.hear(write + write, &answered, at: second)))
        #expect(self.isHeard(self.hear(write, &line, at: 4 * second)))
        // A question is nobody's answer.
        var reading = self.line(begunAt: 0)
        #expect(self.isHeard(self.hear(try self.frame(3, self.read), &reading, at: second)))
    }

    @Test("a master with long pauses is waited for longer, and one that comes back twice as long")
    func patience() throws {
        var line = self.line()
        _ = self.hear(try self.frame(3, self.read), &line, at: second)
        _ = self.hear(try self.frame(3, self.read), &line, at: 9 * second)
        let goneAt = try #require(line.foreignMasterGoneAt)
        #expect(goneAt >= 9 * second + 24 * second)
        #expect(line.settle(at: goneAt) == [.foreignMasterGone])
        let back = goneAt + 30 * second
        #expect(self.isHeard(self.hear(try self.frame(3, self.read), &line, at: back)))
        #expect(try #require(line.foreignMasterGoneAt) > back + 20 * second)
    }

    @Test(
        "after more than an answer came, the same is not asked again, and a second time the line is left alone to hear")
    func crowded() throws {
        var line = self.line()
        func crowd(at now: Int64) {
            let end = line.sent(self.read, to: 1, at: now)
            let verdict = line.finished(.crowded, at: end)
            #expect(!verdict.mayRetry)
        }
        crowd(at: second)
        let next = second + 300 * millisecond
        #expect(line.isQuarantined(self.read, to: 1, at: next))
        #expect(line.earliestSend(self.read, to: 2, at: next) <= next)
        crowd(at: 5 * second)
        let after = 5 * second + 300 * millisecond
        #expect(line.earliestSend(self.read, to: 2, at: after) >= after + 500 * millisecond)
        // On a line that is only noisy, little is lost.
        crowd(at: 10 * second)
        #expect(
            line.earliestSend(self.read, to: 2, at: 10 * second + 300 * millisecond) <= 10 * second + 300 * millisecond)
    }

    @Test("bytes that come right after a damaged answer leave the question open; later ones do not")
    func afterDamage() {
        for (delay, isOpen) in [(30 * millisecond, true), (200 * millisecond, false)] {
            var line = self.line()
            let end = line.sent(self.read, to: 1, at: second)
            #expect(line.finished(.damaged, at: end).mayRetry)
            let now = end + delay
            _ = line.heardUnclaimed([HeardBytes(nanoseconds: now, bytes: [0, 7, 9])], at: now)
            #expect(line.isQuarantined(self.read, to: 1, at: now + millisecond) == isOpen)
        }
    }

    @Test("noise, cut and damaged answers are never taken for a master")
    func noise() throws {
        var random = SeededGenerator(seed: 11)
        var line = self.line()
        var now = second
        for _ in 0..<20_000 {
            let count = Int.random(in: 1...40, using: &random)
            var bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            if Bool.random(using: &random) {
                let words = (0..<count).map { _ in UInt16.random(in: 0...65535, using: &random) }
                bytes = try self.answer(1, .inputRegisters(words))
                if Bool.random(using: &random) { bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= 0x10 }
                bytes = Array(bytes.prefix(Int.random(in: 1...bytes.count, using: &random)))
            }
            #expect(self.hear(bytes, &line, at: now).isEmpty)
            now += second
        }
    }

    @Test("our own request that comes back is no master's, and neither is the late answer to a write or to coils")
    func own() throws {
        let write = ModbusRequest.writeSingleCoil(address: 1, value: 0xFF00)
        let coils = ModbusRequest.readCoils(address: 0, count: 24)
        var line = self.line()
        _ = line.sent(self.read, to: 1, at: 0)
        #expect(self.hear(try self.frame(1, self.read), &line, at: 5 * millisecond).isEmpty)
        for (request, answer) in [
            (write, try self.answer(1, .singleCoilWritten(address: 1, value: 0xFF00))),
            (coils, try self.answer(1, .coils([Bool](repeating: true, count: 24)))),
        ] {
            let end = line.sent(request, to: 1, at: second)
            _ = line.finished(.silent, at: end)
            // From another unit's address too, and beyond the quarantine.
            #expect(self.hear(answer, &line, at: 9 * second).isEmpty)
            let other = RTUFrame.encode(unit: 2, pdu: Array(answer.dropFirst().dropLast(2)))
            #expect(self.hear(other, &line, at: 12 * second).isEmpty)
        }
        #expect(line.refusal == nil)
    }

    @Test("the very request that we ask is a master's where we have not asked it just now")
    func sameRequest() throws {
        var line = self.line()
        let end = line.sent(self.read, to: 1, at: 0)
        _ = line.finished(.silent, at: end)
        #expect(self.isHeard(self.hear(try self.frame(1, self.read), &line, at: 2 * second)))
    }

    @Test("an adapter's lumps: a request in two of them, or together with its answer")
    func lumps() throws {
        let request = try self.frame(3, self.read)
        let answer = try self.answer(3, .inputRegisters((0..<10).map { $0 }))
        var line = self.line()
        var notices = line.heardUnclaimed(
            [HeardBytes(nanoseconds: second, bytes: Array(request.prefix(5)))], at: second)
        notices += line.heardUnclaimed(
            [HeardBytes(nanoseconds: second + 16 * millisecond, bytes: Array(request.dropFirst(5)))],
            at: second + 16 * millisecond)
        notices += line.settle(at: second + 30 * millisecond)
        #expect(self.isHeard(notices))
        // As one looks during an exchange: what came together lies further apart than the silence.
        line = self.line()
        let looks = [(0, request.prefix(1)), (23, request[1..<5]), (46, request[5...])].map { tenths, bytes in
            HeardBytes(nanoseconds: second + Int64(tenths) * millisecond / 10, bytes: Array(bytes))
        }
        notices = line.heardUnclaimed(looks, at: second + 5 * millisecond)
        #expect(self.isHeard(notices + line.settle(at: second + 20 * millisecond)))
        line = self.line()
        notices = line.heardUnclaimed([HeardBytes(nanoseconds: second, bytes: request + answer)], at: second)
        #expect(self.isHeard(notices + line.settle(at: 2 * second)))
    }

    @Test("a tolerated master has the line until its answer, and its question is as open as one of ours")
    func tolerated() throws {
        var line = self.line(.tolerate)
        #expect(self.isHeard(self.hear(try self.frame(1, .readInputRegisters(address: 50, count: 10)), &line, at: 0)))
        #expect(line.refusal == nil)
        let now = 10 * millisecond
        #expect(line.isQuarantined(self.read, to: 1, at: now))
        #expect(!line.isQuarantined(self.read, to: 2, at: now))
        #expect(line.earliestSend(to: 2) > now + 100 * millisecond)
        let answer = try self.answer(1, .inputRegisters([UInt16](repeating: 7, count: 10)))
        let end = now + self.timing.duration(ofCharacters: answer.count)
        line.bytesSeen(at: end)
        #expect(line.unclaimed(answer, at: end).isEmpty)
        #expect(!line.isQuarantined(self.read, to: 1, at: end))
        #expect(line.earliestSend(to: 2) == end + self.timing.silenceNanoseconds)
    }

    @Test("no answer is taken that another master's question to the same unit may have brought")
    func framer() throws {
        let answer = try self.answer(1, .inputRegisters((0..<10).map { $0 }))
        let own = try self.frame(1, self.read)
        for (foreign, isTaken) in [
            (try self.frame(1, .readInputRegisters(address: 40, count: 10)), false), (own + own, false), (own, true),
            (try self.frame(2, .readInputRegisters(address: 40, count: 10)), true),
            (try self.frame(1, .readHoldingRegisters(address: 40, count: 10)), true),
        ] {
            var framer = try RTUResponseFramer(unit: 1, request: self.read)
            let reception = framer.receive(foreign + answer, at: 0)
            _ = framer.silence()
            if isTaken {
                guard case .answered = reception else { throw Untaken() }
            } else {
                guard case .waiting = reception else { throw Untaken() }
                #expect(framer.remains == .foreignRequest)
            }
        }
    }

    @Test("what belongs to nobody is told apart from echo and answer")
    func unclaimed() throws {
        let answer = try self.answer(1, .inputRegisters((0..<10).map { $0 }))
        var framer = try RTUResponseFramer(unit: 1, request: self.read)
        _ = framer.receive([9, 9], at: 1)
        _ = framer.receive(try self.frame(1, self.read), at: 2)
        _ = framer.receive([7] + answer + [8, 8], at: 3)
        #expect(
            framer.unclaimed.before == [
                HeardBytes(nanoseconds: 1, bytes: [9, 9]), HeardBytes(nanoseconds: 3, bytes: [7]),
            ])
        #expect(framer.unclaimed.after == [HeardBytes(nanoseconds: 3, bytes: [8, 8])])
    }
}

private struct Untaken: Error {}
