import DeviceProfiles
import FieldBus
import ModbusProtocol
import Platform
import Testing

/// A bus that runs while `body` does.
func withRunningBus<Result>(
    _ bus: Bus, _ body: (Bus) async throws -> sending Result
) async throws -> sending Result {
    let running = Task { await bus.run() }
    do {
        let result = try await body(bus)
        running.cancel()
        await running.value
        return result
    } catch {
        running.cancel()
        await running.value
        throw error
    }
}

/// Time-outs that suit a busy test machine; the line itself is fast.
func testSettings(timeoutMilliseconds: Int64 = 150) -> LineSettings {
    var settings = LineSettings()
    settings.timeoutFloor = timeoutMilliseconds * 1_000_000
    settings.timeoutCeiling = timeoutMilliseconds * 1_000_000
    settings.quarantine = 400_000_000
    settings.backOffFloor = 300_000_000
    settings.listening = 30_000_000
    settings.listeningAgain = 10_000_000
    settings.foreignSilence = 1_500_000_000
    return settings
}

func serialConfiguration(
    _ path: String, _ devices: [BusDevice], settings: LineSettings = testSettings()
) -> BusConfiguration {
    BusConfiguration(
        name: "line", transport: .serial(path: path, baud: 115_200, parity: .even, stopBits: 1), devices: devices,
        settings: settings)
}

func meter(
    _ name: String, unit: UInt8, fields: [String] = ["energy.active.import.total", "power.active.total"],
    periodMilliseconds: Int64? = 20, atBoundary: Bool = false, pauseMilliseconds: Int = 0
) throws -> BusDevice {
    let profile = try TestProfiles.meter(pauseMilliseconds: pauseMilliseconds)
    let polled = try fields.map { name in
        PolledField(
            field: try #require(profile.field(named: name)),
            periodNanoseconds: periodMilliseconds.map { $0 * 1_000_000 }, atBoundary: atBoundary)
    }
    return BusDevice(name: name, unit: unit, profile: profile, polled: polled)
}

/// A meter of 10 L a pulse at an input of the pulse counter at unit 7.
func pulses(_ name: String, input: Int) throws -> BusDevice {
    let meter = PulseMeter(input: input, quantity: .volume, weight: try #require(Scale(decimal: "10")))
    let profile = try #require(try TestProfiles.counter().metering(meter))
    return BusDevice(
        name: name, unit: 7, profile: profile,
        polled: profile.fields.map { PolledField(field: $0, periodNanoseconds: 20_000_000) })
}

func relay(_ name: String, unit: UInt8) throws -> BusDevice {
    BusDevice(name: name, unit: unit, profile: try TestProfiles.relay(), polled: [])
}

/// The next elements until one satisfies `isWanted`; nil where the stream ends before.
func first<Element>(of stream: AsyncStream<Element>, where isWanted: (Element) -> Bool) async -> Element? {
    for await element in stream where isWanted(element) { return element }
    return nil
}
