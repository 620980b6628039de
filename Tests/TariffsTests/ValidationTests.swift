import Metering
import Tariffs
import Testing

@Suite struct ValidationTests {
    private static let broken: [(TariffLineKind, TariffError)] = [
        (.slab(mode: .telescopic, steps: []), .badStepCount(line: "line", steps: 0)),
        (
            .slab(mode: .telescopic, steps: [SlabStep(upTo: 5, rate: 1)]),
            .badStepLimit(line: "line", step: 1, limit: 5)
        ),
        (
            .perUnitBySlab(steps: [SlabStep(upTo: nil, rate: 1), SlabStep(upTo: nil, rate: 1)]),
            .badStepLimit(line: "line", step: 1, limit: nil)
        ),
        (
            .fixedBySlab(steps: [
                SlabStep(upTo: 5, rate: 1), SlabStep(upTo: 5, rate: 1), SlabStep(upTo: nil, rate: 1),
            ]), .badStepLimit(line: "line", step: 2, limit: 5)
        ),
        (
            .fixedBySlab(steps: [SlabStep(upTo: 0, rate: 1), SlabStep(upTo: nil, rate: 1)]),
            .badStepLimit(line: "line", step: 1, limit: 0)
        ),
        (.perUnit(rate: -1), .rateOutOfRange(line: "line", rate: -1, least: 0)),
        (.fixed(paise: Int64.max), .rateOutOfRange(line: "line", rate: Int64.max, least: 0)),
        (
            .percentage(basisPoints: -10_001, of: ["line"]),
            .percentageOutOfRange(line: "line", basisPoints: -10_001, least: -10_000)
        ),
        (.percentage(basisPoints: 1, of: ["line"]), .badReference(line: "line", to: "line")),
        (.percentage(basisPoints: 1, of: []), .badReference(line: "line", to: "")),
    ]

    @Test(arguments: ValidationTests.broken)
    func refusesABrokenLine(kind: TariffLineKind, error: TariffError) {
        let tariff = Samples.single(kind)
        #expect(throws: error) { try tariff.validate() }
        #expect(throws: error) { try tariff.computeBill(BillInput(quantity: 1)) }
        #expect(error.description.hasPrefix("tariff line \"line\""), "\(error)")
    }

    @Test func refusesABrokenHead() {
        let good = Samples.single(.fixed(paise: 1))
        #expect(throws: Never.self) { try good.validate() }
        var tariff = good
        tariff.label = ""
        #expect(throws: TariffError.badText(field: "label", bytes: 0, limit: 200)) { try tariff.validate() }
        tariff = good
        tariff.currency = "inr"
        #expect(throws: TariffError.badCurrency("inr")) { try tariff.validate() }
        tariff = good
        tariff.unit = .milliwatt
        #expect(throws: TariffError.unbillableUnit(.milliwatt)) { try tariff.validate() }
        tariff = good
        tariff.totalRounding = .multiple(paise: 0, rule: .floor)
        #expect(throws: TariffError.badTotalRounding(paise: 0)) { try tariff.validate() }
        tariff = good
        tariff.lines += tariff.lines
        #expect(throws: TariffError.duplicateLine("line")) { try tariff.validate() }
        tariff.lines = []
        #expect(throws: TariffError.badLineCount(0)) { try tariff.validate() }
    }

    @Test func refusesTwiceTheSameReference() {
        var tariff = Samples.single(.fixed(paise: 1))
        tariff.lines.append(TariffLine(name: "r", kind: .percentage(basisPoints: 1, of: ["line", "line"])))
        #expect(throws: TariffError.badReference(line: "r", to: "line")) { try tariff.validate() }
    }

    @Test(
        arguments: [
            ("quantity", BillInput(quantity: -1)), ("quantity", BillInput(quantity: Int64.max)),
            ("period days", BillInput(quantity: 0, periodDays: 0)),
            ("reference days", BillInput(quantity: 0, referenceDays: 3661)),
            ("sanctioned load", BillInput(quantity: 0, sanctionedLoadWatts: Int64.min)),
            ("carried remainder", BillInput(quantity: 0, carriedRemainderPaise: Int64.max)),
        ])
    func refusesInputOutOfRange(field: String, input: BillInput) {
        #expect {
            try Samples.single(.fixed(paise: 1)).computeBill(input)
        } throws: { error in
            guard case TariffError.inputOutOfRange(field, let value, let allowed) = error else { return false }
            return !allowed.contains(value)
        }
    }

    @Test func overflowIsAnError() {
        let input = BillInput(quantity: 1_000_000_000_000_000)
        let dear = Samples.single(.perUnit(rate: Tariff.largestRate))
        #expect(throws: TariffError.overflow(line: "line")) { try dear.computeBill(input) }
        let line = BillLine(
            name: "line", basis: .period, quantityDivisor: 1,
            parts: Array(repeating: BillPart(quantity: Int64.min, rate: Int64.min), count: 3), rounding: .ceiling,
            amountPaise: 0)
        #expect(throws: TariffError.overflow(line: "line")) { try line.recomputedPaise() }
        // Lines that fit, whose sum does not.
        var sum = Samples.single(.perUnit(rate: 8_000_000_000))
        sum.lines.append(TariffLine(name: "again", kind: .perUnit(rate: 8_000_000_000)))
        #expect(throws: TariffError.overflow(line: "again")) { try sum.computeBill(input) }
    }
}
