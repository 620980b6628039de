import LineDiagnostics
import ModbusProtocol
import TestSupport
import Testing

@Suite struct SniffDecoderTests {
    private static let timing = LineTiming(baud: 9600, parity: .none, stopBits: 1)

    /// Frames with a turnaround of 20 ms between them.
    private static func traffic(_ frames: [[UInt8]]) -> [(byte: UInt8, end: Int64)] {
        var bytes: [(UInt8, Int64)] = []
        var now: Int64 = 1_000_000_000
        for frame in frames {
            for byte in frame {
                now += Self.timing.characterNanoseconds
                bytes.append((byte, now))
            }
            now += 20_000_000
        }
        return bytes
    }

    private static func frame(_ unit: UInt8, _ request: ModbusRequest) throws -> [UInt8] {
        RTUFrame.encode(unit: unit, pdu: try request.encoded())
    }

    private static func frame(_ unit: UInt8, _ response: ModbusResponse) throws -> [UInt8] {
        RTUFrame.encode(unit: unit, pdu: try response.encoded())
    }

    static func conversation() throws -> [[UInt8]] {
        let identification = DeviceIdentification(
            code: 1, conformity: 1, nextObject: nil, objects: [.init(id: 0, bytes: Array("Maker".utf8))])
        return [
            try self.frame(1, .readInputRegisters(address: 72, count: 2)),
            try self.frame(1, .inputRegisters([0x4366, 0x1234])),
            try self.frame(2, .readCoils(address: 0, count: 9)),
            try self.frame(2, .coils([true, false, true, false, false, false, false, false, true])),
            try self.frame(3, .writeSingleRegister(address: 5, value: 6)),
            try self.frame(3, .singleRegisterWritten(address: 5, value: 6)),
            try self.frame(3, .writeRegisters(address: 7, values: [1, 2, 3])),
            try self.frame(3, .registersWritten(address: 7, count: 3)),
            try self.frame(4, .readDeviceIdentification(code: 1, object: 0)),
            try self.frame(4, .deviceIdentification(identification)),
            try self.frame(5, .reportServerID),
            try self.frame(5, .serverID([1, 0xFF, 65, 66])),
            try self.frame(6, .readHoldingRegisters(address: 0, count: 4)),
            try self.frame(6, .exception(function: 3, .illegalDataAddress)),
        ]
    }

    /// In pieces as a port hands them over.
    private static func decode(
        _ bytes: [(byte: UInt8, end: Int64)], seed: UInt64
    ) -> (frames: [SniffedFrame], unknown: [UInt8], summary: SniffSummary) {
        var random = SeededGenerator(seed: seed)
        var decoder = SniffDecoder(timing: Self.timing)
        var items: [SniffedItem] = []
        var rest = bytes[...]
        while let first = rest.first {
            let wanted = 1 + random.below(12)
            // Nobody hands over together what is far apart.
            let piece = rest.prefix(wanted).prefix { $0.end - first.end < 15_000_000 }
            items += decoder.receive(
                HeardBytes(nanoseconds: piece.last?.end ?? first.end, bytes: piece.map(\.byte)))
            rest = rest.dropFirst(piece.count)
        }
        items += decoder.flush()
        var result: (frames: [SniffedFrame], unknown: [UInt8]) = ([], [])
        for item in items {
            switch item {
            case .frame(let frame): result.frames.append(frame)
            case .unknown(let bytes, _, _): result.unknown += bytes
            }
        }
        return (result.frames, result.unknown, decoder.summary)
    }

    @Test(arguments: 1...20)
    func `every function is decoded and matched, in whatever pieces it comes`(seed: UInt64) throws {
        let (frames, unknown, summary) = Self.decode(Self.traffic(try Self.conversation()), seed: seed)
        #expect(unknown.isEmpty)
        #expect(frames.map(\.bytes) == (try Self.conversation()))
        for (index, frame) in frames.enumerated() {
            #expect((frame.kind == .request) == (index % 2 == 0))
            guard index % 2 == 1 else { continue }
            #expect(frame.request == frames[index - 1].request)
            let latency = try #require(frame.latencyNanoseconds)
            #expect(abs(latency - 20_000_000) < 2_000_000)
        }
        #expect(frames.last?.kind == .exception)
        #expect(summary.units.map(\.unit) == [1, 2, 3, 4, 5, 6])
        #expect(summary.requestCount == 7)
        #expect(!summary.looksLikeWrongParameters)
    }

    @Test(arguments: 1...20)
    func `noise and a start in the middle of a frame lose no other frame`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var pieces: [[UInt8]] = [[0x20, 0x43, 0x61, 0xA7]]
        for frame in try Self.conversation() {
            pieces.append(frame)
            if random.below(2) == 0 {
                pieces.append((0...random.below(6)).map { _ in UInt8.random(in: 0...255, using: &random) })
            }
        }
        let (frames, unknown, _) = Self.decode(Self.traffic(pieces), seed: seed)
        let expected = try Self.conversation()
        #expect(expected.allSatisfy { wanted in frames.contains { $0.bytes == wanted } })
        #expect(unknown.count >= 4)
    }

    @Test func `much that is no frame means other parameters`() {
        var random = SeededGenerator(seed: 7)
        let garbage = (0..<200).map { _ in UInt8.random(in: 0...255, using: &random) }
        let (frames, _, summary) = Self.decode(Self.traffic([garbage]), seed: 1)
        #expect(frames.isEmpty)
        #expect(summary.looksLikeWrongParameters)
    }

    @Test func `a request that comes too early is counted`() throws {
        let request = try Self.frame(1, .readInputRegisters(address: 0, count: 1))
        let answer = try Self.frame(1, .inputRegisters([1]))
        let (_, _, summary) = Self.decode(Self.traffic([request, answer + request]), seed: 3)
        #expect(summary.shortSilences == 1)
    }
}
