import ModbusProtocol
import TestSupport
import Testing

@Suite("Framing on the device's side and on TCP")
struct FramingTests {
    @Test("requests are found behind noise, whatever the pieces they arrive in")
    func requestsInNoise() throws {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<300 {
            let requests = (0..<3).map { _ in randomRequest(&random) }
            var framer = RTURequestFramer()
            var found: [ModbusRequest] = []
            var clock: Int64 = 0
            for request in requests {
                var bytes = random.bytes(.random(in: 0...5, using: &random))
                bytes += RTUFrame.encode(unit: 17, pdu: try request.encoded())
                var rest = bytes[...]
                while !rest.isEmpty {
                    clock += 1
                    let piece = rest.prefix(.random(in: 1...rest.count, using: &random))
                    rest = rest.dropFirst(piece.count)
                    for frame in framer.receive(piece, at: clock) {
                        #expect(frame.unit == 17)
                        found.append(try frame.request())
                    }
                }
            }
            #expect(found == requests)
        }
    }

    @Test("a damaged request is skipped and counted; the next one is found")
    func damagedRequest() {
        let frame = RTUFrame.encode(unit: 1, pdu: [3, 0, 0, 0, 10])
        var damaged = frame
        damaged[3] ^= 0x10
        var framer = RTURequestFramer()
        #expect(framer.receive(damaged, at: 1).isEmpty)
        let found = framer.receive(frame, at: 50)
        #expect(found.map(\.pdu) == [[3, 0, 0, 0, 10]])
        #expect(found.first?.firstByteNanoseconds == 50)
        #expect(found.first?.precedingSilenceNanoseconds == 49)
        #expect(framer.discardedByteCount == damaged.count)
    }

    @Test("a function without a known length ends with silence and is answered with exception 1")
    func unknownFunction() throws {
        var framer = RTURequestFramer()
        #expect(framer.receive(RTUFrame.encode(unit: 9, pdu: [0x42, 1, 2]), at: 1).isEmpty)
        let silent = framer.silence(at: 9)
        let frame = try #require(silent)
        #expect(frame.unit == 9)
        let error = #expect(throws: ModbusCodecError.unknownFunction(0x42)) { try frame.request() }
        #expect(error?.exception == .illegalFunction)
        #expect(framer.silence(at: 10) == nil)
    }

    @Test("endless noise holds no more than one frame's length and yields nothing wrong")
    func endlessNoise() {
        var random = SeededGenerator(seed: 4)
        var framer = RTURequestFramer()
        var clock: Int64 = 0
        var count = 0
        for _ in 0..<200 {
            clock += 1
            // Function codes above 127 belong to no request.
            count += framer.receive(random.bytes(40).map { $0 | 0x80 }, at: clock).count
        }
        #expect(count == 0)
        #expect(framer.discardedByteCount == 200 * 40 - ModbusLimits.rtuFrame)
    }

    @Test("TCP frames are cut out of any pieces; an older transaction is dropped, a wrong unit too")
    func tcp() throws {
        let request = ModbusRequest.readInputRegisters(address: 0, count: 1)
        let answer = try ModbusResponse.inputRegisters([77]).encoded()
        let stream =
            MBAPFrame(transaction: 6, unit: 1, pdu: answer).encoded()
            + MBAPFrame(transaction: 7, unit: 2, pdu: answer).encoded()
            + MBAPFrame(transaction: 7, unit: 1, pdu: answer).encoded()
        for split in stream.indices {
            var framer = MBAPFramer()
            var matcher = MBAPMatcher(transaction: 7, unit: 1, request: request)
            let frames = try framer.receive(stream[..<split]) + framer.receive(stream[split...])
            #expect(frames.compactMap { matcher.match($0) } == [.inputRegisters([77])])
            #expect(matcher.droppedCount == 2)
            #expect(framer.pendingByteCount == 0)
        }
    }

    @Test("a stream that is not Modbus is told apart", arguments: ["SSH-2.0-OpenSSH_9.2\r\n", "HTTP/1.1 400 Bad"])
    func notModbus(text: String) {
        var framer = MBAPFramer()
        #expect(throws: MBAPFramer.Failure.self) { try framer.receive(Array(text.utf8)) }
    }
}
