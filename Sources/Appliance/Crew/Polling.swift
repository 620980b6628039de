import DeviceProfiles
import FieldBus
public import Foundation
import Metering
import ModbusProtocol
import Platform

/// `gridtally poll`: reads the lines of a configuration without the service, and tells every value.
public struct Polling: Sendable {
    /// When polling ends.
    public enum End: Sendable {
        case seconds(Double)
        /// Every device's fields so often.
        case cycles(Int)
    }

    /// Everything is due again at once; a silent device is looked after this often.
    private static let continuousNanoseconds: Int64 = 1_000_000

    private let buses: [BusConfiguration]
    private let checks: [String: PollCheck]
    private let end: End
    private let isJSON: Bool
    private let showsBlocks: Bool

    /// - Parameters:
    ///   - bus: only this one; nil: all.
    ///   - isPaced: reads as often as the configuration says, instead of as often as the line allows.
    /// - Throws: where the configuration or a profile cannot be used.
    public init(
        configuration: URL, profiles: URL?, bus: String?, end: End, isPaced: Bool, json: Bool, raw: Bool
    ) throws {
        let (chosen, folder) = try BoxConfiguration.lines(of: configuration, bus: bus)
        let catalog = try ProfileFolder.read(profiles ?? folder)
        self.buses = try chosen.map { line in
            BusConfiguration(
                name: line.name, transport: line.transport,
                devices: try line.devices.map { device in
                    try Self.device(device, line, catalog, isPaced: isPaced, configuration)
                }, settings: line.settings, strictCharacters: line.strictCharacters, serialOptions: line.serialOptions)
        }
        try BusConfiguration.check(self.buses)
        let checks = try chosen.map { line in
            let devices = try line.devices.map { (device: $0, profile: try catalog.profile(of: $0, in: configuration)) }
            return (line.name, PollCheck(devices, bus: line.name))
        }
        self.checks = Dictionary(checks) { $1 }
        self.end = end
        self.isJSON = json
        self.showsBlocks = raw
    }

    private static func device(
        _ device: BoxConfiguration.Device, _ line: BoxConfiguration.Line, _ catalog: ProfileCatalog, isPaced: Bool,
        _ configuration: URL
    ) throws -> BusDevice {
        let profile = try catalog.profile(of: device, in: configuration)
        let period = isPaced ? Int64(line.pollSeconds * 1e9) : Self.continuousNanoseconds
        let polled = try Self.fields(device, profile, configuration.path).map {
            PolledField(field: $0, periodNanoseconds: period)
        }
        return BusDevice(name: device.name, unit: device.unit, profile: profile, polled: polled)
    }

    private static func fields(
        _ device: BoxConfiguration.Device, _ profile: DeviceProfile, _ file: String
    ) throws -> [RegisterField] {
        guard let names = device.fields else { return profile.fields.filter { $0.obis != nil } }
        return try names.map { name in
            guard let field = profile.fields.first(where: { $0.name == name || $0.obis?.description == name }) else {
                throw PlanProblem(
                    file: file, problem: "device \(device.name): the profile \(profile.name) has no field \(name)",
                    advice: "`gridtally profiles show \(profile.name)` lists its fields.")
            }
            return field
        }
    }

    /// Polls and prints until the end, or until Control-C.
    ///
    /// - Returns: the exit code: 0 where at least one value was read.
    /// - Throws: where the output cannot be written.
    public func run() async throws -> Int32 {
        let (lines, sink) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .unbounded)
        let (ends, end) = AsyncStream.makeStream(of: Void.self)
        let interruption = CrewInterruption { end.yield() }
        let tally = Guarded(PollTally(self.buses, limit: self.cycleLimit))
        if tally.withLock({ $0.isComplete }) { end.yield() }
        let buses = try self.buses.map { try self.bus($0, tally, sink, end) }
        let running = buses.map { bus in Task { await bus.run() } }
        let writing = Task {
            // Nobody reads any more: there is no point in going on.
            defer { end.yield() }
            try await PollOutput().write(lines)
        }
        let timer = self.timer(end)
        for await _ in ends { break }
        withExtendedLifetime(interruption) { timer?.cancel() }
        for task in running { task.cancel() }
        for task in running { await task.value }
        sink.finish()
        try await writing.value
        return tally.withLock { $0.values } > 0 ? 0 : ExitStatus.notReachable
    }

    private func timer(_ end: AsyncStream<Void>.Continuation) -> Task<Void, any Error>? {
        guard case .seconds(let seconds) = self.end else { return nil }
        // A serial line is listened to before the first request: that is not part of the reading.
        let listening = self.buses.filter(\.transport.isSerial).map(\.settings.listening).max() ?? 0
        return Task {
            try await Task.sleep(for: .seconds(seconds) + .nanoseconds(listening))
            end.yield()
        }
    }

    private var cycleLimit: Int? {
        if case .cycles(let count) = self.end { count } else { nil }
    }

    private func bus(
        _ configuration: BusConfiguration, _ tally: Guarded<PollTally>, _ sink: AsyncStream<String>.Continuation,
        _ end: AsyncStream<Void>.Continuation
    ) throws -> Bus {
        let text = PollText(bus: configuration.name)
        let units = Dictionary(uniqueKeysWithValues: configuration.devices.map { ($0.name, $0.unit) })
        let isJSON = self.isJSON
        let check = Guarded(self.checks[configuration.name] ?? PollCheck([], bus: configuration.name))
        let clock = ScaledClock.system
        let onSample: @Sendable (DeviceSample) -> Void = { sample in
            let values = sample.readings.count { $0.quality != .missing } + sample.texts.count
            guard tally.withLock({ $0.take(configuration.name, sample.device, values: values) }) else { return }
            let unit = units[sample.device] ?? 0
            let readings = check.withLock { check in
                check.check(sample) { UTCTime(milliseconds: clock.milliseconds(atMonotonic: $0)) }
            }
            let lines = readings.map { reading in
                isJSON
                    ? text.value(reading, device: sample.device, unit: unit)
                    : text.line(reading, device: sample.device)
            }
            sink.yield(lines.joined())
            if tally.withLock({ $0.isComplete }) { end.yield() }
        }
        guard self.isJSON, self.showsBlocks else { return try Bus(configuration: configuration, onSample: onSample) }
        return try Bus(configuration: configuration, onSample: onSample) { record in
            guard !tally.withLock({ $0.isComplete }), let line = text.block(record) else { return }
            sink.yield(line)
        }
    }
}
