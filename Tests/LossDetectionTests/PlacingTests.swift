import LossDetection
import Metering
import Testing

/// What the voltages and the series tell, on a cable with nine buses in a row.
@Suite struct PlacingTests {
    @Test(arguments: [3, 4, 5])
    func tapIsPlacedAtItsBus(_ house: Int) throws {
        let run = try SmallFeeder(days: 12, event: .located(house: house), eventDay: 6, hasLines: true).run()
        let last = try #require(run.last)
        #expect(last.kind == .unmeteredLoad)
        #expect(last.phase == .l2)
        #expect(last.suspects.first?.meter == .house(house))
    }

    @Test func energyMovedBetweenTwoHousesOfAPhaseIsSeenByTheirVoltages() throws {
        let run = try SmallFeeder(days: 20, event: .booked(share: 0.4), eventDay: 10, hasLines: true).run()
        let last = try #require(run.last)
        #expect(last.test == .ownVoltages)
        #expect(last.suspects.map(\.meter) == [.house(4), .house(5)])
        #expect(last.kind == .underRegistration)
    }

    /// Houses count more than is delivered, on all phases alike: the transformer's own meter counts too little.
    @Test(arguments: [8, 0]) func transformersMeterThatCountsTooLittleIsNamed(_ day: Int) throws {
        let run = try SmallFeeder(days: 20, event: .altered(share: 0.88), eventDay: day).run()
        let last = try #require(run.last)
        #expect(last.kind == .underRegistration && last.phase == nil)
        #expect(last.suspects.map(\.meter) == [.transformer])
        // Nine houses of some 250 W.
        #expect(last.energy > 0.1 * 0.12 * 2250 * 24 * Double(20 - day))
    }

    @Test func quietCableRaisesNothing() throws {
        let run = try SmallFeeder(days: 20, hasLines: true).run()
        #expect(run.alarms.isEmpty)
        #expect(run.last == nil)
    }

    @Test func seriesThatIsAlwaysTheSameIsCalledSo() throws {
        let run = try SmallFeeder(days: 20, seed: 3, event: .flat, eventDay: 9).run()
        let last = try #require(run.last)
        #expect(last.kind == .tamperedSeries)
        #expect(last.suspects.first?.meter == .house(4))
    }
}
