import FieldBus
import Metering
import ModbusProtocol
import Platform
import Testing

@Suite("Statistics of a bus", .timeLimit(.minutes(1)))
struct StatisticsTests {
    /// Statistics once `device` was asked so often.
    private static func statistics(
        _ devices: [UInt8: TestDevice], _ configured: [BusDevice], until isEnough: (BusStatistics) -> Bool
    ) async throws -> (statistics: BusStatistics, line: TestLine) {
        let line = try TestLine(devices)
        defer { line.vanish() }
        // Nothing is silent here: a busy machine is no time-out.
        let settings = testSettings(timeoutMilliseconds: 5000)
        let bus = try Bus(configuration: serialConfiguration(line.path, configured, settings: settings))
        try await withRunningBus(bus) { bus in
            for await _ in bus.samples where isEnough(bus.statistics()) { break }
        }
        return (bus.statistics(), line)
    }

    @Test("every exchange is counted once for bus, unit and block, with its latency and its characters")
    func sums() async throws {
        let devices = [
            try meter("near", unit: 1), try meter("far", unit: 2, fields: ["energy.active.import.total", "frequency"]),
        ]
        let (statistics, line) = try await Self.statistics([1: .meter, 2: .meter], devices) { statistics in
            statistics.devices.allSatisfy { $0.answers >= 12 }
        }
        var requests = 0
        for (unit, device) in zip([UInt8(1), 2], statistics.devices) {
            #expect(device.unit == unit)
            #expect(device.transactions == line.device(unit).requests.count)
            #expect(device.transactions == device.answers && device.latencies.count == device.answers)
            #expect(device.blocks.reduce(0) { $0 + $1.counts.transactions } == device.transactions)
            #expect(device.recent.sum(at: MonotonicClock.nanoseconds).transactions == device.transactions)
            #expect(device.lastFailure == nil && device.lastAnswerNanoseconds != nil && device.sweeps > 0)
            requests += device.transactions
        }
        // Two places that no allowed read spans, and one.
        #expect(statistics.devices[1].blocks.map(\.address).sorted() == [0, 200])
        #expect(statistics.devices[0].blocks.map(\.count) == [12])
        #expect(statistics.sentCharacters == 8 * requests)
        #expect(statistics.busyNanoseconds == statistics.devices.reduce(0) { $0 + $1.busyNanoseconds })
        #expect(statistics.busyNanoseconds <= statistics.runningNanoseconds && statistics.strayBytes == 0)
    }

    @Test("a damaged answer, its retry, a refusal and stray bytes are counted by kind, and the last one is kept")
    func failures() async throws {
        var damaged = TestDevice.meter
        damaged.behaviour = .damagesOnce
        var refusing = TestDevice.meter
        refusing.behaviour = .exception(.deviceBusy)
        var noisy = TestDevice.meter
        noisy.behaviour = .noise([0xF0, 0xF1, 0xF2])
        let devices = [
            try meter("damaged", unit: 1), try meter("refusing", unit: 2), try meter("noisy", unit: 3),
        ]
        let (statistics, _) = try await Self.statistics([1: damaged, 2: refusing, 3: noisy], devices) { statistics in
            statistics.devices.allSatisfy { $0.transactions >= 6 }
        }
        let (first, second, third) = (statistics.devices[0], statistics.devices[1], statistics.devices[2])
        #expect(first.damagedAnswers == 1 && first.retries == 1 && first.answers == first.transactions - 1)
        guard case .damagedAnswer = first.lastFailure?.error else { throw Unexpected(first.lastFailure) }
        #expect(second.exceptions == second.transactions)
        #expect(second.counts.exceptions(code: 6) == second.exceptions && second.counts.exceptions(code: 2) == 0)
        #expect(second.emptySweeps == second.sweeps && second.emptySweeps > 0)
        guard case .refused(_, .deviceBusy) = second.lastFailure?.error else { throw Unexpected(second.lastFailure) }
        #expect(third.strayBytes == 3 * third.answers && statistics.strayBytes == third.strayBytes)
        #expect(third.damagedAnswers == 0 && third.lastFailure == nil)
    }

    @Test("a line that is too slow for its schedule counts the sweeps that it misses; a fast one none")
    func missedTurns() async throws {
        var slow = TestDevice.meter
        slow.behaviour = .silent
        var settings = testSettings(timeoutMilliseconds: 300)
        settings.silencesToOpen = 1000
        let line = try TestLine([1: .meter, 2: slow])
        defer { line.vanish() }
        let devices = [try meter("hurried", unit: 1, periodMilliseconds: 60), try meter("gone", unit: 2)]
        let bus = try Bus(configuration: serialConfiguration(line.path, devices, settings: settings))
        try await withRunningBus(bus) { bus in
            for await _ in bus.samples where bus.statistics().devices[0].missedTurns > 2 { break }
        }
        let (alone, _) = try await Self.statistics([1: .meter], [meter("calm", unit: 1, periodMilliseconds: 700)]) {
            $0.devices[0].sweeps >= 3
        }
        #expect(alone.devices[0].missedTurns == 0)
    }

    @Test("what a tool asks is counted as a loan and in no device's figures")
    func loans() async throws {
        let line = try TestLine([1: .meter])
        defer { line.vanish() }
        let bus = try Bus(
            configuration: serialConfiguration(line.path, [meter("house", unit: 1, periodMilliseconds: 60_000)]))
        try await withRunningBus(bus) { bus in
            _ = await first(of: bus.samples) { _ in true }
            let before = bus.statistics()
            let request = ModbusRequest.readHoldingRegisters(address: 200, count: 1)
            for _ in 0..<20 { _ = try await bus.ask(LineQuestion(unit: 1, request: request)) }
            let after = bus.statistics()
            #expect(after.loans == before.loans + 20 && after.lentNanoseconds > before.lentNanoseconds)
            #expect(after.devices[0].counts == before.devices[0].counts)
            #expect(after.sentCharacters == before.sentCharacters + 160)
            // The last sixteen, oldest first.
            let kept = bus.lastExchanges(unit: 1)
            #expect(kept.count == 16)
            #expect(kept.map(\.sentNanoseconds) == kept.map(\.sentNanoseconds).sorted())
        }
    }

    private struct Unexpected: Error {
        let failure: DeviceStatistics.Failure?
        init(_ failure: DeviceStatistics.Failure?) { self.failure = failure }
    }
}
