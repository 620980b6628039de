import Tariffs
import Testing

@Suite struct KnownAnswerTests {
    @Test func rajasthanDomestic() throws {
        let bill = try KnownTariffs.rajasthan.computeBill(BillInput(quantity: 120_000))
        #expect(bill.lines.map(\.amountPaise) == [65_750, 15_000, 12_000, 4800])
        #expect(bill.totalPaise == 97_550)
        #expect(
            bill.lines[0].parts == [
                BillPart(upTo: 50_000, quantity: 50_000, rate: 475_000),
                BillPart(upTo: 150_000, quantity: 70_000, rate: 600_000),
            ])
    }

    /// The surcharge and the fixed charge go by the step that the whole quantity reaches; limits are inclusive.
    @Test(
        arguments: [
            (100_000, [53_750, 15_000, 7000, 4000]), (100_001, [53_751, 15_000, 10_000, 4000]),
            (150_000, [83_750, 15_000, 15_000, 6000]), (150_001, [83_751, 30_000, 15_000, 6000]),
            (500_001, [328_751, 80_000, 50_000, 20_000]), (0, [0, 15_000, 0, 0]),
        ] as [(Int64, [Int64])])
    func rajasthanAtTheLimits(quantity: Int64, amounts: [Int64]) throws {
        let bill = try KnownTariffs.rajasthan.computeBill(BillInput(quantity: quantity))
        #expect(bill.lines.map(\.amountPaise) == amounts)
    }

    @Test func delhiWater() throws {
        let bill = try KnownTariffs.delhiWater.computeBill(BillInput(quantity: 21_000))
        #expect(bill.lines.map(\.amountPaise) == [18_150, 38_115, 22_869, 7913])
        #expect(bill.totalPaise == 87_047)
        #expect(try KnownTariffs.delhiWater.computeBill(BillInput(quantity: 20_000)).totalPaise == 0)
    }

    @Test(
        arguments: [
            (0, 1100), (2000, 1100), (2001, 2100), (5000, 2100), (12_000, 3200), (12_001, 4300), (21_000, 4300),
            (32_000, 5400), (32_001, 6400), (400_000, 6400),
        ] as [(Int64, Int64)])
    func delhiMetro(metres: Int64, paise: Int64) throws {
        let trip = BillInput(quantity: metres, periodDays: 1, referenceDays: 30)
        #expect(try KnownTariffs.delhiMetro.computeBill(trip).totalPaise == paise)
    }

    /// Smart card 10 % off, and 10 % more of what is left off-peak.
    @Test func delhiMetroRebates() throws {
        var tariff = KnownTariffs.delhiMetro
        tariff.lines.append(TariffLine(name: "card", kind: .percentage(basisPoints: -1000, of: ["fare"])))
        tariff.lines.append(TariffLine(name: "off-peak", kind: .percentage(basisPoints: -1000, of: ["fare", "card"])))
        let bill = try tariff.computeBill(BillInput(quantity: 13_000))
        #expect(bill.lines.map(\.amountPaise) == [4300, -430, -387])
        #expect(bill.totalPaise == 3483)
    }
}
