import Metering
import Tariffs
import Testing

@Suite struct DemandTests {
    private static func bill(
        _ kind: TariffLineKind, demand: Int64?, contract: Int64?, load: Int64 = 0, days: Int64 = 30
    ) throws -> BillLine {
        var input = BillInput(quantity: 0, periodDays: days, sanctionedLoadWatts: load)
        (input.maximumDemand, input.contractDemand) = (demand, contract)
        return try Samples.single(kind).computeBill(input).lines[0]
    }

    /// 250 ₹ a kW, of at least 75 % of 100 kW.
    @Test(
        arguments: [(74_999, 1_875_000), (75_000, 1_875_000), (75_001, 1_875_025), (120_000, 3_000_000)]
            as [(Int64, Int64)])
    func demandHasAFloor(watts: Int64, paise: Int64) throws {
        let kind = TariffLineKind.maximumDemand(paise: 25_000, leastBasisPoints: 7500)
        #expect(try Self.bill(kind, demand: watts, contract: 100_000).amountPaise == paise)
        #expect(try Self.bill(kind, demand: watts, contract: nil, load: 100_000).amountPaise == paise)
    }

    /// 375 ₹ for each kW above 105 % of 100 kW; the line shows demand and limit.
    @Test(
        arguments: [(0, 0), (105_000, 0), (105_001, 38), (110_000, 187_500)] as [(Int64, Int64)])
    func excessIsAboveTheContract(watts: Int64, paise: Int64) throws {
        let line = try Self.bill(
            .excessDemand(paise: 37_500, aboveBasisPoints: 10_500), demand: watts, contract: 100_000)
        #expect(line.amountPaise == paise)
        if paise > 0 {
            #expect(line.parts.map { $0.quantity / line.quantityDivisor } == [watts, 105_000])
            #expect(line.parts.map(\.rate) == [37_500, -37_500])
        } else {
            #expect(line.parts.isEmpty)
        }
    }

    @Test func halfAPeriodIsHalfTheSum() throws {
        let least = TariffLineKind.maximumDemand(paise: 25_000, leastBasisPoints: 7500)
        #expect(try Self.bill(least, demand: 1, contract: 100_000, days: 15).amountPaise == 937_500)
        let excess = TariffLineKind.excessDemand(paise: 37_500, aboveBasisPoints: 10_000)
        #expect(try Self.bill(excess, demand: 110_000, contract: 100_000, days: 15).amountPaise == 187_500)
    }

    @Test func whatIsNotKnownIsAnError() {
        let excess = TariffLineKind.excessDemand(paise: 1, aboveBasisPoints: 10_000)
        #expect(throws: TariffError.missingInput(line: "line", .maximumDemand)) {
            try Self.bill(excess, demand: nil, contract: 1)
        }
        #expect(throws: TariffError.missingInput(line: "line", .contractDemand)) {
            try Self.bill(excess, demand: 1, contract: nil)
        }
        #expect(throws: TariffError.missingInput(line: "line", .contractDemand)) {
            try Self.bill(.maximumDemand(paise: 1, leastBasisPoints: 1), demand: 1, contract: 0)
        }
    }

    // MARK: power factor

    private static let steps = [
        PowerFactorStep(below: 8500, basisPoints: 500), PowerFactorStep(below: 9000, basisPoints: 200),
        PowerFactorStep(below: 9500, basisPoints: 0), PowerFactorStep(below: nil, basisPoints: -100),
    ]

    private static func powerFactor(_ wattHours: Int64, _ voltAmpereHours: Int64?) throws -> BillLine {
        var tariff = Samples.single(.fixed(paise: 100_000))
        tariff.lines.append(TariffLine(name: "pf", kind: .powerFactor(steps: self.steps, of: ["line"])))
        var input = BillInput(quantity: wattHours)
        input.apparent = voltAmpereHours
        return try tariff.computeBill(input).lines[1]
    }

    /// A limit itself belongs to the step above it.
    @Test(
        arguments: [
            (0, 1000, 5000), (849, 1000, 5000), (8_499_999, 10_000_000, 5000), (850, 1000, 2000), (899, 1000, 2000),
            (900, 1000, 0), (949, 1000, 0), (950, 1000, -1000), (1000, 1000, -1000), (1001, 1000, -1000), (0, 0, 0),
        ] as [(Int64, Int64, Int64)])
    func powerFactorSteps(wattHours: Int64, voltAmpereHours: Int64, paise: Int64) throws {
        #expect(try Self.powerFactor(wattHours, voltAmpereHours).amountPaise == paise)
    }

    @Test func aPowerFactorNeedsApparentEnergy() {
        #expect(throws: TariffError.missingInput(line: "pf", .apparent)) { try Self.powerFactor(1, nil) }
        let none = TariffError.inputOutOfRange(
            field: "apparent energy", value: 0, allowed: 1...BillInput.amounts.upperBound)
        #expect(throws: none, "no energy is no factor of one") { try Self.powerFactor(1, 0) }
    }

    /// Demand is of kWh or kVAh, a power factor of both: water and trips have neither.
    @Test(
        arguments: [
            (.wattHour, true, true), (.voltAmpereHour, true, false), (.varHour, false, false), (.litre, false, false),
            (.metre, false, false), (.none, false, false),
        ] as [(Metering.Unit, Bool, Bool)])
    func unitsThatHaveDemandAndAPowerFactor(unit: Metering.Unit, hasDemand: Bool, hasFactor: Bool) {
        func error(_ kind: TariffLineKind) -> TariffError? {
            var tariff = Samples.single(.fixed(paise: 1))
            tariff.unit = unit
            tariff.lines.append(TariffLine(name: "odd", kind: kind))
            do throws(TariffError) {
                try tariff.validate()
                return nil
            } catch {
                return error
            }
        }
        let demand = TariffError.badUnit(
            line: "odd", what: "a demand", unit, allowed: [.wattHour, .voltAmpereHour])
        let factor = TariffError.badUnit(line: "odd", what: "a power factor", unit, allowed: [.wattHour])
        #expect(error(.maximumDemand(paise: 1, leastBasisPoints: 0)) == (hasDemand ? nil : demand))
        #expect(error(.excessDemand(paise: 1, aboveBasisPoints: 0)) == (hasDemand ? nil : demand))
        #expect(error(.powerFactor(steps: Self.steps, of: ["line"])) == (hasFactor ? nil : factor))
    }

    @Test func kilovoltampereHoursAreAnotherQuantity() throws {
        var tariff = Samples.single(.perUnit(rate: 600_000))
        tariff.lines[0].quantity = .apparent
        var input = BillInput(quantity: 100)
        #expect(throws: TariffError.missingInput(line: "line", .apparent)) { try tariff.computeBill(input) }
        (input.apparent, input.reactive) = (125_000, 75_000)
        #expect(try tariff.computeBill(input).totalPaise == 75_000)
        tariff.lines[0].quantity = .reactive
        #expect(try tariff.computeBill(input).totalPaise == 45_000)
        tariff.unit = .litre
        #expect(throws: TariffError.badQuantity(line: "line", .reactive, .litre)) { try tariff.validate() }
        tariff.unit = .wattHour
        tariff.lines[0].kind = .fixed(paise: 1)
        #expect(throws: TariffError.badQuantity(line: "line", .reactive, .wattHour)) { try tariff.validate() }
    }
}
