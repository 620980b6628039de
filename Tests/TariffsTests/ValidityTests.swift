import Metering
import Tariffs
import Testing

@Suite struct ValidityTests {
    @Test func aVersionSaysWhenItHolds() throws {
        var tariff = Samples.single(.fixed(paise: 1))
        let (from, to) = (try #require(CivilDate("2026-01-01")), try #require(CivilDate("2026-12-31")))
        #expect(tariff.isValid(on: from))
        (tariff.validFrom, tariff.validTo) = (from, to)
        #expect(tariff.isValid(on: from) && tariff.isValid(on: to))
        #expect(try !tariff.isValid(on: #require(CivilDate("2025-12-31"))))
        #expect(try !tariff.isValid(on: #require(CivilDate("2027-01-01"))))
        (tariff.validFrom, tariff.validTo) = (to, from)
        #expect(throws: TariffError.badValidity(from: to, to: from)) { try tariff.validate() }
        tariff = Samples.single(.fixed(paise: 1))
        tariff.source = ""
        #expect(throws: TariffError.badText(field: "source", bytes: 0, limit: 200)) { try tariff.validate() }
    }
}
