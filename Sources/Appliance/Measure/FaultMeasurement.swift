import DeviceProfiles
import FieldBus
public import Foundation
import Metering
import ModbusProtocol
import Simulation

/// `gridtally measure faults`: the production bus on a simulated line with one kind of trouble, in virtual time or, over
/// a pseudo-terminal, in real time.
public struct FaultMeasurement: Sendable {
    public var seeds: ClosedRange<UInt64>
    /// Seconds of each run.
    public var seconds: Int64
    /// Over a pseudo-terminal and by the real clock, instead of virtual time.
    public var isRealTime: Bool
    public var profiles: URL
    /// Fields of each unit that are read, the first of the profile with an OBIS code; always due.
    public var quantities: Int

    private static let profile = "eastron-sdm630"
    /// Time-outs and turnarounds are learned by then.
    private static let warmUp: Int64 = 5_000_000_000

    public init(
        seeds: ClosedRange<UInt64>, seconds: Int64 = 120, isRealTime: Bool = false, profiles: URL, quantities: Int = 24
    ) {
        self.seeds = seeds
        self.seconds = max(10, seconds)
        self.isRealTime = isRealTime
        self.profiles = profiles.standardizedFileURL
        self.quantities = quantities
    }

    /// Measures `cases`, each on every seed, and hands over each one's figures as they come.
    public func run(_ cases: [FaultCase], _ take: (FaultFigures) -> Void) async throws {
        let bench = Bench(
            catalog: try ProfileFolder.read(self.profiles),
            profile: try ProfileFolder.profile(Self.profile, in: self.profiles))
        let order = [FaultCase.clean] + cases
        var outcomes = order.map { _ in [UInt64: Outcome]() }
        var next = 0
        try await withThrowingTaskGroup(of: (Int, UInt64, Outcome).self) { group in
            var tasks = order.indices.flatMap { index in self.seeds.map { (index, $0) } }[...]
            for _ in 0..<self.concurrency { self.start(&tasks, order, bench, in: &group) }
            while let (index, seed, outcome) = try await group.next() {
                outcomes[index][seed] = outcome
                self.start(&tasks, order, bench, in: &group)
                while next < order.count, outcomes[next].count == self.seeds.count {
                    if next > 0 { take(self.figures(order[next], outcomes[next], clean: outcomes[0])) }
                    next += 1
                }
            }
        }
    }

    private struct Bench: Sendable {
        let catalog: ProfileCatalog
        let profile: DeviceProfile
    }

    /// In real time the lines mostly wait.
    private var concurrency: Int { max(1, ProcessInfo.processInfo.activeProcessorCount) * (self.isRealTime ? 4 : 1) }

    private func start(
        _ tasks: inout ArraySlice<(Int, UInt64)>, _ order: [FaultCase], _ bench: Bench,
        in group: inout ThrowingTaskGroup<(Int, UInt64, Outcome), any Error>
    ) {
        guard let (index, seed) = tasks.popFirst() else { return }
        let fault = order[index]
        group.addTask { (index, seed, try await self.run(fault, seed: seed, bench)) }
    }

    private func figures(
        _ fault: FaultCase, _ outcomes: [UInt64: Outcome], clean: [UInt64: Outcome]
    ) -> FaultFigures {
        FaultFigures(
            fault,
            self.seeds.compactMap { seed in
                outcomes[seed].map {
                    FaultRun(seed: seed, $0, clean: clean[seed]?.count.good, counted: fault.counted)
                }
            })
    }

    /// What one run left.
    struct Outcome: Sendable {
        let count: FaultJudge.Count
        let statistics: BusStatistics
        let counters: VirtualLineCounters
    }

    private func run(_ fault: FaultCase, seed: UInt64, _ bench: Bench) async throws -> Outcome {
        let scene = try Scene(yaml: fault.scene(profile: Self.profile), file: fault.name, seed: seed)
        return self.isRealTime
            ? try await self.runInRealTime(fault, scene, bench) : try await self.runVirtually(fault, scene, bench)
    }

    private func runVirtually(_ fault: FaultCase, _ scene: Scene, _ bench: Bench) async throws -> Outcome {
        let world = try VirtualWorld(scene, bench.catalog, seconds: self.seconds)
        let configuration = fault.configuration(bench.profile, path: "line.tty", quantities: self.quantities)
        let judge = FaultJudge(
            world, configuration.devices, from: world.beginning + Self.warmUp, counted: fault.counted)
        let bus = try Bus(configuration: configuration, world: world) { judge.take($0) }
        await world.run(bus)
        return Outcome(count: judge.count, statistics: bus.statistics(), counters: world.counters)
    }

    private func runInRealTime(_ fault: FaultCase, _ scene: Scene, _ bench: Bench) async throws -> Outcome {
        let folder = try MeasureFolder()
        defer { folder.remove() }
        let line = try PacedLine(scene, bench.catalog, folder: folder.url)
        let configuration = fault.configuration(
            bench.profile, path: folder.file("line.tty").path, quantities: self.quantities)
        let judge = FaultJudge(
            line, configuration.devices, from: line.beginning + Self.warmUp, counted: fault.counted)
        let bus = try Bus(configuration: configuration) { judge.take($0) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await line.run() }
            group.addTask { await bus.run() }
            defer { group.cancelAll() }
            try await Task.sleep(for: .seconds(self.seconds))
        }
        return Outcome(count: judge.count, statistics: bus.statistics(), counters: line.counters)
    }
}
