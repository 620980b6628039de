import Tariffs
import Testing

@Suite struct LineTests {
    private func amount(
        _ kind: TariffLineKind, _ input: BillInput, rounding: RoundingRule = .halfUp
    ) throws -> Int64 {
        try Samples.single(kind, rounding: rounding).computeBill(input).totalPaise
    }

    /// 15 of 30 days: limits and sums are halved, so 60 kWh are priced as half of 120 kWh; a fare is not.
    @Test func halfAPeriod() throws {
        func steps(_ limit: Int64, _ rates: [Int64]) -> [SlabStep] {
            [SlabStep(upTo: limit, rate: rates[0]), SlabStep(upTo: nil, rate: rates[1])]
        }
        var tariff = Samples.single(
            .slab(
                mode: .telescopic,
                steps: [SlabStep(upTo: 50_000, rate: 500_000)] + steps(150_000, [600_000, 700_000])))
        let others: [TariffLineKind] = [
            .fixedBySlab(steps: steps(119_999, [15_000, 30_000])), .perUnitBySlab(steps: steps(120_000, [70_000, 1])),
            .perUnit(rate: 40_000), .slab(mode: .stepLookUp, steps: steps(60_000, [1100, 2100])),
        ]
        for (index, kind) in others.enumerated() { tariff.lines.append(TariffLine(name: "line \(index)", kind: kind)) }
        let bill = try tariff.computeBill(BillInput(quantity: 60_000, periodDays: 15, referenceDays: 30))
        #expect(bill.lines.map(\.amountPaise) == [12_500 + 21_000, 15_000, 4200, 2400, 1100])
        #expect(bill.lines[0].quantityDivisor == 30)
        #expect(bill.lines[0].parts.map(\.quantity) == [25_000 * 30, 35_000 * 30])
        #expect(bill.lines[0].parts.map(\.upTo) == [50_000, 150_000])
    }

    /// 31 of 30 days: 51.666… kWh in the first step, nothing rounded before the line's end.
    @Test func aLongMonthIsExact() throws {
        let steps = [SlabStep(upTo: 50_000, rate: 475_000), SlabStep(upTo: nil, rate: 600_000)]
        let input = BillInput(quantity: 60_000, periodDays: 31, referenceDays: 30)
        // (155000/3 × 475000 + 25000/3 × 600000) / 10^6 = 29541.67
        #expect(try self.amount(.slab(mode: .telescopic, steps: steps), input, rounding: .floor) == 29_541)
        #expect(try self.amount(.slab(mode: .telescopic, steps: steps), input) == 29_542)
    }

    @Test func fixedPerKilowattCountsPartsOfOne() throws {
        let input = BillInput(quantity: 0, sanctionedLoadWatts: 2500)
        #expect(try self.amount(.fixedPerKilowatt(paise: 10_001), input, rounding: .floor) == 25_002)
        #expect(try self.amount(.fixedPerKilowatt(paise: 10_001), input, rounding: .ceiling) == 25_003)
    }

    @Test func minimumAddsOnlyWhatIsMissing() throws {
        var tariff = Samples.single(.perUnit(rate: 100_000))
        tariff.lines.append(TariffLine(name: "minimum", kind: .minimum(paise: 5000)))
        let low = try tariff.computeBill(BillInput(quantity: 20_000))
        #expect(low.lines.map(\.amountPaise) == [2000, 3000])
        #expect(low.totalPaise == 5000)
        let high = try tariff.computeBill(BillInput(quantity: 60_000))
        #expect(high.lines.map(\.amountPaise) == [6000, 0])
        let half = try tariff.computeBill(BillInput(quantity: 20_000, periodDays: 15, referenceDays: 30))
        #expect(half.lines.map(\.amountPaise) == [2000, 500])
    }

    @Test(
        arguments: [
            (.halfUp, 1, 0), (.halfUp, 5, 1), (.halfUp, 15, 2), (.halfUp, -5, -1), (.halfUp, -4, 0), (.floor, 19, 1),
            (.floor, -1, -1), (.ceiling, 11, 2), (.ceiling, -19, -1), (.ceiling, 20, 2), (.floor, -20, -2),
        ] as [(RoundingRule, Int64, Int64)])
    func roundsByItsRule(rule: RoundingRule, tenths: Int64, expected: Int64) throws {
        let line = BillLine(
            name: "l", basis: .period, quantityDivisor: 10, parts: [BillPart(quantity: tenths, rate: 1)],
            rounding: rule, amountPaise: 0)
        #expect(try line.recomputedPaise() == expected)
    }

    @Test func roundedTotalsCarryTheRemainder() throws {
        var tariff = Samples.single(.fixed(paise: 10_040))
        tariff.totalRounding = .multiple(paise: 100, rule: .halfUp)
        var carried: Int64 = 0
        var paid: Int64 = 0
        var totals: [Int64] = []
        for _ in 0..<5 {
            let bill = try tariff.computeBill(BillInput(quantity: 0, carriedRemainderPaise: carried))
            #expect(bill.subtotalPaise == 10_040)
            carried = bill.carriedRemainderPaise
            paid += bill.totalPaise
            totals.append(bill.totalPaise)
        }
        #expect(totals == [10_000, 10_100, 10_000, 10_100, 10_000])
        #expect(paid == 5 * 10_040 && carried == 0)
    }
}
