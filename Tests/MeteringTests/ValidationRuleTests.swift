import Metering
import Testing

@Suite struct ValidationRuleTests {
    private let limits = ValidationLimits.lowVoltage50Hertz

    private func reading(_ name: String, _ value: Int64, _ unit: Metering.Unit, _ quality: Quality = .valid) -> Reading
    {
        Reading(
            obis: nil, name: name, value: value, unit: unit, quality: quality, raw: .words([1, 2]),
            monotonicNanoseconds: 5)
    }

    @Test func rangesIncludeTheirLimits() {
        func rule(_ value: Int64, _ unit: Metering.Unit, _ name: String = "x") -> ValidationRule? {
            ValidationRule.broken(by: value, unit: unit, name: name, limits: self.limits)
        }
        #expect(rule(300_000, .millivolt) == nil)
        #expect(rule(300_001, .millivolt) == .voltageRange)
        #expect(rule(-1, .millivolt) == .voltageRange)
        #expect(rule(400_000, .millivolt, "voltage.l1l2") == nil)
        #expect(rule(400_000, .millivolt, "voltage.l1") == .voltageRange)
        #expect(rule(45_000, .millihertz) == nil)
        #expect(rule(44_999, .millihertz) == .frequencyRange)
        #expect(rule(55_001, .millihertz) == .frequencyRange)
        #expect(rule(-10_000, .powerFactor) == nil)
        #expect(rule(10_001, .powerFactor) == .powerFactorRange)
        #expect(rule(.min, .powerFactor) == .powerFactorRange)
        #expect(rule(.max, .wattHour) == nil)
    }

    @Test func phasesMayDifferByShareOrSlack() {
        func addUp(_ total: Int64, _ phases: [Int64]) -> Bool {
            ValidationRule.phasesAddUp(total: total, phases: phases, limits: self.limits)
        }
        #expect(addUp(10_000_000, [4_000_000, 3_000_000, 3_200_000]))
        #expect(!addUp(10_000_000, [4_000_000, 3_000_000, 3_200_001]))
        #expect(addUp(0, [10_000, 10_000, 0]))
        #expect(!addUp(0, [10_000, 10_001, 0]))
        #expect(addUp(-9_000_000, [-3_000_000, -3_000_000, -3_000_000]))
        #expect(!addUp(9_000_000, [-3_000_000, -3_000_000, -3_000_000]))
        #expect(!addUp(.min, [.max, .max, .max]))
    }

    @Test func brokenRulesAreMarkedAndNamed() {
        let checked = ValidationRule.check([
            self.reading("voltage.l1", 6_553_500, .millivolt), self.reading("frequency", 50_000, .millihertz),
            self.reading("power.active.l1", 1_000_000, .milliwatt), self.reading("power.active.l2", 0, .milliwatt),
            self.reading("power.active.l3", 0, .milliwatt), self.reading("power.active.total", 3_000_000, .milliwatt),
            self.reading("pf.total", 20_000, .powerFactor, .missing),
        ])
        #expect(checked.map(\.quality) == [.suspect, .valid, .valid, .valid, .valid, .suspect, .missing])
        #expect(checked.map(\.rule) == ["voltage-range", nil, nil, nil, nil, "phase-sum", nil])
        #expect(checked[0].value == 6_553_500 && checked[0].rawWords == [1, 2], "values and registers stay as read")
    }

    @Test func thePhaseSumNeedsAllThreePhases() {
        let checked = ValidationRule.check([
            self.reading("power.active.l1", 1_000_000, .milliwatt),
            self.reading("power.active.l2", 0, .milliwatt, .suspect), self.reading("power.active.l3", 0, .milliwatt),
            self.reading("power.active.total", 3_000_000, .milliwatt),
        ])
        #expect(checked.map(\.rule) == [nil, nil, nil, nil])
    }
}
