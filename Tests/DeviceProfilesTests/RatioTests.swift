import DeviceProfiles
import Metering
import TestSupport
import Testing

/// Measuring transformers whose ratio stands in registers.
@Suite struct RatioTests {
    private func profile(_ fields: String) throws -> DeviceProfile {
        try DeviceProfile(
            yaml: """
                profile: test
                vendor: V
                model: M
                kind: meter
                defaults: {table: holding, type: u16}
                fields:
                \(fields)
                sources: [somewhere]
                """, file: "test.yaml")
    }

    @Test func aRatioMultipliesSecondaryValues() throws {
        let profile = try self.profile(
            """
              - {name: current.l1, address: 10, scale: 0.001, unit: A, secondary: [ct]}
              - {name: voltage.l1, address: 11, scale: 0.1, unit: V, secondary: [pt]}
              - {name: energy, address: 12, type: u32, unit: Wh, secondary: [ct, pt]}
              - {name: ct.ratio, address: 14, scale: 0.1, role: ct-ratio}
              - {name: pt.primary, address: 15, unit: V, role: pt-primary}
              - {name: pt.secondary, address: 16, unit: V, role: pt-secondary}
            """)
        let current = try #require(profile.field(named: "current.l1"))
        #expect(current.address == 10 && current.registerCount == 5)
        // 4.321 A × 12.5
        #expect(current.decode([4321, 0, 0, 0, 125]) == .value(54_013))
        #expect(current.decode([4321, 0, 0, 0, 0]) == .absent(.noScale))
        let voltage = try #require(profile.field(named: "voltage.l1"))
        #expect(voltage.address == 11 && voltage.registerCount == 6)
        // 63.5 V × 11000 / 110
        #expect(voltage.decode([635, 0, 0, 0, 11_000, 110]) == .value(6_350_000))
        #expect(voltage.decode([635, 0, 0, 0, 11_000, 0]) == .absent(.noScale))
        let energy = try #require(profile.field(named: "energy"))
        #expect(energy.decode([0, 7, 125, 11_000, 110]) == .value(8750))
        #expect(profile.ratioFields(of: .current).map(\.name) == ["ct.ratio"])
        #expect(profile.ratioFields(of: .voltage).map(\.name) == ["pt.primary", "pt.secondary"])
        let plain = try #require(energy.settled(by: [0, 0, 125, 11_000, 110]))
        #expect(plain.address == 12 && plain.registerCount == 2 && plain.factors.isEmpty)
        #expect(try plain.encode(8750) == [0, 7])
        #expect(throws: ProfileError.self) { try energy.encode(8750) }
    }

    @Test func ratingsAreReadInThousandths() throws {
        let profile = try self.profile(
            """
              - {name: ct.ratio, address: 14, scale: 0.1, role: ct-ratio}
              - {name: pt.primary, address: 15, type: u32, unit: V, role: pt-primary}
              - {name: pt.secondary, address: 17, type: f32, unit: V, role: pt-secondary}
            """)
        func ratings(_ ct: [UInt16]?, _ primary: [UInt16]?, _ secondary: [UInt16]?) -> [[UInt32]?] {
            let words = ["ct.ratio": ct, "pt.primary": primary, "pt.secondary": secondary]
            return MeasuringTransformer.allCases.map { transformer in
                profile.rating(of: transformer) { words[$0.name] ?? nil }.map { [$0.primary, $0.secondary] }
            }
        }
        // 12.5; 11 000 V by 110 V.
        #expect(profile.tellsRatios)
        #expect(ratings([125], [0, 11_000], [0x42dc, 0]) == [[12_500, 1000], [11_000_000, 110_000]])
        #expect(ratings(nil, [0, 11_000], nil) == [nil, nil])
        #expect(ratings([0], [0, 0], [0x42dc, 0]) == [nil, nil])
        // More than can be told, no number, below zero.
        #expect(ratings([1, 2], [0xffff, 0xffff], [0x42dc, 0]) == [nil, nil])
        #expect(ratings([65_535], [0, 11_000], [0x7fc0, 0]) == [[6_553_500, 1000], nil])
        #expect(ratings([1], [0, 11_000], [0xc2dc, 0]) == [[100, 1000], nil])
    }

    @Test func decodingWithRandomFactorsNeverTraps() throws {
        let profile = try self.profile(
            """
              - {name: a, address: 1, type: f64, scale: 1000000, unit: MWh, secondary: [ct, pt], scale_register: sf}
              - {name: b, address: 5, type: i64, unit: MWh, secondary: [ct, pt], adds: [c]}
              - {name: c, address: 9, type: u64, unit: kWh}
              - {name: ct.p, address: 13, type: f32, unit: A, role: ct-primary}
              - {name: ct.s, address: 15, type: f32, unit: A, role: ct-secondary}
              - {name: pt, address: 17, type: u64, scale: 1000, role: pt-ratio}
              - {name: sf, address: 21, type: i16}
            """)
        var random = SeededGenerator(seed: 9)
        for round in 0..<20_000 {
            var words = (0..<21).map { _ in UInt16.random(in: 0...UInt16.max, using: &random) }
            if round % 2 == 0 { words[20] = UInt16(bitPattern: Int16.random(in: -12...12, using: &random)) }
            if round % 3 == 0 { words.replaceSubrange(12...15, with: [0x42C8, 0, 0x40A0, 0]) }
            if round % 5 == 0 { words.replaceSubrange(16...19, with: [0, 0, 0, 10]) }
            for name in ["a", "b"] {
                let field = try #require(profile.field(named: name))
                let start = Int(field.address) - 1
                _ = field.decode(Array(words[start..<start + field.registerCount]))
            }
        }
    }
}
