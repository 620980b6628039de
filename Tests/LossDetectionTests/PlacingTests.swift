import Metering
import Testing

@testable import LossDetection

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

    /// A house that people leave on the same day is not what lacks on all phases.
    @Test func transformersMeterIsNamedBesideAHouseThatStops() throws {
        let run = try SmallFeeder(days: 20, event: .altered(share: 0.88), eventDay: 8, emptyHouse: 4).run()
        let last = try #require(run.last)
        #expect(last.kind == .underRegistration)
        #expect(last.suspects.map(\.meter) == [.transformer])
    }

    /// One register for all phases: the voltages tell on which of them a load is, and a house.
    @Test func loadOfWhichTheBalanceTellsNoPhaseIsPlaced() throws {
        let run = try SmallFeeder(
            days: 12, event: .located(house: 4), eventDay: 6, hasLines: true, hasTotalOnly: true
        ).run()
        let last = try #require(run.last)
        #expect(last.phase == .l2)
        #expect(last.suspects.first?.meter == .house(4))
    }

    @Test func slowedMeterBelowOneRegisterIsNamedWithItsPhase() throws {
        let run = try SmallFeeder(
            days: 14, event: .slowed(share: 0.6), eventDay: 8, hasLines: true, wronglyRecorded: 4, hasTotalOnly: true
        ).run()
        #expect(run.detector.housePhases[4] == [.l2])
        let last = try #require(run.last)
        #expect(last.kind == .underRegistration)
        #expect(last.phase == .l2)
        #expect(last.suspects.first?.meter == .house(4))
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

    /// What the intervals of three hours differ by is believed as far as it is more than before the load.
    @Test(arguments: [0.0, 3]) func courseOfALoadIsToldFromNoise(_ amplitude: Double) {
        var random = TestDraws(seed: 5)
        var loads: [Double] = []
        let rests = (0..<960).map { number in
            loads.append(number < 480 ? 0 : 5 + (number % 2 == 0 ? amplitude : -amplitude))
            return (number: number, amperes: loads[number] + random.next() - 0.5)
        }
        let course = LoadCourse(rests, onset: 480).amperes
        #expect(course.map(\.number) == Array(0..<960))
        let errors = zip(course, loads).map { $0.amperes - $1 }
        let square = errors.reduce(0) { $0 + $1 * $1 } / 960
        // The noise has 1/12.
        #expect(square < (amplitude > 0 ? 0.06 : 0.02))
    }
}
