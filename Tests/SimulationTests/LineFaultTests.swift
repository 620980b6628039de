import ModbusProtocol
import Simulation
import Testing

/// Each fault does what it says, at the rate it says, byte by byte.
@Suite struct LineFaultTests {
    struct Fault: Sendable, CustomTestStringConvertible {
        let kind: FaultKind
        /// The scene's value.
        let yaml: String
        /// Whether an exchange shows the fault.
        let shows: @Sendable (VirtualClient.Exchange) -> Bool
        var testDescription: String { self.kind.rawValue }
    }

    private static let answerCount = 17

    private static func exception(_ exchange: VirtualClient.Exchange) -> UInt8? {
        guard case .exception(_, let exception) = exchange.response else { return nil }
        return exception.code
    }

    private static func frame(_ exchange: VirtualClient.Exchange) -> (unit: UInt8, pdu: ArraySlice<UInt8>)? {
        RTUFrame.decode(exchange.bytes[...])
    }

    private static func latency(_ exchange: VirtualClient.Exchange) -> Int64 {
        (exchange.heard.first?.nanoseconds ?? 0) - exchange.start
    }

    static let faults = [
        Fault(kind: .dead, yaml: "0.2") { $0.heard.isEmpty },
        Fault(kind: .late, yaml: "{p: 0.2, ms: [560, 2500]}") { (580_000_000...2_600_000_000).contains(latency($0)) },
        Fault(kind: .crc, yaml: "0.2") { $0.bytes.count == answerCount && frame($0) == nil },
        Fault(kind: .truncated, yaml: "0.2") { (1..<answerCount).contains($0.bytes.count) },
        Fault(kind: .noiseBefore, yaml: "{p: 0.2, bytes: [2, 5]}") { exchange in
            (2...5).contains(exchange.bytes.count - answerCount)
                && RTUFrame.decode(exchange.bytes.suffix(answerCount)) != nil
        },
        Fault(kind: .noiseAfter, yaml: "{p: 0.2, bytes: [2, 5]}") { exchange in
            (2...5).contains(exchange.bytes.count - answerCount)
                && RTUFrame.decode(exchange.bytes.prefix(answerCount)) != nil
        },
        Fault(kind: .wrongUnit, yaml: "0.2") { exchange in frame(exchange).map { $0.unit != exchange.unit } ?? false },
        Fault(kind: .exception, yaml: "{p: 0.2, codes: [1, 2, 3, 4, 5, 6, 10, 11]}") { exception($0) != nil },
        Fault(kind: .pause, yaml: "{p: 0.2, ms: 5, every: 8}") { exchange in
            zip(exchange.heard, exchange.heard.dropFirst()).contains { $1.nanoseconds - $0.nanoseconds > 5_000_000 }
        },
        Fault(kind: .nan, yaml: "0.2") { $0.response?.words == [0x7fc0, 0, 0x7fc0, 0, 0x7fc0, 0] },
        Fault(kind: .sentinel, yaml: "0.2") { exchange in
            exchange.response?.words.map { $0.allSatisfy { $0 == 0xffff } } ?? false
        },
        Fault(kind: .busy, yaml: "{p: 0.2, ms: 0}") { exception($0) == 6 },
        Fault(kind: .echo, yaml: "0.2") { $0.bytes.starts(with: $0.sent) },
        Fault(kind: .reflections, yaml: "{p: 0.01, growth: 0.0005}") { frame($0) == nil },
    ]

