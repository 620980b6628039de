import DeviceProfiles
import FieldBus
import Metering
import ModbusProtocol
import Platform
import Testing

@Suite("What reading a device teaches", .timeLimit(.minutes(1)))
struct LearningTests {
    /// What a store was given, in memory.
    private final class Memory: LearnedMapStore {
        private let maps: Guarded<[DeviceModel: LearnedMap]>

        init(_ maps: [DeviceModel: LearnedMap] = [:]) { self.maps = Guarded(maps) }

        func learned(of model: DeviceModel) -> LearnedMap? { self.maps.withLock { $0[model] } }
        func keep(_ map: LearnedMap, of model: DeviceModel) { self.maps.withLock { $0[model] = map } }
    }

    private static let model = DeviceModel(profile: "test-meter", firmware: nil)

    private func configuration(_ line: TestLine, _ store: Memory, _ fields: [String]) throws -> BusConfiguration {
        var configuration = BusConfiguration(
            name: "gateway", transport: .tcp(host: "127.0.0.1", port: line.port),
            devices: [try meter("house-1", unit: 1, fields: fields)], settings: testSettings())
        configuration.learnedMaps = store
        return configuration
    }

    @Test("a gap that a device refuses is learned, kept by model, and not tried again by the next bus")
    func hole() async throws {
        var device = TestDevice.meter
        device.holes = [5]
        let line = try TestLine(tcp: [1: device])
        defer { line.vanish() }
        let store = Memory()
        let fields = ["energy.active.import.total", "energy.active.export.total", "power.active.total"]
        let bus = try Bus(configuration: self.configuration(line, store, fields))
        try await withRunningBus(bus) { bus in
            #expect(await first(of: bus.events) { $0.kind == .blockSplit(at: 10) } != nil)
            for _ in 0..<3 {
                #expect(await first(of: bus.samples) { $0.readings.allSatisfy { $0.quality == .valid } } != nil)
            }
            // The whole read and the half that the gap is in were refused, and nothing since.
            #expect(bus.statistics().devices[0].exceptions == 2)
        }
        #expect(store.learned(of: Self.model)?[.holdingRegister].holes == [4..<10])
        let next = try Bus(configuration: self.configuration(line, store, fields))
        try await withRunningBus(next) { bus in
            #expect(await first(of: bus.samples) { $0.readings.allSatisfy { $0.quality == .valid } } != nil)
            #expect(bus.statistics().devices[0].exceptions == 0)
        }
    }

    @Test("a field that stands above a learned hole is asked for all the same")
    func fieldAboveHole() async throws {
        var map = LearnedMap()
        map[.holdingRegister].holes = [0..<300]
        let line = try TestLine(tcp: [1: .meter])
        defer { line.vanish() }
        let bus = try Bus(
            configuration: self.configuration(line, Memory([Self.model: map]), ["power.active.total", "frequency"]))
        let sample = try await withRunningBus(bus) { bus in try #require(await first(of: bus.samples) { _ in true }) }
        #expect(sample.readings.map(\.value) == [-120_500, 50_020])
    }

    @Test("a device that says it is busy is asked again a little later")
    func busy() async throws {
        var device = TestDevice.meter
        device.behaviour = .exception(.deviceBusy)
        let line = try TestLine(tcp: [1: device])
        defer { line.vanish() }
        let bus = try Bus(configuration: self.configuration(line, Memory(), ["power.active.total"]))
        try await withRunningBus(bus) { bus in
            while bus.statistics().devices[0].exceptions == 0 { try await Task.sleep(for: .milliseconds(1)) }
            line.change(1) { $0.behaviour = .answers }
            let sample = await first(of: bus.samples) { _ in true }
            #expect(sample?.readings.map(\.value) == [-120_500])
        }
    }

    @Test("a reader that is too slow loses the oldest samples, and they are counted")
    func slowReader() async throws {
        let line = try TestLine(tcp: [1: .meter])
        defer { line.vanish() }
        let device = try meter("house-1", unit: 1, periodMilliseconds: 0)
        let bus = try Bus(
            configuration: BusConfiguration(
                name: "gateway", transport: .tcp(host: "127.0.0.1", port: line.port), devices: [device],
                settings: testSettings()))
        try await withRunningBus(bus) { bus in
            while bus.statistics().droppedSamples < 20 { try await Task.sleep(for: .milliseconds(5)) }
            let dropped = bus.statistics().droppedSamples
            let oldest = try #require(await first(of: bus.samples) { _ in true })
            // What is left are the newest: as many as fit, none older than those that went.
            #expect(dropped >= 20 && oldest.readings.allSatisfy { $0.quality == .valid })
        }
    }
}
