import Foundation
import LossDetection
import Metering
import Simulation
import Storage
import TestSupport
import Testing

@testable import Appliance

/// What the demonstration's watching box knows before the story begins.
@Suite struct DemonstrationHistoryTests {
    private static let node = DemonstrationPlan.node(DemonstrationPlan.watchedTransformer)

    /// The demonstration's folder, with all that its processes start from.
    private struct Stage {
        let folder: MeasureFolder
        let files: DemonstrationFiles
        let plan: DemonstrationPlan

        init() throws {
            self.folder = try MeasureFolder()
            self.files = DemonstrationFiles(
                folder: self.folder.file("demo"), profiles: PackageFolder.file("profiles"))
            self.plan = try DemonstrationPlan()
            try self.files.write(self.plan.script(self.files))
        }

        func scene() throws -> Scene { try Scene(yaml: self.plan.scene(), file: "scene.yaml") }
        var box: URL { self.files.file("box-\(DemonstrationPlan.watchedTransformer).yaml") }
    }

    @Test func `the topology has the meters, phases and poles of the line that the box polls`() throws {
        let stage = try Stage()
        defer { stage.folder.remove() }
        let box = try BoxConfiguration(contentsOf: stage.box)
        let watch = try #require(box.lossDetection.first)
        guard case .feeder(let file) = try GridFile(watch.topology) else {
            Issue.record("the topology is not of a feeder")
            return
        }
        let seen = try BusPlan(configuration: box, profiles: ProfileFolder.read(box.profiles)).balancedQuantities()
        let topology = try file.topology(seen: seen)
        let line = try #require(try stage.scene().line(named: Self.node))

        #expect(watch.node == Self.node && topology.houses.count == line.houses.count)
        #expect(topology.transformer.hasPhases && topology.intervalSeconds == Int64(DemonstrationPlan.watchInterval))
        for (facts, house) in zip(topology.houses, line.houses) {
            let device = try #require(box.buses[0].devices.first { $0.unit == house.device.unit })
            #expect(device.meter == facts.label && seen[facts.label]?.contains(.voltage(.l1)) == true)
            guard case .single(let phase?) = facts.connection else {
                Issue.record("\(facts.label) has no phase")
                continue
            }
            #expect(phase.rawValue + 1 == house.phase)
        }
        // From pole to pole, in the order of the houses: 0.868 Ω/km by 40 m.
        #expect(topology.houses.compactMap(\.bus) == topology.lines.map(\.to))
        #expect(topology.lines.allSatisfy { abs($0.ohms - 0.03472) < 1e-9 })
    }

    @Test func `what was polled before is what the line's registers go on from`() async throws {
        let stage = try Stage()
        defer { stage.folder.remove() }
        let history = try TelemetryHistory(configuration: stage.box, scene: stage.files.file("scene.yaml"))
        let start = stage.plan.sceneStart
        let count = try await history.write(line: Self.node, until: start.adding(seconds: 3 * 3600))
        let (store, _) = try await TelemetryStore.open(directory: stage.files.file("box-2").path)
        let samples = try await store.page(after: TelemetryCursor(since: start), count: 100_000).samples
        try await store.close()
        #expect(samples.count == count)

        let scene = try stage.scene()
        let line = try #require(scene.line(named: Self.node))
        var model = NeighbourhoodModel(
            line: line, events: scene.events, seed: scene.seed, start: start, utcOffsetMinutes: 330)
        var registers: [UTCTime] = []
        let house = DemonstrationPlan.meter(DemonstrationPlan.watchedTransformer, 8)
        for sample in samples where sample.meter == house && sample.quantity == .activeEnergyImport {
            _ = model.advance(to: sample.time)
            // A float of kWh has 24 bits.
            #expect(abs(sample.value - Double(model.houses[7].meter.activeEnergy.whole)) <= 1)
            registers.append(sample.time.floored(toMultipleOf: 1800))
        }
        #expect(registers == (0..<6).map { start.adding(seconds: 1800 * $0) })
        // One voltage and each register of a house, three phases of voltages, currents and registers of the transformer.
        let perMeter = Dictionary(grouping: samples, by: \.meter).mapValues { Set($0.map(\.quantity)).count }
        #expect(perMeter["M2"] == 14 && perMeter.values.filter { $0 == 4 }.count == DemonstrationPlan.houses)
    }
}