    @Test(arguments: faults)
    func `a fault strikes at its rate and does what it says and nothing else`(fault: Fault) throws {
        var (asked, shown, struck) = (0, 0, 0)
        for seed in 1...5 as ClosedRange<UInt64> {
            var client = try VirtualClient.bench("\(fault.kind.rawValue): \(fault.yaml)", seed: seed)
            for round in 0..<150 {
                let before = client.line.counters.faults[fault.kind, default: 0]
                let exchange = try client.ask(UInt8(round % 10 + 1), window: 3_000_000_000)
                let isStruck = client.line.counters.faults[fault.kind, default: 0] > before
                #expect(fault.shows(exchange) == isStruck, "\(exchange.bytes)")
                if !isStruck { #expect(exchange.response?.words?.count == 6 && exchange.bytes.count == 17) }
                asked += 1
                shown += fault.shows(exchange) ? 1 : 0
            }
            struck += client.line.counters.faults[fault.kind, default: 0]
            #expect(client.line.counters.faults.keys.allSatisfy { $0 == fault.kind })
        }
        // Five standard deviations of 750 draws at 0.2 (reflections: 1 − Π(1 − 0.01 − 0.0005 i) = 0.21).
        #expect(struck == shown && (95...215).contains(struck), "\(struck) of \(asked)")
    }

    @Test func `probability, units and time limit a fault`() throws {
        var client = try VirtualClient.bench("dead: {p: 1, units: [2], from_s: 1, to_s: 2}")
        var silent: [Int64] = []
        let begin = client.now
        for _ in 0..<30 {
            #expect(try client.ask(1, window: 50_000_000).response != nil)
            let exchange = try client.ask(2, window: 50_000_000)
            if exchange.heard.isEmpty { silent.append((exchange.start - begin) / 1_000_000) }
        }
        #expect(silent.count == 10 && silent.allSatisfy { (985..<2000).contains($0) }, "\(silent)")
    }

    @Test func `exceptions are drawn from all that are listed`() throws {
        var client = try VirtualClient.bench("exception: {p: 1, codes: [1, 2, 3, 4, 5, 6, 10, 11]}")
        var codes: Set<UInt8> = []
        for _ in 0..<200 {
            if let code = Self.exception(try client.ask(1)) { codes.insert(code) }
        }
        #expect(codes == [1, 2, 3, 4, 5, 6, 10, 11])
    }

    @Test func `a late answer is that of its own question and may fall into later traffic`() throws {
        var client = try VirtualClient.bench("late: {p: 1, ms: [600, 600], units: [3]}")
        let question = ModbusRequest.readInputRegisters(address: 0, count: 4)
        #expect(try client.ask(3, question, window: 500_000_000).heard.isEmpty)
        #expect(try client.ask(1, window: 60_000_000).response?.words?.count == 6)
        let late = client.listen(100_000_000).flatMap(\.bytes)
        #expect(late.count == 13 && RTUFrame.decode(late[...])?.unit == 3)
        // It begins to answer while another question is on the wire: both are lost.
        #expect(try client.ask(3, question, window: 623_000_000).heard.isEmpty)
        let exchange = try client.ask(1)
        #expect(exchange.response == nil && exchange.bytes.count == 13)
        #expect(RTUFrame.decode(exchange.bytes[...]) == nil)
        #expect(client.line.counters.collisions == 0 && client.line.counters.overlaps == 1)
    }

    @Test func `small blocks and holes are refused with their exceptions`() throws {
        var client = try VirtualClient.bench("max_registers: {count: 16, exception: 2}, holes: [[4, 5], 32]")
        func code(_ address: UInt16, _ count: Int) throws -> UInt8? {
            Self.exception(try client.ask(1, .readInputRegisters(address: address, count: count)))
        }
        #expect(try code(6, 16) == nil)
        #expect(try code(6, 18) == 2)
        #expect(try code(2, 4) == 2)
        #expect(try code(4, 2) == 2)
        #expect(try code(28, 8) == 2)
        #expect(try code(0, 4) == nil)
        #expect(client.line.counters.faults == [.maximumRegisters: 1, .holes: 3])
    }

    @Test func `a busy device refuses for a while`() throws {
        var client = try VirtualClient.bench("busy: {p: 1, ms: [500, 500], to_s: 0.1}")
        let answers = try (0..<10).map { _ in Self.exception(try client.ask(1, window: 100_000_000)) }
        #expect(answers == [6, 6, 6, 6, 6, nil, nil, nil, nil, nil])
    }

    @Test func `a device that starts again is silent, then lacks what it had not stored`() throws {
        var client = try VirtualClient.bench("reboot: {p: 1, silent_s: 3, lost_minutes: 60, from_s: 1, to_s: 1.2}")
        let energy = ModbusRequest.readInputRegisters(address: 72, count: 2)
        func kilowattHours() throws -> Float? {
            let words = try client.ask(1, energy, window: 100_000_000).response?.words
            return words.map { Float(bitPattern: UInt32($0[0]) << 16 | UInt32($0[1])) }
        }
        let before = try #require(try kilowattHours())
        _ = client.listen(950_000_000)
        #expect(try kilowattHours() == nil)
        _ = client.listen(2_700_000_000)
        #expect(try kilowattHours() == nil)
        _ = client.listen(200_000_000)
        let after = try #require(try kilowattHours())
        #expect(after < before && after > before - 20)
        #expect(client.line.drainEvents().map(\.kind) == [.unitRestarted(1)])
        #expect(client.line.counters.faults == [.reboot: 1])
    }

    @Test func `a device with other parameters hears a client with its own alone`() throws {
        let scene = """
            lines:
            - name: line
              link: line.tty
              parity: even
              devices:
              - {unit: 1, profile: eastron-sdm630}
              - {unit: 2, profile: eastron-sdm630, baud: 4800}
              - {unit: 3, profile: eastron-sdm630, parity: odd}
              - {unit: 4, profile: eastron-sdm630, address: 40}
            """
        var client = try VirtualClient(scene)
        var answering: [String: [UInt8]] = [:]
        for baud in [4800, 9600] {
            for parity in Parity.allCases {
                client.parameters = LineParameters(baud: baud, parity: parity, stopBits: 1)
                for unit in [1, 2, 3, 4, 40] as [UInt8] where try client.ask(unit).response != nil {
                    answering["\(client.parameters)", default: []].append(unit)
                }
            }
        }
        // A parity is looked at where the scene gives one to the device, since most clients cannot show theirs.
        let all: [UInt8] = [1, 40]
        #expect(
            answering == [
                "4800 8N1": [2], "4800 8E1": [2], "4800 8O1": [2], "9600 8N1": all, "9600 8E1": all,
                "9600 8O1": [1, 3, 40],
            ])
        client.line.listen(with: LineParameters(baud: 9600, parity: .even, stopBits: 1))
        #expect(client.line.counters.faults[.parameters, default: 0] > 0)
    }

