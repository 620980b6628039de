import DeviceProfiles
import FieldBus
public import Foundation
import Metering
import ModbusProtocol
import Platform

/// `gridtally measure line`: polls a serial line as fast as the protocol allows.
///
/// The line and its meters are a process of their own, so that the processor time here is the poller's alone.
public struct LineMeasurement: Sendable {
    /// Bit/s; the line has 8 data bits, no parity, one stop bit.
    public var baud: Int
    /// Units 1 to this.
    public var devices: Int
    /// Fields of each device that are read: the first of its profile with an OBIS code.
    public var quantities: Int
    public var seconds: Double
    /// The model of all devices.
    public var profile: String
    public var profiles: URL
    /// From a request's last character to the answer's first; devices cannot be faster than the silent interval.
    public var turnaroundMilliseconds: Int
    /// 3.5 characters of silence above 19 200 baud too.
    public var strictCharacters: Bool
    /// A line that is there already, with such devices; nil starts `gridtally simulate`.
    public var port: String?

    public init(
        baud: Int, devices: Int, quantities: Int, seconds: Double, profile: String, profiles: URL,
        turnaroundMilliseconds: Int, strictCharacters: Bool = false, port: String? = nil
    ) {
        self.baud = baud
        self.devices = devices
        self.quantities = quantities
        self.seconds = seconds
        self.profile = profile
        self.profiles = profiles.standardizedFileURL
        self.turnaroundMilliseconds = turnaroundMilliseconds
        self.strictCharacters = strictCharacters
        self.port = port
    }

    public func run() async throws -> LineFigures {
        if let port { return try await self.poll(try Bus(configuration: self.configuration(port: port))) }
        let folder = try MeasureFolder()
        defer { folder.remove() }
        let bus = try Bus(configuration: self.configuration(port: folder.file("line.tty").path))
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

    private func poll(_ bus: Bus) async throws -> LineFigures {
        let sweeps = SweepCounter()
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await bus.run() }
            // Somebody takes the samples, as in the service.
            group.addTask { for await sample in bus.samples { sweeps.add(sample) } }
            defer { group.cancelAll() }
            // Time-outs and latencies are learned by then.
            try await Story().wait(for: "answers of every device", seconds: 60) {
                bus.statistics().devices.allSatisfy { $0.answers > 1 } ? () : nil
            }
            let (before, start) = (bus.statistics(), MonotonicClock.nanoseconds)
            let processor = ProcessUsage.ownProcessorNanoseconds
            sweeps.begin()
            try await Task.sleep(for: .seconds(self.seconds))
            let (after, end) = (bus.statistics(), MonotonicClock.nanoseconds)
            return LineFigures(
                self, optimumNanoseconds: try self.optimumNanoseconds, sweeps: sweeps.end(), from: before, to: after,
                elapsedNanoseconds: end - start, processorNanoseconds: ProcessUsage.ownProcessorNanoseconds - processor)
        }
    }

    /// Bus time of one sweep over all devices: the exact planner's cheapest reads, each with its characters, the
    /// device's turnaround and one silence.
    private var optimumNanoseconds: Int64 {
        get throws {
            let (profile, fields) = try self.fields
            let timing = LineTiming(
                baud: self.baud, parity: .none, stopBits: 1, strictCharacters: self.strictCharacters)
            let turnaround = max(timing.silenceNanoseconds, Int64(self.turnaroundMilliseconds) * 1_000_000)
            return RegisterTable.allCases.reduce(0) { sum, table in
                let plan = ReadPlanner.plan(
                    fields.filter { $0.table == table }.map {
                        RegisterSpan(address: $0.address, count: $0.registerCount)
                    },
                    limits: BlockLimits(
                        maximumCount: profile.maximumBlockRegisters, alignment: table.holdsBits ? 1 : profile.alignment),
                    cost: ReadCost(
                        timing: timing, turnaroundNanoseconds: turnaround, readsBits: table.holdsBits))
                return sum + Int64(self.devices) * plan.nanoseconds
            }
        }
    }

    private var fields: (DeviceProfile, [RegisterField]) {
        get throws {
            let profile = try ProfileFolder.profile(self.profile, in: self.profiles)
            return (profile, Array(profile.fields.filter { $0.obis != nil }.prefix(self.quantities)))
        }
    }

    private func configuration(port: String) throws -> BusConfiguration {
        let (profile, fields) = try self.fields
        // Always due.
        let polled = fields.map { PolledField(field: $0, periodNanoseconds: 1) }
        return BusConfiguration(
            name: "measure", transport: .serial(path: port, baud: self.baud, parity: .none, stopBits: 1),
            devices: (1...self.devices).map {
                BusDevice(name: "meter-\($0)", unit: UInt8($0), profile: profile, polled: polled)
            }, strictCharacters: self.strictCharacters)
    }

    private var scene: String {
        """
        scene: measurement
        lines:
          - name: line
            link: line.tty
            baud: \(self.baud)
            parity: none
            turnaround_ms: \(self.turnaroundMilliseconds)
            strict_silence: \(!self.strictCharacters)
            houses:
              count: \(self.devices)
              first_unit: 1
              profile: \(self.profile)
              first_serial: 1000
              daily_kwh: [6, 14]

        """
    }
}
