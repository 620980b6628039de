import Metering
import ModbusProtocol
import Simulation
import TestSupport
import Testing

@Suite struct VirtualLineTests {
    static let bauds = [1200, 2400, 4800, 9600, 19_200, 38_400, 57_600, 115_200]

    @Test(arguments: Self.bauds, [false, true])
    func `a clean line answers everything, each character at its time`(baud: Int, strict: Bool) throws {
        let silence = strict ? "silence: strict-characters" : "strict_silence: true"
        var client = try VirtualClient.bench(baud: baud, more: silence)
        for round in 0..<60 {
            let request = ModbusRequest.readInputRegisters(address: 0, count: 2 + 2 * (round % 17))
            let exchange = try client.ask(UInt8(round % 10 + 1), request, window: 1_500_000_000)
            #expect(exchange.response?.words?.count == request.count)
            let timing = client.timing
            // 8 characters there, the turnaround, 5 + 2n back.
            let answer =
                exchange.start + timing.duration(ofCharacters: 8)
                + max(timing.silenceNanoseconds, 20_000_000)
            var count = 0
            for piece in exchange.heard {
                count += piece.bytes.count
                #expect(piece.nanoseconds == answer + timing.duration(ofCharacters: count))
            }
            #expect(count == 5 + 2 * request.count)
            // The next request goes out in the first moment that the silence allows.
            client.now = answer + timing.duration(ofCharacters: count)
        }
        let counters = client.line.counters
        #expect(counters.requestsServed == 60 && counters.clientFrames == 60)
        #expect(counters.silenceViolations == 0 && counters.collisions == 0 && counters.overlaps == 0)
        #expect(counters.faults.isEmpty)
    }

    @Test(arguments: [(9600, false), (115_200, false), (115_200, true)])
    func `a request one nanosecond too early breaks the silence in force, and a strict device ignores it`(
        baud: Int, strict: Bool
    ) throws {
        let more = "strict_silence: true\n  silence: \(strict ? "strict-characters" : "standard")"
        for (early, isServed) in [(Int64(0), true), (1, false)] {
            var client = try VirtualClient.bench(baud: baud, more: more)
            let first = try client.ask(1, window: 400_000_000)
            #expect(first.response != nil)
            let last = try #require(first.heard.last?.nanoseconds)
            // The line has been quiet for long; something short is heard, and the request follows.
            var hasty = try VirtualClient.bench(baud: baud, more: more)
            hasty.shout(first.sent)
            _ = hasty.advance(to: last)
            _ = hasty.advance(to: last + client.timing.silenceNanoseconds - early)
            hasty.shout(RTUFrame.encode(unit: 2, pdu: try VirtualClient.voltages.encoded()))
            let heard = hasty.listen(400_000_000)
            #expect(!heard.isEmpty == isServed)
            #expect(hasty.line.counters.silenceViolations == (isServed ? 0 : 1))
            #expect(hasty.line.counters.requestsServed == (isServed ? 2 : 1))
        }
        let timing = LineParameters(baud: baud, parity: .even, stopBits: 1).timing(strictCharacters: strict)
        #expect(baud == 9600 || timing.silenceNanoseconds == (strict ? 334_201 : 1_750_000))
    }

    @Test func `who talks into an answer damages both, and is counted`() throws {
        var client = try VirtualClient.bench()
        client.shout(RTUFrame.encode(unit: 1, pdu: try VirtualClient.voltages.encoded()))
        var heard: [HeardBytes] = []
        while heard.isEmpty { heard = client.advance(to: client.line.nextMoment ?? 0) }
        client.shout(RTUFrame.encode(unit: 2, pdu: try VirtualClient.voltages.encoded()))
        heard += client.listen(500_000_000)
        let bytes = heard.flatMap(\.bytes)
        #expect(bytes.count == 17 && RTUFrame.decode(bytes[...]) == nil)
        #expect(client.line.counters.collisions == 1 && client.line.counters.overlaps == 1)
        #expect(client.line.counters.requestsServed == 1, "the second request was damaged too")
        #expect(try client.ask(2).response != nil)
    }