    @Test func `two devices at one address garble each other, or answer one after the other`() throws {
        func run(_ turnaround: Int) throws -> [UInt8] {
            var client = try VirtualClient.bench("duplicate: {serial: 9, turnaround_ms: \(turnaround)}")
            return try client.ask(1).bytes
        }
        let overlapping = try run(22)
        #expect(overlapping.count < 34 && RTUFrame.decode(overlapping.prefix(17)) == nil)
        let apart = try run(60)
        #expect(apart.count == 34)
        #expect(RTUFrame.decode(apart.prefix(17))?.unit == 1 && RTUFrame.decode(apart.suffix(17))?.unit == 1)
        #expect(apart.prefix(17) == apart.suffix(17), "both measure the same voltages")
        let together = try run(20)
        #expect(together == Array(apart.prefix(17)), "equal bits at the same moment stay as they are")
    }

    @Test func `a second master's requests and the answers are heard, and collide with a client that does not listen`()
        throws
    {
        var client = try VirtualClient.bench("second_master: {every_ms: 100, units: [5, 99]}")
        let heard = client.listen(2_000_000_000)
        var framer = RTURequestFramer()
        let units = heard.flatMap { framer.receive($0.bytes, at: $0.nanoseconds) }.map(\.unit)
        #expect(units.count >= 18 && Set(units) == [5, 99])
        #expect(client.line.counters.foreignRequestsServed >= 9 && client.line.counters.requestsServed == 0)
        for _ in 0..<300 { _ = try client.ask(1, window: 45_000_000) }
        #expect(client.line.counters.overlaps > 10)
        #expect(client.line.counters.requestsServed < 300)
    }

    @Test func `a second master may ask each unit for the very blocks that a client of ours asks for`() throws {
        var client = try VirtualClient.bench(
            "second_master: {every_ms: 100, units: [3, 7], blocks: [{function: 4, address: 0, count: 36}, {address: 52}]}"
        )
        let heard = client.listen(2_000_000_000)
        var framer = RTURequestFramer()
        let requests = heard.flatMap { framer.receive($0.bytes, at: $0.nanoseconds) }
        let round: [(UInt8, ModbusRequest)] = [
            (3, .readInputRegisters(address: 0, count: 36)), (3, .readInputRegisters(address: 52, count: 2)),
            (7, .readInputRegisters(address: 0, count: 36)), (7, .readInputRegisters(address: 52, count: 2)),
        ]
        #expect(requests.count >= 18)
        for (index, request) in requests.enumerated() {
            #expect(request.unit == round[index % 4].0)
            #expect(try request.request() == round[index % 4].1)
        }
    }

