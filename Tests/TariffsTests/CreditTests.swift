import Tariffs
import Testing

@Suite struct CreditTests {
    private static func bill(
        _ kind: TariffLineKind, quantity: Int64 = 100_000, days: Int64 = 30,
        _ change: (inout BillInput) -> Void = { _ in }
    ) throws -> BillComputation {
        var tariff = Samples.single(.perUnit(rate: 500_000))
        tariff.lines.append(TariffLine(name: "credit", kind: kind))
        var input = BillInput(quantity: quantity, periodDays: days)
        change(&input)
        return try tariff.computeBill(input)
    }

    // MARK: rebates, subsidies and levies

    @Test func aRebateTakesOffItsShareUpToTheCap() throws {
        let share = LineMeasure.share(basisPoints: 1000, of: ["line"])
        #expect(try Self.bill(.rebate(share, capPaise: nil)).lines[1].amountPaise == -5000)
        #expect(try Self.bill(.rebate(share, capPaise: 5000)).lines[1].basis == .lines)
        let capped = try Self.bill(.rebate(share, capPaise: 4999)).lines[1]
        #expect(capped.amountPaise == -4999 && capped.parts == [BillPart(quantity: 1, rate: -4999)])
        // Half a period has half the cap.
        #expect(try Self.bill(.rebate(share, capPaise: 4999), days: 15).lines[1].amountPaise == -2500)
        #expect(try Self.bill(.rebate(.sum(paise: 700), capPaise: nil), days: 15).lines[1].amountPaise == -350)
    }

    /// The first 100 kWh free at the rates of 2024-25, at most 562.50 ₹ (patrika, 1 June 2025).
    @Test(
        arguments: [
            (0, 0), (50_000, -23_750), (99_999, -56_249), (100_000, -56_250), (100_001, -56_250), (400_000, -56_250),
        ] as [(Int64, Int64)])
    func aSubsidyOfTheFirstUnits(quantity: Int64, paise: Int64) throws {
        let steps = [
            SlabStep(upTo: 50_000, rate: 475_000), SlabStep(upTo: 100_000, rate: 650_000),
            SlabStep(upTo: nil, rate: 0),
        ]
        let kind = TariffLineKind.subsidy(.steps(steps), capPaise: 56_250, paidBy: "State of Rajasthan")
        let bill = try Self.bill(kind, quantity: quantity)
        #expect(bill.lines[1].amountPaise == paise)
        #expect(bill.totalPaise == bill.lines[0].amountPaise + paise, "nothing is clipped, also below zero")
    }

    @Test func aTotalBelowZeroStaysWhatItIs() throws {
        let bill = try Self.bill(.subsidy(.sum(paise: 60_000), capPaise: nil, paidBy: "State"))
        #expect(bill.totalPaise == -10_000)
    }

    @Test func reliefOfACreditIsNoCharge() throws {
        var tariff = Samples.single(.percentage(basisPoints: -10_000, of: ["base"]))
        tariff.lines.insert(TariffLine(name: "base", kind: .fixed(paise: 1000)), at: 0)
        tariff.lines.append(
            TariffLine(name: "rebate", kind: .rebate(.share(basisPoints: 5000, of: ["line"]), capPaise: nil)))
        #expect(try tariff.computeBill(BillInput(quantity: 0)).lines.map(\.amountPaise) == [1000, -1000, 0])
    }

    @Test func aLevyIsChargedForSomebodyElse() throws {
        let share = LineMeasure.share(basisPoints: 1500, of: ["line"])
        #expect(try Self.bill(.levy(share, collectedFor: "State")).lines[1].amountPaise == 7500)
        let unit = LineMeasure.steps([SlabStep(upTo: nil, rate: 40_000)])
        #expect(try Self.bill(.levy(unit, collectedFor: "State")).lines[1].amountPaise == 4000)
    }

    // MARK: export