    @Test func `the same seed gives the same bytes however time is cut into steps, and another seed others`() throws {
        let scenes = try Repository.exampleScenes().filter { $0.name.hasPrefix("faults/") || $0.name == "mixed.yaml" }
        #expect(scenes.count >= 28)
        for scene in scenes {
            /// A script that does not depend on what is heard: a request each 120 ms.
            func run(seed: UInt64, _ steps: (Int64, VirtualLine) -> Int64) throws -> [UInt8] {
                var client = try VirtualClient(scene.text, seed: seed)
                var heard: [UInt8] = []
                _ = client.line.advance(to: client.now) { _ in VirtualClient.start }
                for round in 0..<120 {
                    client.shout(
                        RTUFrame.encode(unit: UInt8(round % 10 + 1), pdu: try VirtualClient.voltages.encoded()))
                    let end = client.now + 120_000_000
                    while client.now < end {
                        client.now = min(end, max(client.now + 1, steps(client.now, client.line)))
                        heard += client.line.advance(to: client.now) { moment in
                            VirtualClient.start.adding(milliseconds: moment / 1_000_000)
                        }.flatMap(\.bytes)
                    }
                }
                return heard
            }
            let natural = try run(seed: 3) { now, line in line.nextMoment ?? .max }
            let coarse = try run(seed: 3) { now, _ in now + 50_000_000 }
            var random = SeededGenerator(seed: 1)
            let uneven = try run(seed: 3) { now, _ in now + Int64.random(in: 1...7_000_000, using: &random) }
            #expect(natural == coarse && natural == uneven, "\(scene.name)")
            #expect(try natural != run(seed: 4) { now, line in line.nextMoment ?? .max }, "\(scene.name)")
        }
    }

    @Test func `random bytes at random moments never crash a line with every fault`() throws {
        let mixed = try #require(try Repository.exampleScenes().first { $0.name == "mixed.yaml" }).text
        var random = SeededGenerator(seed: 9)
        for seed in 0..<4 as Range<UInt64> {
            var client = try VirtualClient(mixed, seed: seed)
            for _ in 0..<1500 {
                var bytes = (0..<Int.random(in: 1...40, using: &random)).map { _ in
                    UInt8.random(in: 0...255, using: &random)
                }
                if Bool.random(using: &random) {
                    let pdu = [UInt8.random(in: 1...17, using: &random)] + bytes.prefix(8)
                    bytes = RTUFrame.encode(unit: UInt8.random(in: 0...13, using: &random), pdu: pdu)
                }
                client.parameters.baud = [9600, 19200].randomElement(using: &random) ?? 9600
                client.shout(bytes)
                _ = client.listen(Int64.random(in: 1...60_000_000, using: &random))
            }
            #expect(client.line.counters.clientFrames > 500)
        }
    }

    @Test func `a plain device shows plausible values of three phases, and a row has its own for each`() throws {
        var client = try VirtualClient.bench()
        var energies: Set<[UInt16]> = []
        for unit in 1...10 as ClosedRange<UInt8> {
            let request = ModbusRequest.readInputRegisters(address: 0, count: 12)
            let words = try #require(try client.ask(unit, request).response?.words)
            let values = (0..<6).map { Float(bitPattern: UInt32(words[2 * $0]) << 16 | UInt32(words[2 * $0 + 1])) }
            #expect(values[0..<3].allSatisfy { (200...260).contains($0) }, "volts of three phases")
            #expect(values[3..<6].allSatisfy { (0.1...60).contains($0) }, "amperes of three phases")
            energies.insert(try client.ask(unit, .readInputRegisters(address: 72, count: 2)).response?.words ?? [])
        }
        #expect(energies.count == 10)
    }
}