    @Test func `noise comes on a quiet line`() throws {
        var client = try VirtualClient.bench("idle_noise: {every_ms: [100, 300], bytes: [1, 4], to_s: 10}")
        let heard = client.listen(20_000_000_000)
        let count = client.line.counters.faults[.idleNoise, default: 0]
        #expect((33...100).contains(count))
        #expect((count...4 * count).contains(heard.reduce(0) { $0 + $1.bytes.count }))
        #expect((heard.last?.nanoseconds ?? 0) < client.now - 9_000_000_000)
    }

    @Test func `behind a break of the cable nobody answers, and behind a weak spot answers are damaged`() throws {
        for damage in [nil, 1.0] {
            let extra = damage.map { ", damage: \($0)" } ?? ""
            var client = try VirtualClient.bench(
                "cable: {order: [10, 9, 8, 7, 6, 5, 4, 3, 2, 1], break_after: 6\(extra)}")
            for unit in 1...10 as ClosedRange<UInt8> {
                let exchange = try client.ask(unit)
                #expect((exchange.response != nil) == (unit >= 5))
                #expect(exchange.heard.isEmpty == (unit < 5 && damage == nil))
            }
        }
    }

    @Test func `without termination long answers are damaged more often than short ones`() throws {
        var client = try VirtualClient.bench("reflections: {growth: 0.0002}")
        func damaged(_ count: Int) throws -> Int {
            try (0..<200).filter { _ in
                try client.ask(1, .readInputRegisters(address: 0, count: count)).response == nil
            }.count
        }
        let (short, long) = (try damaged(2), try damaged(76))
        #expect(short < 10 && long > 100, "\(short) \(long)")
    }

    @Test func `a slow device takes its time, with jitter, and others do not`() throws {
        var client = try VirtualClient(
            """
            lines:
            - name: line
              link: line.tty
              devices:
              - {unit: 1, profile: eastron-sdm630}
              - {unit: 2, profile: eastron-sdm630, turnaround_ms: 100, jitter_ms: 50}
            """)
        let first = client.timing.duration(ofCharacters: 9)
        for _ in 0..<20 { #expect(Self.latency(try client.ask(1)) == first + 10_000_000) }
        let slow = try (0..<50).map { _ in Self.latency(try client.ask(2)) - first }
        #expect(slow.allSatisfy { (100_000_000...150_000_000).contains($0) } && Set(slow).count > 40)
    }

    @Test func `a port that is pulled out hears nothing and comes back`() throws {
        var client = try VirtualClient.bench("unplug: {at_s: 1, for_s: 2, every_s: 10, link: other.tty}")
        #expect(try client.ask(1).response != nil)
        _ = client.listen(1_000_000_000)
        #expect(!client.line.isPlugged)
        #expect(try client.ask(1).heard.isEmpty)
        _ = client.listen(2_000_000_000)
        #expect(client.line.isPlugged && client.line.link == "other.tty")
        #expect(try client.ask(1).response != nil)
        #expect(client.line.drainEvents().map(\.kind) == [.unplugged, .replugged(link: "other.tty")])
        _ = client.listen(8_000_000_000)
        #expect(!client.line.isPlugged && client.line.counters.faults == [.unplug: 2])
    }

    @Test func `faults of a device go before those of its line, and several strike together`() throws {
        var client = try VirtualClient(
            """
            lines:
            - name: line
              link: line.tty
              devices:
              - {unit: 1, profile: eastron-sdm630, faults: {dead: 0}}
              - {unit: 2, profile: eastron-sdm630}
              - {unit: 3, profile: eastron-sdm630, faults: {dead: 0, wrong_unit: 1, noise_after: {bytes: 3}}}
              faults: {dead: 1}
            """)
        #expect(try client.ask(1).response != nil)
        #expect(try client.ask(2).heard.isEmpty)
        let bytes = try client.ask(3).bytes
        #expect(bytes.count == 20)
        #expect(RTUFrame.decode(bytes.prefix(17)).map { $0.unit != 3 } == true)
    }

    @Test func `what was truly answered is told`() throws {
        var client = try VirtualClient.bench("crc: 1")
        client.scale = 10_000
        let exchange = try client.ask(7)
        let served = client.line.drainServed()
        #expect(served.count == 1 && served[0].unit == 7 && served[0].faults == [.crc] && !served[0].isForeign)
        #expect(try served[0].request == exchange.request.encoded())
        #expect(try ModbusResponse(pdu: served[0].answer, answering: exchange.request).words?.count == 6)
        #expect(served[0].endNanoseconds == exchange.heard.last?.nanoseconds)
        #expect(client.line.drainServed().isEmpty)
    }
}