    /// 3 ₹ above 100 kWh of surplus; what is below is carried on (RERC 2019, as eqmagpro.com quotes it).
    @Test(
        arguments: [
            (0, 0, 0, 0), (100_000, 0, 0, 0), (150_000, 0, 50_000, 0), (199_999, 0, 99_999, 0),
            (200_000, 0, 100_000, 0), (200_001, 0, 100_000, 0), (230_000, 0, 100_000, -9000),
            (150_000, 80_000, 100_000, -9000),
        ] as [(Int64, Int64, Int64, Int64)])
    func surplusIsCarriedThenPaid(exported: Int64, carried: Int64, left: Int64, paise: Int64) throws {
        let bill = try Self.bill(.exportCredit(ExportCredit(rate: 300_000, carryUpTo: 100_000))) {
            ($0.exported, $0.carriedExport) = (exported, carried)
        }
        #expect(bill.carriedExport == left && bill.lines[1].amountPaise == paise)
    }

    /// 4.8 kWh for each kW and day: 144 kWh in 30 days for 1 kW.
    @Test func whatIsPaidHasACapByPlantAndDays() throws {
        let kind = TariffLineKind.exportCredit(ExportCredit(rate: 300_000, capPerKilowattDay: 4800))
        for (surplus, paid) in [(143_999, 143_999), (144_000, 144_000), (144_001, 144_000)] as [(Int64, Int64)] {
            let line = try Self.bill(kind) { ($0.exported, $0.plantWatts) = (100_000 + surplus, 1000) }.lines[1]
            #expect(line.parts == [BillPart(quantity: paid, rate: -300_000)])
        }
        #expect(throws: TariffError.missingInput(line: "credit", .plantPower)) {
            try Self.bill(kind) { $0.exported = 1 }
        }
        #expect(throws: TariffError.missingInput(line: "credit", .exported)) { try Self.bill(kind) }
    }

    /// Energy lines of a house with a plant price what is left after what it fed back.
    @Test func netEnergyCarriesTheRest() throws {
        var tariff = Samples.single(.perUnit(rate: 500_000))
        tariff.lines[0].quantity = .net
        var input = BillInput(quantity: 100_000)
        (input.exported, input.carriedExport) = (30_000, 20_000)
        var bill = try tariff.computeBill(input)
        #expect(bill.totalPaise == 25_000 && bill.carriedExport == 0)
        input.exported = 90_000
        bill = try tariff.computeBill(input)
        #expect(bill.totalPaise == 0 && bill.carriedExport == 10_000)
        // A tariff that does not look at it leaves it as it is.
        tariff.lines[0].quantity = .used
        #expect(try tariff.computeBill(input).carriedExport == 20_000)
    }

    // MARK: arrears

    /// 0.05 % a day after 7 days of grace; 1000 ₹ for 17 days are 10 days of interest.
    @Test(arguments: [(7, 0), (8, 50), (17, 500), (372, 18_250)] as [(Int64, Int64)])
    func interestIsSimpleAndAfterGrace(days: Int64, paise: Int64) throws {
        let kind = TariffLineKind.arrearsInterest(dailyMillionths: 500, graceDays: 7)
        let bill = try Self.bill(kind) { $0.arrears = [Arrear(paise: 100_000, daysLate: days)] }
        #expect(bill.lines[1].amountPaise == paise)
        #expect(throws: TariffError.missingInput(line: "credit", .arrears)) { try Self.bill(kind) }
    }

    @Test(arguments: [(0, 10), (7, 10), (12, 5), (17, 0), (20, 0)] as [(Int64, Int64)])
    func noDayBearsInterestTwice(billed: Int64, days: Int64) throws {
        let kind = TariffLineKind.arrearsInterest(dailyMillionths: 500, graceDays: 7)
        let bill = try Self.bill(kind) { $0.arrears = [Arrear(paise: 100_000, daysLate: 17, daysBilled: billed)] }
        #expect(bill.lines[1].amountPaise == 50 * days)
    }

    @Test func everyUnpaidBillCounts() throws {
        let bill = try Self.bill(.arrearsInterest(dailyMillionths: 500, graceDays: 0)) {
            $0.arrears = [
                Arrear(paise: 1000, daysLate: 1), Arrear(paise: 1000, daysLate: 0), Arrear(paise: 999, daysLate: 2),
            ]
        }
        // 0.5 + 0.999 paise, rounded once.
        #expect(bill.lines[1].amountPaise == 1 && bill.lines[1].parts.count == 2)
    }
}
