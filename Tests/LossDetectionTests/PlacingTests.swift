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
