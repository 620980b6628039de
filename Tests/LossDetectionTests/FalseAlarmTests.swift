import Metering
import Testing

@testable import LossDetection

/// What looks like a loss and is none.
@Suite struct FalseAlarmTests {
    /// A wrong value that stays in the register, in the midst of others.
    @Test func whatHappenedOnceIsNoLoss() throws {
        let from = SmallFeeder.start.adding(seconds: 301 * 900)
        let run = try SmallFeeder(days: 8).run {
            guard $0.meter == .transformer, $0.quantity == .imported(.l2), $0.time >= from else { return $0 }
            var reading = $0
            reading.value += 400
            return reading
        }
        #expect(run.alarms.isEmpty)
        #expect(run.last == nil)
    }

    /// A load that hardly changes does not tell the order of the wires from one interval to the next, and beside lamps the
    /// energies are not asked.
    @Test func wiresInAnotherOrderAreFoundAndNoLoss() throws {
        let order: [GridPhase] = [.l3, .l1, .l2]
        let run = try SmallFeeder(days: 14, motor: ([900, 1000, 1100], order), lamps: (watts: 60, minutesLonger: 0))
            .run()
        #expect(run.alarms.isEmpty)
        #expect(run.last == nil)
        #expect(run.detector.housePhases[SmallFeeder.houses] == order)
    }

    /// Current transformers count less of currents below a fifth of their own.
    @Test(arguments: [false, true]) func smallCurrentsAreToldByTheCurrentTransformers(_ hasTotalOnly: Bool) {
        var topology = SmallFeeder(days: 1, hasTotalOnly: hasTotalOnly).topology
        topology.transformer.ctPrimaryAmperes = 50
        let state = FeederState(topology, capacity: 96, start: SmallFeeder.start)
        // Wh in a quarter of an hour of 1 A on each phase that is balanced.
        let ampere = 230.0 / 4 * (hasTotalOnly ? 3 : 1)
        #expect(state.lowness(0) == 1)
        #expect(abs(state.lowness(5 * ampere) - 0.5) < 1e-9)
        #expect(abs(state.lowness(-5 * ampere) - 0.5) < 1e-9)
        #expect(state.lowness(10 * ampere) == 0 && state.lowness(40 * ampere) == 0)
        var row = EnergyRow(channel: 0, start: 0, end: 12, registered: Array(repeating: 0, count: 9), declared: [])
        let parameters = LossParameters(state)
        let before = parameters.regressors(row, members: []).count
        row.lowCurrent = 7
        let regressors = parameters.regressors(row, members: [])
        #expect(regressors.count == before + 1 && regressors.contains { $0.value == -7 })
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
