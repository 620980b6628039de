import DeviceProfiles
import FieldBus
import Foundation
import LossDetection
import Metering
import Simulation
import Storage

/// The telemetry of the days before a story, in the file in which the box's own watch keeps it.
///
/// The box's bus polls the simulated line from the scene's start on, once in each interval of the watch, in virtual time:
/// days pass in seconds, and every value was asked for and answered in Modbus frames. Registers go on from there when the
/// same scene comes to life on a pseudo-terminal.
struct TelemetryHistory {
    private let box: BoxConfiguration
    private let scene: Scene

    /// - Parameters:
    ///   - configuration: of a box with one line, and with a topology of what hangs on it.
    ///   - scene: begins before the story.
    init(configuration: URL, scene: URL) throws {
        self.box = try BoxConfiguration(contentsOf: configuration)
        self.scene = try Scene(yaml: try FileError.text(of: scene), file: scene.path)
    }

    /// Polls until `end` and keeps what was read.
    ///
    /// - Parameter name: of the line in the scene.
    /// - Returns: how many values there are.
    func write(line name: String, until end: UTCTime) async throws -> Int {
        guard let line = self.box.buses.first, let watch = self.box.lossDetection.first, let start = self.scene.start,
            self.scene.line(named: name) != nil
        else {
            throw FileError(
                self.box.file, "or its scene lacks a bus, a watch, a start or the line \(name)", "Give what lacks.")
        }
        let interval = try GridFile(watch.topology).intervalSeconds
        let profiles = try ProfileFolder.read(self.box.profiles)
        let configuration = try self.polling(line, profiles, every: interval)
        let labels = Dictionary(line.devices.compactMap { device in device.meter.map { (device.name, $0) } }) { $1 }
        let world = try VirtualWorld(self.scene, line: name, profiles, seconds: end.seconds - start.seconds)
        let feed = LossFeed(
            intervals: Dictionary(labels.values.map { ($0, interval) }) { $1 }, isClockSure: { true })
        let bus = try Bus(configuration: configuration, world: world) { sample in
            guard let label = labels[sample.device] else { return }
            feed.take(Array(sample.readings), of: label) { world.time($0) }
        }
        await world.run(bus)
        feed.finish()
        return try await self.keep(feed)
    }

    /// What the watch has a use for, once in each interval: what bills and commissioning need besides is of no use to it.
    private func polling(
        _ line: BoxConfiguration.Line, _ profiles: ProfileCatalog, every seconds: Int64
    ) throws -> BusConfiguration {
        let bus = try BusPlan.bus(line, profiles, self.box.file, simulatedOnly: true)
        let devices = bus.devices.map { device in
            let fields = device.polled.map(\.field).filter { $0.obis.flatMap { FeederQuantity($0) } != nil }
            return BusDevice(
                name: device.name, unit: device.unit, profile: device.profile,
                polled: fields.map { PolledField(field: $0, periodNanoseconds: seconds * 1_000_000_000) })
        }
        return BusConfiguration(
            name: bus.name, transport: bus.transport, devices: devices, settings: bus.settings,
            strictCharacters: bus.strictCharacters, simulatedOnly: true)
    }

    private func keep(_ feed: LossFeed) async throws -> Int {
        var samples: [TelemetrySample] = []
        for await sample in feed.samples { samples.append(sample) }
        try FileManager.default.createDirectory(at: self.box.data, withIntermediateDirectories: true)
        let (store, _) = try await TelemetryStore.open(directory: self.box.data.path)
        try await store.append(samples)
        try await store.close()
        return samples.count
    }
}
