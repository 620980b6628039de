import Tariffs
import TestSupport
import Testing

/// Random tariffs and inputs against a slow second computation with rationals in lowest terms.
@Suite struct BillPropertyTests {
    @Test func agreesWithTheReference() throws {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<3000 {
            let tariff = RandomTariff.make(&random)
            let input = RandomTariff.input(&random)
            let bill = try tariff.computeBill(input)
            let expected = ReferenceBill(tariff, input)
            #expect(bill.lines.map(\.amountPaise) == expected.amounts, "\(tariff) \(input)")
            #expect(bill.totalPaise == expected.total)
            #expect(bill.carriedRemainderPaise == expected.carried)
        }
    }

    @Test func linesSumUpAndRecompute() throws {
        var random = SeededGenerator(seed: 2)
        for _ in 0..<2000 {
            let tariff = RandomTariff.make(&random)
            let input = RandomTariff.input(&random)
            let bill = try tariff.computeBill(input)
            #expect(bill.lines.map(\.name) == tariff.lines.map(\.name))
            #expect(bill.lines.reduce(0) { $0 + $1.amountPaise } == bill.subtotalPaise)
            #expect(
                bill.subtotalPaise + input.carriedRemainderPaise == bill.totalPaise + bill.carriedRemainderPaise)
            for line in bill.lines {
                #expect(try line.recomputedPaise() == line.amountPaise)
            }
        }
    }

    @Test func telescopicIsMonotoneAndCoversTheQuantity() throws {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<2000 {
            let steps = RandomTariff.steps(&random, rate: 0...2_000_000)
            let tariff = KnownTariffs.single(
                .slab(mode: .telescopic, steps: steps), rounding: RoundingRule.allCases.randomElement(using: &random)!)
            var less = RandomTariff.input(&random)
            var more = less
            less.carriedRemainderPaise = 0
            more.carriedRemainderPaise = 0
            more.quantity += Int64.random(in: 0...100_000, using: &random)
            let bill = try tariff.computeBill(less)
            #expect(bill.totalPaise <= (try tariff.computeBill(more).totalPaise))
            let line = bill.lines[0]
            #expect(line.parts.reduce(0) { $0 + $1.quantity } == less.quantity * line.quantityDivisor)
        }
    }
}
