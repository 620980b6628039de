import Metering
import Testing

@testable import LossDetection

/// What looks like a loss and is none.
@Suite struct FalseAlarmTests {
    /// A wrong value that stays in the register: in the midst of others, and the very first, against which all else is held.
    @Test(arguments: [300, 0]) func whatHappenedOnceIsNoLoss(_ interval: Int) throws {
        let from = SmallFeeder.start.adding(seconds: Int64(interval + 1) * 900)
        let until = SmallFeeder.start.adding(seconds: Int64(interval + 2) * 900)
        let run = try SmallFeeder(days: 8).run {
            guard $0.meter == .transformer, $0.quantity == .imported(.l2) else { return $0 }
            var reading = $0
            if interval == 0 { reading.value -= reading.time < until ? 400 : 0 }
            if interval > 0 { reading.value += reading.time >= from ? 400 : 0 }
            return reading
        }
        #expect(run.alarms.isEmpty)
        #expect(run.last == nil)
    }

    /// Loads that are much alike on all phases tell little of the order of the wires from one interval to the next.
    @Test func wiresInAnotherOrderAreFoundAndNoLoss() throws {
        let order: [GridPhase] = [.l3, .l1, .l2]
        let run = try SmallFeeder(days: 14, motor: ([900, 1000, 1100], order)).run()
        #expect(run.alarms.isEmpty)
        #expect(run.last == nil)
        #expect(run.detector.housePhases[SmallFeeder.houses] == order)
    }

    /// Current transformers count less of small currents, and most of it at night.
    @Test func smallCurrentsThatAreCountedLessAreNoLoss() throws {
        let run = try SmallFeeder(days: 40, lowCurrentError: 0.01).run()
        #expect(run.alarms.isEmpty)
        #expect(run.last == nil)
    }

    /// Only the mean is known of a gap: not what the cables lost in it, nor what flowed at its ends.
    @Test func gapIsAsUncertainAsItsHoursUsuallyAre() throws {
        let gap = 400..<448
        let feeder = SmallFeeder(days: 6, hasLines: true, isMissing: { _, interval in gap.contains(interval) })
        var state = FeederState(feeder.topology, capacity: 45 * 96, start: SmallFeeder.start)
        for reading in feeder.readings {
            state.take(reading, seconds: Double(reading.time.seconds - SmallFeeder.start.seconds))
            state.advance()
        }
        var keeper = RowKeeper(state)
        let rows = keeper.advance(state).filter { $0.channel == 1 }
        let whole = try #require(rows.first { $0.unread > 40 })
        let usual = rows.filter { $0.unread == 0 }
        let intervals = Double(usual.reduce(0) { $0 + $1.end - $1.start })
        let missed = Double(whole.unread)
        #expect(whole.guessed > 0.6 * missed * usual.reduce(0) { $0 + $1.loss } / intervals)
        #expect(whole.roughness > 0.6 * missed * usual.reduce(0) { $0 + $1.roughness } / intervals)
        #expect(usual.allSatisfy { $0.guessed == 0 })
    }

    @Test func regressorsVarianceIsAboutItsMean() {
        var regression = Regression(count: 2)
        for value in [3.0, 5, 3, 5] { regression.take([1, value], 0) }
        #expect(abs(regression.variance(of: 1, constant: 0) - 1) < 1e-6)
    }
}
