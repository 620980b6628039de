import DeviceProfiles
import FieldBus
public import Foundation
import Glibc
import ModbusProtocol
import Platform
import SeededNumbers
import Simulation

/// `gridtally measure relay`: how long a relay's command waits for the line while ten meters are polled as fast as the
/// line allows, in virtual time.
public struct RelayMeasurement: Sendable {
    public var seeds: ClosedRange<UInt64>
    /// Virtual seconds of each run.
    public var seconds: Int64
    public var profiles: URL

    private static let meter = "eastron-sdm630"
    private static let module = "waveshare-relay-8ch"
    private static let unit: UInt8 = 200
    /// Time-outs and turnarounds are learned by then.
    private static let warmUp: Int64 = 5_000_000_000
    /// From one command to the next, in nanoseconds.
    private static let intervals: ClosedRange<Int64> = 400_000_000...1_300_000_000

    /// The line's faults under which commands are given.
    public static let faults = ["clean", "crc", "truncated", "pause", "late", "dead", "silent", "noise-idle"]

    public init(seeds: ClosedRange<UInt64>, seconds: Int64 = 60, profiles: URL) {
        self.seeds = seeds
        self.seconds = max(10, seconds)
        self.profiles = profiles.standardizedFileURL
    }

    /// Measures under each of ``faults`` and hands over the figures as they come.
    public func run(_ take: (RelayFigures) -> Void) async throws {
        let catalog = try ProfileFolder.read(self.profiles)
        for name in Self.faults {
            guard let fault = ([FaultCase.clean] + FaultCase.matrix).first(where: { $0.name == name }) else { continue }
            var figures = RelayFigures(fault: name)
            for seed in self.seeds { figures.add(try await self.run(fault, seed, catalog)) }
            take(figures)
        }
    }

    private func run(_ fault: FaultCase, _ seed: UInt64, _ catalog: ProfileCatalog) async throws -> [RelayWait] {
        let scene = try Scene(
            yaml: fault.scene(profile: Self.meter, relay: (Self.unit, Self.module)), file: fault.name, seed: seed)
        let world = try VirtualWorld(scene, catalog, seconds: self.seconds)
        let log = Guarded(RelayLog(unit: Self.unit))
        let bus = try Bus(
            configuration: try self.configuration(fault), world: world, onSample: { _ in },
            onExchange: { record in log.withLock { $0.add(record) } })
        self.plan(seed, world, bus, log)
        await world.run(bus)
        return log.withLock { $0.waits }
    }

    /// Commands at moments that have nothing to do with the polls.
    private func plan(_ seed: UInt64, _ world: VirtualWorld, _ bus: Bus, _ log: Guarded<RelayLog>) {
        var random = SplitMix64(seed: seed)
        var moment = world.beginning + Self.warmUp
        var isClosed = true
        while moment < world.beginning + (self.seconds - 2) * 1_000_000_000 {
            isClosed.toggle()
            let closed = isClosed
            world.call(at: moment) { now in
                log.withLock { $0.asked(at: now) }
                Task { _ = try? await bus.setRelay(device: "relays", channel: 1, closed: closed) }
                // The bus's thread goes on only when the command is there.
                while !bus.hasWaitingCommands { sched_yield() }
            }
            moment += Int64.random(in: Self.intervals, using: &random)
        }
    }

    private func configuration(_ fault: FaultCase) throws -> BusConfiguration {
        let module = try ProfileFolder.profile(Self.module, in: self.profiles)
        let meter = try ProfileFolder.profile(Self.meter, in: self.profiles)
        let relays = BusDevice(name: "relays", unit: Self.unit, profile: module, polled: [])
        return fault.configuration(meter, path: "line.tty", others: [relays])
    }
}
