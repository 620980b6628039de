import DeviceProfiles
import FieldBus
public import Foundation
import Metering
import ModbusProtocol
import Platform

/// `gridtally measure bus`: polls a simulated line as fast as the protocol allows.
///
/// The line and its meters are a process of their own, so that the processor time here is the poller's alone.
public struct BusMeasurement: Sendable {
    /// Bit/s.
    public var baud: Int
    public var devices: Int
    public var seconds: Double
    /// The model of all devices.
    public var profile: String
    public var profiles: URL
    /// From a request's last character to the answer's first; devices cannot be faster than the silent interval.
    public var turnaroundMilliseconds: Int

    public init(
        baud: Int, devices: Int, seconds: Double, profile: String, profiles: URL, turnaroundMilliseconds: Int
    ) {
        self.baud = baud
        self.devices = devices
        self.seconds = seconds
        self.profile = profile
        self.profiles = profiles.standardizedFileURL
        self.turnaroundMilliseconds = turnaroundMilliseconds
    }

    public func run() async throws -> BusFigures {
        let folder = try MeasureFolder()
        defer { folder.remove() }
        let bus = try Bus(configuration: try self.configuration(port: folder.file("line.tty")))
        try folder.put("scene.yaml", self.scene)
        let simulation = try ChildProcess(
            "simulation",
            ["simulate", "--scene", folder.file("scene.yaml").path, "--profiles", self.profiles.path],
            folder: folder.url)
        do {
            try await Story().wait(for: "the simulated line", seconds: 20) {
                FileManager.default.fileExists(atPath: folder.file("line.tty").path) ? () : nil
            }
            let figures = try await self.poll(bus)
            await simulation.stop()
            return figures
        } catch {
            await simulation.stop()
            throw error
        }
    }

    private func poll(_ bus: Bus) async throws -> BusFigures {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await bus.run() }
            // Somebody takes the samples, as in the service.
            group.addTask { for await _ in bus.samples {} }
            defer { group.cancelAll() }
            // Time-outs and latencies are learned by then.
            try await Story().wait(for: "answers of every device", seconds: 30) {
                bus.statistics().devices.allSatisfy { $0.answers > 1 } ? () : nil
            }
            let (before, start) = (bus.statistics(), MonotonicClock.nanoseconds)
            let processor = ProcessUsage.ownProcessorNanoseconds
            try await Task.sleep(for: .seconds(self.seconds))
            let (after, end) = (bus.statistics(), MonotonicClock.nanoseconds)
            return BusFigures(
                self, timing: self.timing, from: before, to: after, elapsedNanoseconds: end - start,
                processorNanoseconds: ProcessUsage.ownProcessorNanoseconds - processor)
        }
    }

    private var timing: LineTiming { LineTiming(baud: self.baud, parity: .even, stopBits: 1) }

    private func configuration(port: URL) throws -> BusConfiguration {
        let catalog = try ProfileFolder.read(self.profiles)
        guard let profile = catalog[self.profile] else {
            throw FileError(
                self.profiles, "has no profile \(self.profile)",
                "Choose one of \(catalog.profiles.map(\.name).joined(separator: ", ")).")
        }
        // The energy registers, as a box polls them by default, and always due.
        let fields = [ObisCode.activeEnergyImport, .activeEnergyExport].compactMap { profile.field(obis: $0) }
        let polled = fields.map { PolledField(field: $0, periodNanoseconds: 1) }
        return BusConfiguration(
            name: "measure", transport: .serial(path: port.path, baud: self.baud, parity: .even, stopBits: 1),
            devices: (1...self.devices).map {
                BusDevice(name: "meter-\($0)", unit: UInt8($0), profile: profile, polled: polled)
            })
    }

    private var scene: String {
        """
        scene: measurement
        lines:
          - name: line
            link: line.tty
            baud: \(self.baud)
            parity: even
            turnaround_ms: \(self.turnaroundMilliseconds)
            strict_silence: true
            houses:
              count: \(self.devices)
              first_unit: 1
              profile: \(self.profile)
              first_serial: 1000
              daily_kwh: [6, 14]

        """
    }
}
