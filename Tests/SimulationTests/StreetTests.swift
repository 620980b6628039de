import Metering
import StrictYAML
import TestSupport
import Testing

@testable import Simulation

/// Houses along a cable, each with a voltage of its own.
@Suite struct StreetTests {
    private static let start = NeighbourhoodModelTests.start
    private static let hour = NeighbourhoodModelTests.hour

    private static func scene(
        _ houses: String, street: String = "{conductor: \"AL 4x35\", span_m: 100}", events: String = "[]"
    ) throws -> Scene {
        let transformer = "{unit: 100, profile: p, street: \(street)}"
        return try Scene(
            yaml: "lines: [{name: a, link: a, transformer: \(transformer), houses: \(houses)}]\nevents: \(events)",
            file: "a.yaml")
    }

    private static func model(_ scene: Scene) -> NeighbourhoodModel {
        NeighbourhoodModel(
            line: scene.lines[0], events: scene.events, seed: 7, start: Self.start, utcOffsetMinutes: 330)
    }

    private static let row = "{count: 12, profile: p, daily_kwh: [6, 14]}"

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `energy is conserved exactly, with a tap that comes and goes and houses that are cut`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let scene = try Self.scene(
            Self.row, events: "[{tap: {line: a, phase: 2, watts: 1500, house: 8, from: +5h, to: +9h}}]")
        var model = Self.model(scene)
        for _ in 0..<60 {
            _ = model.advance(to: model.now.adding(milliseconds: Int64.random(in: 1...900_000, using: &random)))
            model.setSupply(ofHouse: Int.random(in: 0..<12, using: &random), closed: Bool.random(using: &random))
            let metered = model.houses.reduce(Int128(0)) {
                $0 + $1.meter.activeEnergy.microjoules(since: EnergyRegister())
            }
            let rest = model.transformer.activeEnergy.microjoules(since: EnergyRegister()) - metered
            let lost = model.losses.microjoules(since: EnergyRegister())
            #expect(rest == lost + model.tapped.microjoules(since: EnergyRegister()) && lost >= 0)
        }
        #expect(model.losses.whole > 0)
    }

    /// The way out and the neutral's way back: V = Vs − 2·R·I.
    @Test func `one house's current costs voltage in its wire and in the neutral`() throws {
        let model = Self.model(try Self.scene("[{unit: 1, profile: p, phase: 1, daily_kwh: 60}]"))
        let house = model.houses[0].meter.phases[0]
        let source = model.transformer.phases[0]
        let amperes = Double(house.milliamperes) / 1000
        let drop = Double(source.millivolts - house.millivolts) / 1000
        #expect(amperes > 5)
        // 0.868 Ω/km by 0.1 km; the load lags a little, and so does the cable.
        #expect(abs(drop / (2 * 0.0868 * amperes) - 1) < 0.1)
        #expect(abs(Double(model.lossMilliwatts) / 1000 / (2 * 0.0868 * amperes * amperes) - 1) < 0.01)
    }

    @Test func `a tap lowers the voltages on its phase up to its pole, and no further beyond`() throws {
        func volts(_ events: String) throws -> [Double] {
            var model = Self.model(try Self.scene(Self.row, events: events))
            _ = model.advance(to: Self.start.adding(milliseconds: Self.hour))
            return model.houses.map { Double($0.meter.phases[0].millivolts) / 1000 }
        }
        let tap = try volts("[{tap: {line: a, phase: 2, watts: 1500, house: 8, from: +0s}}]")
        let drops = zip(try volts("[]"), tap).map { $0 - $1 }
        // Houses 2, 5, 8 and 11 are on the phase.
        #expect(drops[1] > 1 && drops[4] > 2 * drops[1] && drops[7] > drops[4] + drops[1])
        #expect(abs(drops[10] / drops[7] - 1) < 0.05)
        // The neutral lifts the others.
        #expect(drops[6] < 0 && drops[8] < 0)
        let first = try volts("[{tap: {line: a, phase: 2, watts: 1500, from: +0s}}]")
        #expect(abs(zip(try volts("[]"), first).map { $0 - $1 }[7] - drops[1] / 2) < 0.2)
    }

    @Test func `what the cable cannot carry is a brown-out`() throws {
        let taps = (0..<20).map { _ in "{tap: {line: a, phase: 1, watts: 100000, house: 12, from: +10m}}" }
        var model = Self.model(try Self.scene(Self.row, events: "[\(taps.joined(separator: ", "))]"))
        _ = model.advance(to: Self.start.adding(milliseconds: 12 * 60_000))
        #expect(model.tapPower == 2_000_000_000)
        #expect(model.lossMilliwatts > 0)
        for house in model.houses { #expect(house.meter.phases[0].millivolts > 80_000) }
    }

    @Test(arguments: [
        (
            "{unit: 100, profile: p, resistance_ohm: 0.1, street: {conductor: \"AL 4x35\", span_m: 40}}", "",
            "one of the three"
        ),
        ("{unit: 100, profile: p, street: {conductor: copper, span_m: 40}}", "", "NAYY 4x150"),
        ("{unit: 100, profile: p, street: {conductor: \"AL 4x35\"}}", "", "span_m"),
        (
            "{unit: 100, profile: p}", "{tap: {line: a, phase: 1, watts: 100, house: 13, from: +1h}}",
            "no house with unit 13"
        ),
    ])
    func `what cannot be is refused`(transformer: String, event: String, words: String) throws {
        let error = #expect(throws: YAMLError.self) {
            try Scene(
                yaml:
                    "lines: [{name: a, link: a, transformer: \(transformer), houses: \(Self.row)}]\nevents: [\(event)]",
                file: "a.yaml")
        }
        #expect("\(error.map { "\($0)" } ?? "")".contains(words))
    }
}
