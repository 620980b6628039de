import ModbusProtocol
import TestSupport
import Testing

@Suite("Finding the answer on a serial line")
struct ResponseFramerTests {
    private let request = ModbusRequest.readHoldingRegisters(address: 0, count: 2)

    private func frame(_ response: ModbusResponse, unit: UInt8 = 1) throws -> [UInt8] {
        RTUFrame.encode(unit: unit, pdu: try response.encoded())
    }

    @Test("the answer is found behind noise and echo, split at any byte, with the stamps of its own bytes")
    func anySplit() throws {
        var random = SeededGenerator(seed: 5)
        for _ in 0..<400 {
            let request = randomRequest(&random)
            let response = randomResponse(to: request, &random)
            let echo = RTUFrame.encode(unit: 7, pdu: try request.encoded())
            // Noise that cannot be the start of this answer.
            let noise = random.bytes(.random(in: 0...6, using: &random)).map { $0 == 7 ? 8 : $0 }
            let echoes = Bool.random(using: &random)
            let before = (echoes ? echo : []) + noise
            let bytes = before + (try self.frame(response, unit: 7))
            let split = Int.random(in: 0...bytes.count, using: &random)
            var framer = try RTUResponseFramer(unit: 7, request: request, expectsEcho: echoes)
            let early = framer.receive(bytes[..<split], at: 10)
            let late = framer.receive(bytes[split...], at: 20)
            let result = split == bytes.count ? early : late
            #expect(
                result
                    == .answered(
                        response, firstByteNanoseconds: before.count < split ? 10 : 20,
                        lastByteNanoseconds: bytes.count == split ? 10 : 20))
            #expect(framer.sawEcho == echoes)
        }
    }

    @Test("behind an answer that another master's request has garbled, no answer of the same shape is taken")
    func garbled() throws {
        var random = SeededGenerator(seed: 6)
        for _ in 0..<400 {
            let count = Int.random(in: 1...60, using: &random)
            let request = ModbusRequest.readHoldingRegisters(address: 0, count: count)
            func answer() throws -> [UInt8] {
                try self.frame(
                    .holdingRegisters((0..<count).map { _ in .random(in: 0...999, using: &random) }), unit: 7)
            }
            let foreign = ModbusRequest.readHoldingRegisters(address: 40, count: count)
            var bytes = try answer()
            // Two that talk at once are heard mixed up, byte by byte.
            var place = Int.random(in: 0..<bytes.count, using: &random)
            for byte in RTUFrame.encode(unit: 7, pdu: try foreign.encoded()) {
                bytes.insert(byte, at: place)
                place = min(bytes.count, place + .random(in: 1...2, using: &random))
            }
            bytes += try answer()
            var framer = try RTUResponseFramer(unit: 7, request: request)
            guard case .waiting = framer.receive(bytes, at: 1), case .waiting = framer.silence() else {
                Issue.record("took the other master's answer of \(count) registers")
                continue
            }
            #expect([.crowded, .foreignRequest].contains(framer.remains))
        }
    }

    @Test("behind the late answer of another unit, our own is taken")
    func behindLateAnswer() throws {
        for noise in [[], [0x55, 0xAA]] as [[UInt8]] {
            let late = try self.frame(.holdingRegisters(Array(repeating: 7, count: 30)), unit: 2)
            let bytes = noise + late + (try self.frame(.holdingRegisters([1, 2])))
            var framer = try RTUResponseFramer(unit: 1, request: self.request)
            guard case .answered(.holdingRegisters([1, 2]), _, _) = framer.receive(bytes, at: 1) else {
                Issue.record("\(framer.remains)")
                continue
            }
        }
    }

    @Test("a truncated or damaged answer is told from silence and from noise")
    func remains() throws {
        let frame = try self.frame(.holdingRegisters([1, 2]))
        for count in frame.indices {
            var framer = try RTUResponseFramer(unit: 1, request: self.request)
            guard case .waiting(let missing) = framer.receive(frame[..<count], at: 1) else {
                Issue.record("took \(count) bytes for an answer")
                continue
            }
            #expect(missing <= frame.count - count)
            #expect(framer.remains == (count == 0 ? .nothing : count < 3 ? .noise : .damagedAnswer))
        }
        for bit in 0..<(8 * frame.count) {
            var damaged = frame
            damaged[bit / 8] ^= 1 << UInt8(bit % 8)
            var framer = try RTUResponseFramer(unit: 1, request: self.request)
            guard case .waiting = framer.receive(damaged, at: 1), case .waiting = framer.silence() else {
                Issue.record("took an answer with bit \(bit) wrong")
                continue
            }
        }
    }

    @Test("answers of another unit, function, byte count or write are never taken")
    func foreignAnswers() throws {
        let foreign: [[UInt8]] = [
            try self.frame(.holdingRegisters([1, 2]), unit: 2), try self.frame(.inputRegisters([1, 2])),
            try self.frame(.holdingRegisters([1, 2, 3])), try self.frame(.exception(function: 4, .deviceBusy)),
        ]
        for bytes in foreign {
            var framer = try RTUResponseFramer(unit: 1, request: self.request)
            guard case .waiting = framer.receive(bytes, at: 1), case .waiting = framer.silence() else {
                Issue.record("took \(bytes)")
                continue
            }
        }
        let write = ModbusRequest.writeRegisters(address: 5, values: [1, 2])
        var framer = try RTUResponseFramer(unit: 1, request: write)
        guard case .waiting = framer.receive(try self.frame(.registersWritten(address: 6, count: 2)), at: 1) else {
            throw Unexpected()
        }
    }

    @Test("an exception ends after five bytes")
    func exception() throws {
        var framer = try RTUResponseFramer(unit: 1, request: self.request)
        let response = ModbusResponse.exception(function: 3, .deviceBusy)
        let bytes = try self.frame(response)
        #expect(bytes.count == 5)
        #expect(
            framer.receive(bytes, at: 4) == .answered(response, firstByteNanoseconds: 4, lastByteNanoseconds: 4))
    }

    @Test("an answer behind a false start is taken when the line falls silent")
    func falseStart() throws {
        var framer = try RTUResponseFramer(unit: 1, request: self.request)
        let answer = try self.frame(.holdingRegisters([3, 4]))
        // Noise that reads like the first bytes of an answer, whose end would lie inside and behind the real one.
        guard case .waiting = framer.receive([1, 3, 4, 9, 9, 9] + answer.prefix(2), at: 1) else { throw Unexpected() }
        let reception = framer.receive(answer.dropFirst(2), at: 2)
        let settled = reception == framer.silence() ? reception : framer.silence()
        #expect(
            settled
                == .answered(.holdingRegisters([3, 4]), firstByteNanoseconds: 1, lastByteNanoseconds: 2))
    }

    @Test("an echo that differs from the request is a collision; an echo alone is silence of the unit")
    func collision() throws {
        let sent = RTUFrame.encode(unit: 1, pdu: try self.request.encoded())
        var damaged = sent
        damaged[4] ^= 0x20
        var framer = try RTUResponseFramer(unit: 1, request: self.request, expectsEcho: true)
        _ = framer.receive(damaged, at: 1)
        #expect(framer.remains == .collision)
        framer = try RTUResponseFramer(unit: 1, request: self.request, expectsEcho: true)
        _ = framer.receive(sent, at: 1)
        #expect(framer.remains == .echoOnly)
    }

    @Test("with a known echo, a write's echo is not its answer")
    func writeEcho() throws {
        let write = ModbusRequest.writeSingleCoil(address: 0, value: 0xFF00)
        let bytes = RTUFrame.encode(unit: 1, pdu: try write.encoded())
        var framer = try RTUResponseFramer(unit: 1, request: write, expectsEcho: true)
        guard case .waiting = framer.receive(bytes, at: 1) else { throw Unexpected() }
        let response = ModbusResponse.singleCoilWritten(address: 0, value: 0xFF00)
        #expect(
            framer.receive(bytes, at: 2) == .answered(response, firstByteNanoseconds: 2, lastByteNanoseconds: 2))
    }

    @Test("endless random bytes keep memory bounded and never trap")
    func hostile() throws {
        var random = SeededGenerator(seed: 6)
        for _ in 0..<20 {
            var framer = try RTUResponseFramer(unit: 1, request: randomRequest(&random))
            for _ in 0..<40 { _ = framer.receive(random.bytes(.random(in: 1...60, using: &random)), at: 1) }
            _ = framer.silence()
            _ = framer.remains
            #expect(framer.receivedBytes.count <= 3 * ModbusLimits.rtuFrame)
        }
    }
}

struct Unexpected: Error {}
