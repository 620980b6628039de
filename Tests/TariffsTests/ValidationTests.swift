import Metering
import Tariffs
import Testing

@Suite struct ValidationTests {
    @Test func knownTariffsAreValid() throws {
        for tariff in [KnownTariffs.rajasthan, KnownTariffs.delhiWater, KnownTariffs.delhiMetro] {
            try tariff.validate()
        }
    }

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
        let tariff = KnownTariffs.single(kind)
        #expect(throws: error) { try tariff.validate() }
        #expect(throws: error) { try tariff.computeBill(BillInput(quantity: 1)) }
        #expect(!error.description.isEmpty)
    }

    @Test func refusesABrokenHead() {
        let good = KnownTariffs.delhiMetro
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
        #expect(throws: TariffError.duplicateLine("fare")) { try tariff.validate() }
        tariff.lines = []
        #expect(throws: TariffError.badLineCount(0)) { try tariff.validate() }
    }

    @Test func refusesTwiceTheSameReference() {
        var tariff = KnownTariffs.delhiMetro
        tariff.lines.append(TariffLine(name: "r", kind: .percentage(basisPoints: 1, of: ["fare", "fare"])))
        #expect(throws: TariffError.badReference(line: "r", to: "fare")) { try tariff.validate() }
    }

    @Test(arguments: [
        BillInput(quantity: -1), BillInput(quantity: Int64.max), BillInput(quantity: 0, periodDays: 0),
        BillInput(quantity: 0, referenceDays: 3661), BillInput(quantity: 0, sanctionedLoadWatts: Int64.min),
        BillInput(quantity: 0, carriedRemainderPaise: Int64.max),
    ])
    func refusesInputOutOfRange(input: BillInput) {
        #expect {
            try KnownTariffs.rajasthan.computeBill(input)
        } throws: { error in
            guard case TariffError.inputOutOfRange = error else { return false }
            return true
        }
    }

    @Test func overflowIsAnError() {
        let input = BillInput(quantity: 1_000_000_000_000_000)
        let dear = KnownTariffs.single(.perUnit(rate: Tariff.largestRate))
        #expect(throws: TariffError.overflow(line: "line")) { try dear.computeBill(input) }
        let line = BillLine(
            name: "line", basis: .period, quantityDivisor: 1,
            parts: Array(repeating: BillPart(quantity: Int64.min, rate: Int64.min), count: 3), rounding: .ceiling,
            amountPaise: 0)
        #expect(throws: TariffError.overflow(line: "line")) { try line.recomputedPaise() }
        // Lines that fit, whose sum does not.
        var sum = KnownTariffs.single(.perUnit(rate: 8_000_000_000))
        sum.lines.append(TariffLine(name: "again", kind: .perUnit(rate: 8_000_000_000)))
        #expect(throws: TariffError.overflow(line: "again")) { try sum.computeBill(input) }
    }
}
