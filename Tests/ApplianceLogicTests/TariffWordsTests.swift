import Tariffs
import Testing

@testable import Appliance

/// What people read of a tariff and of a bill under it.
@Suite("Tariffs in words") struct TariffWordsTests {
    private static func tariff(_ lines: String, unit: String = "kWh") throws -> Tariff {
        try TariffFiles.read(
            "label: l\nauthority: a\norder: o\nstanding: illustrative\nunit: \(unit)\nlines:\n"
                + "  - {name: energy, rate: 5}\n  - {name: line, \(lines)}\n"
        ).get()
    }

    private static func words(_ line: String, unit: String = "kWh") throws -> [String] {
        let explained = try #require(TariffExplanation(self.tariff(line, unit: unit)).lines.last)
        return explained.text + [explained.condition].compactMap { $0 }
    }

    @Test(
        "each line says what it charges, for whom, and for how long",
        arguments: [
            (
                "maximum_demand: 250, at_least_percent: 75",
                [
                    "250.00 ₹ for each kW of the highest demand, or of 75 % of the contract demand where that is more, "
                        + "for each reference period"
                ]
            ), ("maximum_demand: 250", ["250.00 ₹ for each kW of the highest demand for each reference period"]),
            (
                "excess_demand: 375, above_percent: 105",
                [
                    "375.00 ₹ for each kW by which the highest demand is above 105 % of the contract demand, for each "
                        + "reference period"
                ]
            ),
            (
                "slab: step_look_up, steps: [{up_to: 2, amount: 11}, {amount: 21}]",
                [
                    "one price, whatever the days, by the step that the kWh reach:", "  up to 2 kWh: 11.00 ₹",
                    "  above 2 kWh: 21.00 ₹",
                ]
            ),
            (
                "export_credit: 3, carry_up_to: 100",
                [
                    "carries surplus (what was fed back and carried on, less used) of up to 100 kWh for the reference "
                        + "period on to the next bill", "pays 3.00 ₹/kWh for the surplus above that",
                ]
            ),
            (
                "export_credit: 3, cap_per_kilowatt_day: 4.8",
                [
                    "pays 3.00 ₹/kWh for the surplus: what was fed back and carried on, less used",
                    "pays for 4.8 kWh at most for each kW of the consumer's plant and day",
                    "carries nothing on to the next bill",
                ]
            ),
            (
                "arrears_percent_per_day: 0.05, grace_days: 1",
                [
                    "0.05 % of each unpaid bill for each day after its due date that no earlier bill charged, without "
                        + "the first 1 day"
                ]
            ),
            ("rate: 1, quantity: net", ["all kWh used beyond what was fed back and carried on at 1.00 ₹/kWh"]),
            (
                "rate: 1, when: {except_classes: [a, b]}", ["all kWh at 1.00 ₹/kWh", "not for class a or b"]
            ),
            (
                "fixed: 1, when: {classes: [a], except_classes: [b], quantity_above: 10, days: [sunday, holiday]}",
                [
                    "1.00 ₹ for each reference period",
                    "only for class a; where the quantity used is above 10 kWh; for use on sunday or holiday; "
                        + "not for class b",
                ]
            ),
        ] as [(String, [String])])
    func line(line: String, words: [String]) throws {
        #expect(try Self.words(line) == words)
    }

    @Test("demand is in kVA where energy is in kVAh, in words and in bills")
    func apparentDemand() throws {
        #expect(
            try Self.words("maximum_demand: 250", unit: "kVAh")
                == ["250.00 ₹ for each kVA of the highest demand for each reference period"])
        #expect(try Self.words("excess_demand: 1", unit: "kVAh")[0].hasPrefix("1.00 ₹ for each kVA by which"))
        var question = TariffQuestion(quantity: "100kVAh")
        (question.demand, question.contract, question.load, question.days) = ("12kVA", "10kVA", "10kW", 31)
        func parts(_ line: String) throws -> [String]? {
            try TariffBill(Self.tariff(line, unit: "kVAh"), question).lines.last?.parts.map(\.text)
        }
        #expect(try parts("maximum_demand: 250") == ["12 kVA × 31/30 at 250.00 ₹"])
        #expect(
            try parts("excess_demand: 1") == ["12 kVA × 31/30 at 1.00 ₹", "10 kVA × 31/30 at -1.00 ₹"])
        #expect(try parts("fixed_per_kilowatt: 2") == ["10 kW × 31/30 at 2.00 ₹"], "a load is power")
        question.demand = "12kW"
        #expect(throws: TariffArgumentError("demand", found: "12kW", expected: "power with its unit, such as 5kVA")) {
            try parts("maximum_demand: 250")
        }
    }

    @Test("interest shows each unpaid bill and its days")
    func interest() throws {
        var question = TariffQuestion(quantity: "0kWh")
        question.arrears = ["1000:20", "500.00:7", "250.50:8"]
        let bill = try TariffBill(Self.tariff("arrears_percent_per_day: 0.0493, grace_days: 7"), question)
        #expect(
            bill.lines[1].parts.map(\.text) == [
                "0.0493 % a day of 1000.00 ₹, 13 days", "0.0493 % a day of 250.50 ₹, 1 day",
            ])
    }
}
