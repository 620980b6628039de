import DeviceProfiles
import Foundation
import Metering
import ModbusProtocol
import Platform
import Simulation
import TestSupport
import Testing

@Suite(.serialized) struct SimulatedNeighbourhoodTests {
    static let oneHouse = """
        start: 2026-01-05T06:00:00+05:30
        lines:
        - name: house
          link: house.tty
          baud: 9600
          parity: even
          turnaround_ms: 20
          houses:
          - {unit: 1, profile: eastron-sdm120, serial: 12345678, phase: 1, daily_kwh: 5, initial_kwh: 1204.35,
             relay: {module: 2, channel: 3}}
          relay_modules: [{unit: 2, profile: waveshare-relay-8ch}]
        """

    /// Runs a neighbourhood while `body` talks to it, and returns all events.
    @discardableResult
    static func run(
        _ yaml: String, scale: Int64 = 1, _ body: @Sendable (SimulatedNeighbourhood) async throws -> Void
    ) async throws -> [SimulationEvent] {
        let folder = try TemporaryFolder()
        let neighbourhood = try SimulatedNeighbourhood(
            scene: Scene(yaml: yaml, file: "s.yaml"), profiles: Repository.catalog(),
            clock: clock(origin: 1_767_573_000_000, scale: scale), linkFolder: folder.path)
        let running = Task { await neighbourhood.run() }
        var events: [SimulationEvent] = []
        var iterator = neighbourhood.events.makeAsyncIterator()
        while events.count < neighbourhood.ports.count, let event = await iterator.next() { events.append(event) }
        do {
            try await body(neighbourhood)
        } catch {
            running.cancel()
            await running.value
            throw error
        }
        running.cancel()
        await running.value
        for port in neighbourhood.ports { #expect(!FileManager.default.fileExists(atPath: port.link)) }
        while let event = await iterator.next() { events.append(event) }
        return events
    }

    @Test func `a transaction takes at least the time of its characters and the turnaround`() async throws {
        try await Self.run(Self.oneHouse) { neighbourhood in
            let client = try LineClient(path: neighbourhood.ports[0].link, speed: speed_t(B9600))
            for count in [2, 20, 80] {
                let begin = MonotonicClock.nanoseconds
                let answer = try client.ask(1, .readInputRegisters(address: 0, count: count))
                let elapsed = MonotonicClock.nanoseconds - begin
                #expect(answer?.words?.count == count)
                // 8 characters there, 5 + 2n back, 11 bits each at 8E1.
                let characters = Int64(8 + 5 + 2 * count)
                #expect(elapsed >= characters * 11 * 1_000_000_000 / 9600 + 20_000_000)
            }
        }
    }

    @Test func `no character comes before it would have ended on the wire`() async throws {
        let yaml = Self.oneHouse.replacingOccurrences(of: "9600", with: "115200")
        try await Self.run(yaml) { neighbourhood in
            let client = try LineClient(path: neighbourhood.ports[0].link, speed: speed_t(B115200))
            let begin = MonotonicClock.nanoseconds
            client.send(
                RTUFrame.encode(unit: 1, pdu: try ModbusRequest.readInputRegisters(address: 0, count: 80).encoded()))
            for index in 1...165 {
                #expect(client.receive(1).count == 1)
                let earliest = Int64(8 + index) * 11 * 1_000_000_000 / 115_200 + 20_000_000
                #expect(MonotonicClock.nanoseconds - begin >= earliest)
            }
        }
    }

    @Test func `a relay written over the line cuts the house and reads back`() async throws {
        let events = try await Self.run(Self.oneHouse, scale: 1000) { neighbourhood in
            let client = try LineClient(path: neighbourhood.ports[0].link, speed: speed_t(B9600))
            #expect(neighbourhood.model(ofLine: "house")?.houses[0].meter.milliwatts ?? 0 > 0)
            let open = try client.ask(2, .writeSingleCoil(address: 2, value: 0))
            #expect(open == .singleCoilWritten(address: 2, value: 0))
            let state = try client.ask(2, .readCoils(address: 2, count: 1))
            #expect(state == .coils([false]))
            let power = try client.ask(1, .readInputRegisters(address: 12, count: 2))
            #expect(power == .inputRegisters([0, 0]))
            #expect(neighbourhood.model(ofLine: "house")?.houses[0].isSupplied == false)
        }
        let switched = SupplySwitch(unit: 2, channel: 3, isClosed: false, house: 1)
        #expect(events.contains { $0.kind == .relayOperated(switched) })
    }

    @Test func `at another bit rate nothing is understood, and the right one still works`() async throws {
        let events = try await Self.run(Self.oneHouse) { neighbourhood in
            let client = try LineClient(path: neighbourhood.ports[0].link, speed: speed_t(B4800))
            let request = ModbusRequest.readInputRegisters(address: 0, count: 2)
            client.send(RTUFrame.encode(unit: 1, pdu: try request.encoded()))
            #expect(client.receive(1, patience: 300_000_000).isEmpty)
            try client.set(speed: speed_t(B9600))
            #expect(try client.ask(1, request)?.words?.count == 2)
        }
        #expect(events.contains { $0.kind == .wrongBaud(found: 4800, expected: 9600) })
    }

    @Test func `times far ahead do no harm`() async throws {
        let yaml = """
            start: 9999-12-31T23:59:59Z
            lines: [{name: a, link: a.tty, transformer: {unit: 1, profile: eastron-sdm630}}]
            events: [{dead: {line: a, unit: 1, at: +3650d}}]
            """
        try await Self.run(yaml) { neighbourhood in
            let client = try LineClient(path: neighbourhood.ports[0].link, speed: speed_t(B9600))
            #expect(try client.ask(1, .readInputRegisters(address: 72, count: 2)) == .inputRegisters([0, 0]))
        }
    }

    @Test func `a client may come and go`() async throws {
        try await Self.run(Self.oneHouse) { neighbourhood in
            for _ in 0..<5 {
                let client = try LineClient(path: neighbourhood.ports[0].link, speed: speed_t(B9600))
                #expect(try client.ask(1, .readInputRegisters(address: 0, count: 2)) != nil)
            }
        }
    }

    @Test func `garbage before and between requests does not stop the line`() async throws {
        var random = SeededGenerator(seed: 3)
        let garbage = (0..<20).map { _ in
            (0..<Int.random(in: 1...300, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
        }
        let yaml = Self.oneHouse.replacingOccurrences(of: "9600", with: "115200")
        try await Self.run(yaml) { neighbourhood in
            let client = try LineClient(path: neighbourhood.ports[0].link, speed: speed_t(B115200))
            for noise in garbage {
                client.send(noise)
                _ = client.receive(1000, patience: 60_000_000)
                #expect(try client.ask(1, .readInputRegisters(address: 0, count: 2))?.words?.count == 2)
            }
        }
    }

    @Test func `who talks into an answer damages it`() async throws {
        try await Self.run(Self.oneHouse) { neighbourhood in
            let client = try LineClient(path: neighbourhood.ports[0].link, speed: speed_t(B9600))
            let request = ModbusRequest.readInputRegisters(address: 0, count: 80)
            client.send(RTUFrame.encode(unit: 1, pdu: try request.encoded()))
            let head = client.receive(1)
            client.send([0x55])
            let frame = head + client.receive(164)
            #expect(frame.count == 165 && RTUFrame.decode(frame[...]) == nil)
            #expect(try client.ask(1, request)?.words?.count == 80)
        }
    }

    @Test func `a flood is carried at the line's rate, and the line works again after it`() async throws {
        let yaml = Self.oneHouse.replacingOccurrences(of: "9600", with: "115200")
        try await Self.run(yaml) { neighbourhood in
            let client = try LineClient(path: neighbourhood.ports[0].link, speed: speed_t(B115200))
            let begin = MonotonicClock.nanoseconds
            for _ in 0..<50 { client.send([UInt8](repeating: 0, count: 200)) }
            #expect(try client.ask(1, .readInputRegisters(address: 0, count: 2))?.words?.count == 2)
            #expect(MonotonicClock.nanoseconds - begin >= 10_000 * 11 * 1_000_000_000 / 115_200)
        }
    }

    @Test func `an exclusive open ends when its client is gone`() async throws {
        try await Self.run(Self.oneHouse) { neighbourhood in
            let port = neighbourhood.ports[0].link
            let (exclusive, getExclusive) = (UInt(TIOCEXCL), UInt(0x8004_5440))
            do {
                let client = try LineClient(path: port, speed: speed_t(B9600))
                #expect(client.control(exclusive) == 0)
                #expect(try client.ask(1, .readInputRegisters(address: 0, count: 2)) != nil)
            }
            let other = try LineClient(path: port, speed: speed_t(B9600))
            var state: Int32 = 1
            // Asking the port does not count as talking; each round waits in `poll`.
            for _ in 0..<600 where state != 0 {
                #expect(other.control(getExclusive, &state) == 0)
                _ = other.receive(1, patience: 50_000_000)
            }
            #expect(state == 0)
        }
    }

    /// Reads the float at PDU address `address` with an independent client.
    static func mbpoll(_ port: String, unit: Int, address: Int) async throws -> Double? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/mbpoll")
        process.arguments = [
            "-m", "rtu", "-b", "9600", "-d", "8", "-s", "1", "-P", "even", "-a", String(unit), "-0", "-r",
            String(address), "-c", "1", "-t", "3:float", "-B", "-o", "5", "-1", "-q", port,
        ]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        let line = text.split(separator: "\n").first { $0.hasPrefix("[\(address)]:") }
        return line?.split(separator: ":").last.flatMap { Double($0.trimmingCharacters(in: .whitespaces)) }
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/mbpoll")))
    func `mbpoll reads voltage and energy`() async throws {
        try await Self.run(Self.oneHouse) { neighbourhood in
            let port = neighbourhood.ports[0].link
            let voltage = try #require(try await Self.mbpoll(port, unit: 1, address: 0))
            #expect((215...240).contains(voltage))
            let energy = try #require(try await Self.mbpoll(port, unit: 1, address: 72))
            #expect((1204.3...1204.5).contains(energy))
        }
    }

    @Test func `the example neighbourhood opens two lines whose devices all answer, and tells of the tap`() async throws
    {
        let text = try #require(try Repository.exampleScenes().first { $0.name == "neighbourhood.yaml" }).text
            .replacingOccurrences(of: "from: +10h", with: "from: +1h")
        let events = try await Self.run(text, scale: 10_000) { neighbourhood in
            #expect(neighbourhood.ports.map(\.line) == ["transformer-1", "transformer-2"])
            for port in neighbourhood.ports {
                let client = try LineClient(path: port.link, speed: speed_t(B19200))
                for unit in Array(1...12) + [100] as [UInt8] {
                    let words = try client.ask(unit, .readInputRegisters(address: 72, count: 2))?.words
                    #expect(words?.count == 2 && words != [0, 0])
                }
                #expect(
                    try client.ask(202, .readCoils(address: 0, count: 8)) == .coils(.init(repeating: true, count: 8)))
            }
            // One chain hour is 0.36 s here.
            while neighbourhood.model(ofLine: "transformer-2")?.tapPower != 1_200_000 { await Task.yield() }
        }
        #expect(events.contains { $0.line == "transformer-2" && $0.kind == .tapBegan(phase: 2, milliwatts: 1_200_000) })
        #expect(events.filter { if case .opened = $0.kind { true } else { false } }.count == 2)
    }

    @Test func `a port that is pulled out comes back under another name, on another device node`() async throws {
        let scene = """
            lines:
            - name: house
              link: house.tty
              baud: 115200
              devices: {count: 2, profile: eastron-sdm630}
              faults: {unplug: {at_s: 1, for_s: 0.3, link: again.tty}}
            """
        let events = try await Self.run(scene) { neighbourhood in
            let port = neighbourhood.ports[0]
            let again = port.link.replacing("house.tty", with: "again.tty")
            let before = try FileManager.default.destinationOfSymbolicLink(atPath: port.link)
            let client = try LineClient(path: port.link, speed: speed_t(B115200))
            let question = ModbusRequest.readInputRegisters(address: 0, count: 6)
            #expect(try client.ask(1, question)?.words?.count == 6)
            let deadline = ContinuousClock.now + .seconds(30)
            while !FileManager.default.fileExists(atPath: again), ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(10))
            }
            #expect(!FileManager.default.fileExists(atPath: port.link), "the old name is gone")
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: again) != before)
            #expect(client.receive(1, patience: 1_000_000_000).isEmpty, "nobody is behind the old one")
            let second = try LineClient(path: again, speed: speed_t(B115200))
            #expect(try second.ask(2, question)?.words?.count == 6)
        }
        #expect(events.contains { $0.kind == .unplugged })
        #expect(events.contains { $0.kind == .replugged(link: "again.tty") })
    }

    @Test func `what is not a link is never replaced, and ports that were opened go away`() throws {
        let folder = try TemporaryFolder()
        let yaml = """
            lines:
            - {name: a, link: a.tty, transformer: {unit: 1, profile: eastron-sdm630}}
            - {name: b, link: b.tty, transformer: {unit: 1, profile: eastron-sdm630}}
            """
        let scene = try Scene(yaml: yaml, file: "s.yaml")
        try "precious".write(toFile: folder.path + "/b.tty", atomically: true, encoding: .utf8)
        let error = try #require(throws: SimulationError.self) {
            try SimulatedNeighbourhood(
                scene: scene, profiles: Repository.catalog(), clock: clock(origin: 0, scale: 1),
                linkFolder: folder.path)
        }
        #expect(error.description.contains("b.tty is there and is not a symbolic link"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["b.tty"])
        #expect(try String(contentsOfFile: folder.path + "/b.tty", encoding: .utf8) == "precious")
        #expect(throws: SimulationError.self) {
            try SimulatedNeighbourhood(
                scene: scene, profiles: Repository.catalog(), clock: clock(origin: 0, scale: 1),
                linkFolder: folder.path + "/missing")
        }
    }

    @Test func `a start long before the clock is refused`() throws {
        let scene = try Scene(yaml: Self.oneHouse, file: "s.yaml")
        let error = try #require(throws: SimulationError.self) {
            try SimulatedNeighbourhood(
                scene: scene, profiles: Repository.catalog(), clock: clock(origin: 4_000_000_000_000, scale: 1))
        }
        #expect(error.description.contains("400 days"))
    }
}
