import FieldBus
import Metering
import ModbusProtocol
import Platform
import Testing

@Suite("Polling over a pty", .timeLimit(.minutes(1)))
struct SerialPollingTests {
    @Test("readings carry value, unit, raw words and the moment they came")
    func readings() async throws {
        let line = try TestLine([1: .meter])
        defer { line.vanish() }
        let bus = try Bus(configuration: serialConfiguration(line.path, [meter("house-1", unit: 1)]))
        let before = MonotonicClock.nanoseconds
        let sample = try await withRunningBus(bus) { bus in try #require(await first(of: bus.samples) { _ in true }) }
        #expect(sample.device == "house-1")
        let energy = try #require(sample.readings.first)
        #expect(energy.value == 1_500_000 && energy.unit == .wattHour && energy.quality == .valid)
        #expect(energy.rawWords == [0x0016, 0xE360])
        #expect(energy.monotonicNanoseconds > before)
        #expect(sample.readings.last?.value == -120_500)
        // One read for both fields: the gap is cheaper than a second request.
        #expect(line.device(1).requests.first == .readHoldingRegisters(address: 0, count: 12))
    }

    @Test("characters and the time that the line lay idle are counted")
    func lineStatistics() async throws {
        let line = try TestLine([1: .meter])
        defer { line.vanish() }
        let pausing = try meter("house-1", unit: 1, periodMilliseconds: 1, pauseMilliseconds: 200)
        let bus = try Bus(configuration: serialConfiguration(line.path, [pausing]))
        try await withRunningBus(bus) { bus in
            var count = 0
            for await _ in bus.samples {
                count += 1
                if count == 4 { break }
            }
        }
        let statistics = bus.statistics()
        let exchanges = statistics.devices[0].transactions
        // One read of twelve registers: 8 characters out, 5 and two for each register back.
        #expect(statistics.sentCharacters == 8 * exchanges)
        #expect(statistics.receivedCharacters == 29 * statistics.devices[0].answers)
        // Three pauses of 200 ms passed: they are the device's due and no idle time.
        #expect(statistics.idleNanoseconds > 0)
        #expect(statistics.idleNanoseconds + 600_000_000 < statistics.runningNanoseconds)
        #expect(statistics.longestIdleNanoseconds <= statistics.idleNanoseconds)
    }

    @Test("a value the meter marks as absent is missing with the reason, and the others are there")
    func absent() async throws {
        var device = TestDevice.meter
        device.set(10, [0x7FFF, 0xFFFF])
        let line = try TestLine([1: device])
        defer { line.vanish() }
        let bus = try Bus(configuration: serialConfiguration(line.path, [meter("house-1", unit: 1)]))
        let sample = try await withRunningBus(bus) { bus in try #require(await first(of: bus.samples) { _ in true }) }
        #expect(sample.readings.map(\.quality) == [.valid, .missing])
        #expect(sample.readings.last?.rule?.isEmpty == false)
    }

    @Test("meters at one counter are read each by itself, and when the counter falls silent each of them does")
    func pulseCounter() async throws {
        let line = try TestLine([7: .counter])
        defer { line.vanish() }
        let bus = try Bus(
            configuration: serialConfiguration(line.path, [pulses("a", input: 1), pulses("b", input: 2)]))
        try await withRunningBus(bus) { bus in
            var values: [String: Int64] = [:]
            for await sample in bus.samples {
                if let reading = sample.readings.first, reading.quality == .valid {
                    #expect(reading.name == "volume.total" && reading.unit == .litre && reading.rawWords.count == 2)
                    values[sample.device] = reading.value
                }
                if values.count == 2 { break }
            }
            #expect(values == ["a": 30, "b": 655_380])
            line.change(7) { $0.behaviour = .silent }
            var silent: Set<String> = []
            for await event in bus.events where event.kind == .deviceSilent {
                silent.insert(event.place.device ?? "")
                if silent.count == 2 { break }
            }
            #expect(silent == ["a", "b"])
            #expect(bus.statistics().devices.map(\.isSilent) == [true, true])
        }
    }

    @Test("a dead unit is told once and does not keep the others from being read; it comes back by itself")
    func deadUnit() async throws {
        var dead = TestDevice.meter
        dead.behaviour = .silent
        let line = try TestLine([1: .meter, 2: dead])
        defer { line.vanish() }
        let bus = try Bus(
            configuration: serialConfiguration(line.path, [meter("alive", unit: 1), meter("dead", unit: 2)]))
        try await withRunningBus(bus) { bus in
            let silent = await first(of: bus.events) { $0.kind == .deviceSilent }
            #expect(silent?.place.device == "dead")
            var alive = 0
            for await sample in bus.samples {
                if sample.device == "dead" {
                    #expect(sample.readings.allSatisfy { $0.quality == .missing && $0.rule != nil })
                } else {
                    alive += sample.readings.allSatisfy { $0.quality == .valid } ? 1 : 0
                }
                if alive == 40 { break }
            }
            #expect(bus.statistics().devices.map(\.isSilent) == [false, true])
            line.change(2) { $0.behaviour = .answers }
            let recovered = await first(of: bus.events) { $0.kind == .deviceRecovered }
            #expect(recovered?.place.unit == 2)
        }
    }

    @Test("noise before an answer and an adapter's echo change nothing", arguments: [true, false])
    func noiseAndEcho(echoes: Bool) async throws {
        var device = TestDevice.meter
        device.behaviour = .noise([0x00, 0x01, 0x03, 0xFF])
        let line = try TestLine([1: device])
        defer { line.vanish() }
        line.setEcho(echoes)
        let bus = try Bus(configuration: serialConfiguration(line.path, [meter("house-1", unit: 1)]))
        try await withRunningBus(bus) { bus in
            var count = 0
            for await sample in bus.samples {
                #expect(sample.readings.map(\.value) == [1_500_000, -120_500])
                count += 1
                if count == 6 { break }
            }
            #expect(bus.statistics().devices[0].timeouts == 0)
            if echoes { #expect(await first(of: bus.events) { $0.kind == .echoFound } != nil) }
        }
    }

    @Test("a damaged answer is asked for again at once")
    func damaged() async throws {
        var device = TestDevice.meter
        device.behaviour = .damagesOnce
        let line = try TestLine([1: device])
        defer { line.vanish() }
        let bus = try Bus(
            configuration: serialConfiguration(line.path, [meter("house-1", unit: 1, periodMilliseconds: 60_000)]))
        let sample = try await withRunningBus(bus) { bus in try #require(await first(of: bus.samples) { _ in true }) }
        #expect(sample.readings.allSatisfy { $0.quality == .valid })
        #expect(bus.statistics().devices[0].damagedAnswers == 1)
        #expect(line.device(1).requests.count == 2)
    }

    @Test("the late answer to one question is never taken for the answer to the next")
    func lateAnswer() async throws {
        var device = TestDevice.meter
        device.behaviour = .holdsOnce
        let line = try TestLine([1: device])
        defer { line.vanish() }
        var settings = testSettings()
        settings.quarantine = 10_000_000_000
        let bus = try Bus(
            configuration: serialConfiguration(
                line.path, [meter("house-1", unit: 1, fields: ["energy.active.import.total"])], settings: settings))
        try await withRunningBus(bus) { bus in
            let missing = await first(of: bus.samples) { _ in true }
            #expect(missing?.readings.first?.quality == .missing)
            // Whoever asks the same again now would take the old value for its answer.
            #expect(line.device(1).requests.count == 1)
            line.release()
            let late = await first(of: bus.events) { event in
                if case .lateAnswer = event.kind { true } else { false }
            }
            #expect(late?.place.device == "house-1")
            line.change(1) { device in
                device.set(0, [0x0016, 0xE361])
                device.behaviour = .answers
            }
            let next = await first(of: bus.samples) { $0.readings.first?.quality == .valid }
            #expect(next?.readings.first?.value == 1_500_001)
        }
    }

    @Test("a block with a hole is read in parts; a field that is refused alone is missing, and the rest is read")
    func holes() async throws {
        var device = TestDevice.meter
        device.holes = Set(4..<10)
        let line = try TestLine([1: device])
        defer { line.vanish() }
        let bus = try Bus(configuration: serialConfiguration(line.path, [meter("house-1", unit: 1)]))
        try await withRunningBus(bus) { bus in
            let sample = await first(of: bus.samples) { _ in true }
            #expect(sample?.readings.map(\.value) == [1_500_000, -120_500])
            let split = await first(of: bus.events) { $0.kind == .blockSplit(at: 10) }
            #expect(split?.place.device == "house-1")
            _ = await first(of: bus.samples) { _ in true }
            #expect(line.device(1).requests.filter { $0.count == 12 }.count == 1)
            line.change(1) { $0.holes = [10, 11] }
            let refused = await first(of: bus.events) {
                $0.kind == .fieldRefused(field: "power.active.total", .illegalDataAddress)
            }
            #expect(refused != nil)
            let rest = await first(of: bus.samples) { $0.readings.last?.quality == .missing }
            #expect(rest?.readings.first?.quality == .valid)
            #expect(rest?.readings.last?.rule?.contains("02") == true)
        }
    }

    @Test("boundary fields are read once after each boundary and marked")
    func boundaries() async throws {
        let line = try TestLine([1: .meter])
        defer { line.vanish() }
        let bus = try Bus(
            configuration: serialConfiguration(
                line.path, [meter("house-1", unit: 1, periodMilliseconds: nil, atBoundary: true)]))
        try await withRunningBus(bus) { bus in
            let boundary = MonotonicClock.nanoseconds + 50_000_000
            bus.setBoundaries(next: boundary, period: 100_000_000)
            for index in 0..<3 {
                let sample = try #require(await first(of: bus.samples) { _ in true })
                #expect(sample.isBoundary)
                #expect(sample.monotonicNanoseconds >= boundary + Int64(index) * 100_000_000)
            }
            // Boundaries go on passing while the test looks: one request for each, and never two.
            let requests = line.device(1).requests.count
            let passed = (MonotonicClock.nanoseconds - boundary) / 100_000_000 + 1
            #expect(requests >= 3 && requests <= passed)
            bus.setBoundaries(next: .max, period: 1)
            bus.snapshotNow()
            #expect(await first(of: bus.samples) { $0.isBoundary } != nil)
        }
    }
}
