import DeviceProfiles
import FieldBus
public import Foundation
import Metering
import ModbusProtocol
import Simulation

/// `gridtally measure faults`: the production bus on a simulated line with one kind of trouble, in virtual time.
public struct FaultMeasurement: Sendable {
    public var seeds: ClosedRange<UInt64>
    /// Virtual seconds of each run.
    public var seconds: Int64
    public var profiles: URL
    /// Fields of each unit that are read, the first of the profile with an OBIS code; always due.
    public var quantities: Int

    private static let profile = "eastron-sdm630"
    /// Time-outs and turnarounds are learned by then.
    private static let warmUp: Int64 = 5_000_000_000

    public init(seeds: ClosedRange<UInt64>, seconds: Int64 = 120, profiles: URL, quantities: Int = 24) {
        self.seeds = seeds
        self.seconds = max(10, seconds)
        self.profiles = profiles.standardizedFileURL
        self.quantities = quantities
    }

    /// Measures `cases`, each on every seed, and hands over each one's figures as they come.
    public func run(_ cases: [FaultCase], _ take: (FaultFigures) -> Void) async throws {
        let catalog = try ProfileFolder.read(self.profiles)
        let profile = try ProfileFolder.profile(Self.profile, in: self.profiles)
        for fault in cases {
            var runs: [FaultRun] = []
            for seed in self.seeds {
                var reference = FaultCase.clean
                reference.counted = fault.counted
                let clean = try await self.run(reference, seed: seed, profile, catalog)
                var run = try await self.run(fault, seed: seed, profile, catalog)
                run.share = Double(run.good) / Double(max(1, clean.good))
                runs.append(run)
            }
            take(FaultFigures(fault, runs))
        }
    }

    private func run(
        _ fault: FaultCase, seed: UInt64, _ profile: DeviceProfile, _ catalog: ProfileCatalog
    ) async throws -> FaultRun {
        let scene = try Scene(yaml: fault.scene(profile: Self.profile), file: fault.name, seed: seed)
        let world = try VirtualWorld(scene, catalog, seconds: self.seconds)
        let configuration = self.configuration(fault, profile)
        let judge = FaultJudge(
            world, configuration.devices, from: VirtualWorld.origin + Self.warmUp, counted: fault.counted)
        let bus = try Bus(configuration: configuration, world: world) { judge.take($0) }
        await world.run(bus)
        return FaultRun(seed: seed, judge.count, bus.statistics(), world.counters)
    }

    private func configuration(_ fault: FaultCase, _ profile: DeviceProfile) -> BusConfiguration {
        let polled = profile.fields.filter { $0.obis != nil }.prefix(self.quantities).map {
            PolledField(field: $0, periodNanoseconds: 1)
        }
        var settings = LineSettings()
        if let timeout = fault.timeoutMilliseconds {
            settings.timeoutFloor = timeout * 1_000_000
            settings.timeoutCeiling = timeout * 1_000_000
        }
        return BusConfiguration(
            name: "virtual", transport: .serial(path: "line.tty", baud: 19200, parity: .even, stopBits: 1),
            devices: (1...FaultCase.unitCount).map {
                BusDevice(name: "meter-\($0)", unit: $0, profile: profile, polled: polled)
            }, settings: settings)
    }
}
