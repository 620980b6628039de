import Metering
import TestSupport
import Testing

@testable import Simulation

@Suite struct NeighbourhoodModelTests {
    static let start = UTCTime(milliseconds: 1_767_573_000_000)  // 2026-01-05T06:00:00+05:30
    static let hour: Int64 = 3_600_000

    static func model(seed: UInt64 = 20_260_105, line: String = "transformer-2") throws -> NeighbourhoodModel {
        let scene = try Repository.scene("neighbourhood.yaml")
        let found = try #require(scene.line(named: line))
        return NeighbourhoodModel(
            line: found, events: scene.events, seed: seed, start: Self.start, utcOffsetMinutes: 330)
    }

    @Test func `scene start is the constant used here`() throws {
        #expect(try Repository.scene("neighbourhood.yaml").start == Self.start)
    }

    /// Random steps, relays and a tap: transformer − houses = losses + taps, to the microjoule, at every moment.
    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `energy is conserved exactly`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var model = try Self.model(seed: seed)
        let first = model
        for _ in 0..<300 {
            let step = Int64.random(in: 1...400_000, using: &random)
            _ = model.advance(to: model.now.adding(milliseconds: step))
            if Int.random(in: 0..<4, using: &random) == 0 {
                model.setSupply(
                    ofHouse: Int.random(in: 0..<12, using: &random), closed: Bool.random(using: &random))
            }
            let delivered = model.transformer.activeEnergy.microjoules(since: first.transformer.activeEnergy)
            let metered = zip(model.houses, first.houses).reduce(Int128(0)) { sum, pair in
                sum + pair.0.meter.activeEnergy.microjoules(since: pair.1.meter.activeEnergy)
            }
            let lost = model.losses.microjoules(since: first.losses)
            let tapped = model.tapped.microjoules(since: first.tapped)
            #expect(delivered - metered == lost + tapped)
            let phases = zip(model.transformer.phases, first.transformer.phases).reduce(Int128(0)) { sum, pair in
                sum + pair.0.activeEnergy.microjoules(since: pair.1.activeEnergy)
            }
            #expect(phases == delivered)
        }
        #expect(model.tapped.whole > 0 && model.losses.whole > 0)
    }

    @Test func `how the clock is stepped does not matter`() throws {
        let end = Self.start.adding(milliseconds: 20 * Self.hour)
        var once = try Self.model()
        let all = once.advance(to: end)
        var random = SeededGenerator(seed: 9)
        var often = try Self.model()
        var occurrences: [Occurrence] = []
        while often.now < end {
            let next = often.now.adding(milliseconds: Int64.random(in: 1...900_000, using: &random))
            occurrences += often.advance(to: min(end, next))
        }
        #expect(once.transformer == often.transformer)
        #expect(once.houses.map(\.meter) == often.houses.map(\.meter))
        #expect(all == occurrences)
        var other = try Self.model(seed: 4)
        _ = other.advance(to: end)
        #expect(other.transformer != once.transformer)
    }

    @Test func `an open relay cuts the load, and the meter still shows voltage`() throws {
        var model = try Self.model()
        _ = model.advance(to: Self.start.adding(milliseconds: Self.hour))
        let before = model.houses[4].meter
        let delivered = model.transformer.milliwatts
        #expect(before.milliwatts > 0)
        let isCut = model.setSupply(ofHouse: 4, closed: false)
        #expect(isCut)
        #expect(model.houses[4].meter.milliwatts == 0)
        #expect(model.houses[4].meter.phases[0].milliamperes == 0)
        #expect(model.houses[4].meter.phases[0].millivolts > 200_000)
        #expect(model.transformer.milliwatts <= delivered - before.milliwatts)
        _ = model.advance(to: model.now.adding(milliseconds: 3 * Self.hour))
        #expect(model.houses[4].meter.activeEnergy == before.activeEnergy)
        model.setSupply(ofHouse: 4, closed: true)
        _ = model.advance(to: model.now.adding(milliseconds: Self.hour))
        #expect(model.houses[4].meter.activeEnergy.whole > before.activeEnergy.whole)
    }

    @Test func `registers never go back and an earlier time changes nothing`() throws {
        var model = try Self.model()
        var last = model
        for step in [60_000, 59_999, 1, 0, -500_000, 7_200_000, -1, 86_400_000] as [Int64] {
            _ = model.advance(to: model.now.adding(milliseconds: step))
            #expect(model.now >= last.now)
            for (new, old) in zip(model.houses, last.houses) {
                #expect(new.meter.activeEnergy.microjoules(since: old.meter.activeEnergy) >= 0)
                #expect(new.meter.reactiveEnergy.microjoules(since: old.meter.reactiveEnergy) >= 0)
            }
            #expect(model.transformer.activeEnergy.microjoules(since: last.transformer.activeEnergy) >= 0)
            last = model
        }
    }

    @Test func `a month of days comes near the consumption that the scene names`() throws {
        let scene = try Repository.scene("neighbourhood.yaml")
        let line = try #require(scene.line(named: "transformer-1"))
        var model = NeighbourhoodModel(
            line: line, events: [], seed: scene.seed, start: Self.start, utcOffsetMinutes: 330)
        _ = model.advance(to: Self.start.adding(milliseconds: 30 * 24 * Self.hour))
        for (house, state) in zip(line.houses, model.houses) {
            let used = state.meter.activeEnergy.whole - house.initialWattHours
            #expect(abs(used - 30 * house.wattHoursPerDay) < 30 * house.wattHoursPerDay / 10)
            #expect((2000...9000).contains(house.wattHoursPerDay))
        }
        #expect(Set(line.houses.map(\.wattHoursPerDay)).count > 6)
    }

    @Test func `evenings are heavier than nights`() throws {
        var model = try Self.model(line: "transformer-1")
        func energy(from: Int64, to: Int64) -> Int64 {
            _ = model.advance(to: Self.start.adding(milliseconds: from * Self.hour))
            let before = model.transformer.activeEnergy.whole
            _ = model.advance(to: Self.start.adding(milliseconds: to * Self.hour))
            return model.transformer.activeEnergy.whole - before
        }
        let evening = energy(from: 13, to: 15)  // 19:00 to 21:00
        let night = energy(from: 20, to: 22)  // 02:00 to 04:00
        #expect(evening > 2 * night)
    }

    @Test func `the tap draws what the scene says, from its time on`() throws {
        var model = try Self.model()
        let before = model.advance(to: Self.start.adding(milliseconds: 10 * Self.hour - 1))
        #expect(before.isEmpty && model.tapPower == 0)
        let occurrences = model.advance(to: Self.start.adding(milliseconds: 12 * Self.hour))
        #expect(occurrences.map(\.change) == [.tapBegan(phase: 2, milliwatts: 1_200_000)])
        #expect(occurrences.map(\.time) == [Self.start.adding(milliseconds: 10 * Self.hour)])
        #expect(model.tapped.whole == 2400)
    }

    @Test func `powers, currents, voltages and losses agree with each other`() throws {
        var model = try Self.model()
        for _ in 0..<200 {
            _ = model.advance(to: model.now.adding(milliseconds: 1_111_111))
            for phase in model.transformer.phases + model.houses.map({ $0.meter.phases[0] }) {
                let product = phase.millivolts * phase.milliamperes / 1000
                #expect(
                    abs(product - phase.millivoltAmperes) <= phase.millivolts / 1000 + phase.milliamperes / 1000 + 1)
                #expect(phase.milliwatts <= phase.millivoltAmperes + 1)
                #expect((0...10_000).contains(phase.powerFactor))
            }
            for house in model.houses {
                #expect(house.meter.phases[0].millivolts <= model.transformer.phases[house.phase].millivolts)
            }
            #expect((49_900...50_100).contains(model.transformer.millihertz))
        }
    }

    @Test func `a load beyond what the wire can carry is a brown-out`() throws {
        let taps = String(
            repeating: "- tap: {line: a, phase: 1, watts: 100000, from: +0s}\n", count: 1000)
        let lines = "lines: [{name: a, link: a, transformer: {unit: 1, profile: p, resistance_ohm: 10}}]"
        let scene = try Scene(yaml: "\(lines)\nevents:\n\(taps)", file: "a.yaml")
        var model = NeighbourhoodModel(
            line: scene.lines[0], events: scene.events, seed: 1, start: Self.start, utcOffsetMinutes: 0)
        _ = model.advance(to: Self.start.adding(milliseconds: Self.hour))
        #expect(model.tapped.whole == 100_000_000)
        // At half the voltage: 230² / (4 · 10 Ω).
        #expect((1200...1400).contains(model.losses.whole))
    }
}
