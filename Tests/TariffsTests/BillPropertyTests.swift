import Tariffs
import TestSupport
import Testing

/// Random tariffs and inputs against a slow second computation with rationals in lowest terms.
@Suite struct BillPropertyTests {
    @Test func agreesWithTheReference() throws {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<4000 {
            let tariff = RandomTariff.make(&random)
            let input = RandomTariff.input(&random)
            let bill = try tariff.computeBill(input)
            let expected = ReferenceBill(tariff, input)
            #expect(bill.lines.map(\.name) == expected.names)
            #expect(bill.lines.map(\.amountPaise) == expected.amounts, "\(tariff) \(input)")
            #expect(bill.totalPaise == expected.total)
            #expect(bill.carriedRemainderPaise == expected.carried)
            #expect(bill.carriedExport == expected.carriedExport, "\(tariff) \(input)")
        }
    }

    @Test func linesSumUpAndRecompute() throws {
        var random = SeededGenerator(seed: 2)
        for _ in 0..<2000 {
            let tariff = RandomTariff.make(&random)
            let input = RandomTariff.input(&random)
            let bill = try tariff.computeBill(input)
            #expect(bill.lines.reduce(0) { $0 + $1.amountPaise } == bill.subtotalPaise)
            #expect(
                bill.subtotalPaise + input.carriedRemainderPaise == bill.totalPaise + bill.carriedRemainderPaise)
            for line in bill.lines {
                #expect(try line.recomputedPaise() == line.amountPaise)
                let kind = tariff.lines.first { $0.name == line.name }?.kind
                if kind?.isRelief == true { #expect(line.amountPaise <= 0) }
                #expect(line.factor == 1 || line.basis == .share)
            }
        }
    }

    @Test func telescopicIsMonotoneAndCoversTheQuantity() throws {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<2000 {
            let steps = RandomTariff.steps(&random, rate: 0...2_000_000)
            let tariff = Samples.single(
                .slab(mode: .telescopic, steps: steps), rounding: RoundingRule.allCases.randomElement(using: &random)!)
            var less = BillInput(
                quantity: RandomTariff.quantity(&random), periodDays: Int64.random(in: 1...60, using: &random))
            let quantity = less.quantity
            let bill = try tariff.computeBill(less)
            let line = bill.lines[0]
            #expect(line.parts.reduce(0) { $0 + $1.quantity } == quantity * line.quantityDivisor)
            less.quantity += Int64.random(in: 0...100_000, using: &random)
            #expect(bill.totalPaise <= (try tariff.computeBill(less).totalPaise))
        }
    }

    /// Periods and reference periods that are the same share of each other give the same bill.
    @Test func onlyTheShareOfTheReferencePeriodCounts() throws {
        var random = SeededGenerator(seed: 4)
        for _ in 0..<1500 {
            let tariff = RandomTariff.make(&random).withoutDailyCaps
            var input = RandomTariff.input(&random)
            let bill = try tariff.computeBill(input)
            let factor = Int64.random(in: 2...60, using: &random)
            input.periodDays *= factor
            input.referenceDays *= factor
            let scaled = try tariff.computeBill(input)
            #expect(scaled.lines.map(\.amountPaise) == bill.lines.map(\.amountPaise), "\(tariff) \(input)")
            #expect(scaled.carriedExport == bill.carriedExport)
        }
    }

    /// Limits and sums for k reference periods, with k reference periods, are the same tariff.
    @Test func limitsAndReferencePeriodScaleTogether() throws {
        var random = SeededGenerator(seed: 5)
        for _ in 0..<1500 {
            let tariff = RandomTariff.make(&random)
            var input = RandomTariff.input(&random)
            let bill = try tariff.computeBill(input)
            let factor = Int64.random(in: 2...60, using: &random)
            input.referenceDays *= factor
            let scaled = try tariff.scaled(by: factor).computeBill(input)
            #expect(scaled.lines.map(\.amountPaise) == bill.lines.map(\.amountPaise), "\(tariff) \(input)")
            #expect(scaled.carriedExport == bill.carriedExport)
        }
    }

    /// The largest values that are allowed: an amount that recomputes, or an error, never a trap.
    @Test func extremesAreErrorsAndNeverTraps() throws {
        var random = SeededGenerator(seed: 6)
        var (bills, overflows) = (0, 0)
        for _ in 0..<3000 {
            let tariff = RandomTariff.make(&random).withLargestRates
            do {
                for line in try tariff.computeBill(Self.extreme(&random)).lines {
                    #expect(try line.recomputedPaise() == line.amountPaise)
                }
                bills += 1
            } catch TariffError.overflow {
                overflows += 1
            }
        }
        #expect(bills > 100 && overflows > 100, "\(bills) bills, \(overflows) overflows")
    }

    private static func extreme(_ random: inout SeededGenerator) -> BillInput {
        func amount() -> Int64 { [0, 1, 999_999_999_999_999, 1_000_000_000_000_000].randomElement(using: &random)! }
        var input = RandomTariff.input(&random)
        input.quantity = amount()
        input.timed = [TimedQuantity(day: .sunday, window: RandomLine.window(5), quantity: input.quantity)]
        input.periodDays = [1, 3660].randomElement(using: &random)!
        input.referenceDays = [1, 3660].randomElement(using: &random)!
        input.sanctionedLoadWatts = amount()
        (input.exported, input.carriedExport, input.plantWatts) = (amount(), amount(), amount())
        (input.apparent, input.reactive) = (max(1, amount()), amount())
        (input.maximumDemand, input.contractDemand) = (amount(), max(1, amount()))
        input.arrears = [Arrear(paise: 1_000_000_000_000, daysLate: 36_600)]
        return input
    }
}

extension TariffLineKind {
    fileprivate var isRelief: Bool {
        switch self {
        case .rebate, .subsidy, .exportCredit: true
        case .slab, .perUnit, .perUnitBySlab, .fixed, .fixedPerKilowatt, .fixedBySlab, .minimum, .percentage,
            .timeOfDayPercentage, .timeOfDayRate, .maximumDemand, .excessDemand, .powerFactor, .arrearsInterest, .levy:
            false
        }
    }
}
