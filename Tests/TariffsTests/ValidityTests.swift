import Tariffs
import Testing

@Suite struct ValidityTests {
    @Test func daysAreThoseOfTheCalendar() throws {
        #expect(CalendarDay("1970-01-01")?.daysSinceEpoch == 0)
        #expect(CalendarDay("2026-03-31")?.daysSinceEpoch == 20_543)
        #expect(CalendarDay("9999-12-31")?.daysSinceEpoch == CalendarDay.days.upperBound)
        for text in ["2026-02-29", "2026-13-01", "26-01-01", "2026-1-1", "2026-01-01T00:00", "", "----", "+026-01-01"] {
            #expect(CalendarDay(text) == nil, "\(text)")
        }
        #expect(CalendarDay(daysSinceEpoch: -1) == nil)
        #expect(CalendarDay("2024-02-29")?.description == "2024-02-29")
    }

    @Test func aVersionSaysWhenItHolds() throws {
        var tariff = KnownTariffs.delhiMetro
        let (from, to) = (try #require(CalendarDay("2026-01-01")), try #require(CalendarDay("2026-12-31")))
        #expect(tariff.isValid(on: from))
        (tariff.validFrom, tariff.validTo) = (from, to)
        #expect(tariff.isValid(on: from) && tariff.isValid(on: to))
        #expect(try !tariff.isValid(on: #require(CalendarDay("2025-12-31"))))
        #expect(try !tariff.isValid(on: #require(CalendarDay("2027-01-01"))))
        (tariff.validFrom, tariff.validTo) = (to, from)
        #expect(throws: TariffError.badValidity(from: to, to: from)) { try tariff.validate() }
        tariff = KnownTariffs.delhiMetro
        tariff.source = ""
        #expect(throws: TariffError.badText(field: "source", bytes: 0, limit: 200)) { try tariff.validate() }
    }
}
