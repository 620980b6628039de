import Metering
import Testing

@testable import LossDetection

/// What lamps take drifts with the season, from today on: told from the first reading on, nothing would be believed of them
/// after some months, and a load without a meter could hide in them or grow out of them.
@Suite struct SeasonTests {
    private func parameters(day: Double) -> LossParameters {
        var topology = SmallFeeder(days: 1).topology
        topology.declaredLoads = [DeclaredLoad(phase: .l1, watts: 100, schedule: .duskToDawn)]
        var state = FeederState(topology, capacity: 96, start: SmallFeeder.start)
        state.seasonDay = day
        return LossParameters(state)
    }

    private func row(day: Double) -> EnergyRow {
        var row = EnergyRow(
            channel: 0, start: Int(day * 96), end: Int(day * 96) + 12, registered: Array(repeating: 100, count: 9),
            declared: [300])
        row.day = day
        row.hours = 3
        row.blockHours[2] = 3
        return row
    }

    @Test func todaysRowKnowsNoDrift() throws {
        let parameters = self.parameters(day: 240)
        let regressors = parameters.regressors(self.row(day: 240), members: [0, 1, 2])
        let drift = try #require(regressors.last)
        let share = regressors[regressors.count - 2]
        #expect(drift.value == 0 && share.value == 300 && parameters.seasonal.contains(drift.place))
    }

    @Test func turningIsTellingAnew() {
        let row = self.row(day: 225.5)
        var turned = self.parameters(day: 0).regressors(row, members: [0, 1, 2])
        let anew = self.parameters(day: 240).regressors(row, members: [0, 1, 2])
        #expect(turned.last?.value == 300 * 225.5)
        self.parameters(day: 240).turn(&turned, ofDay: row.day)
        #expect(turned.map(\.place) == anew.map(\.place) && turned.map(\.value) == anew.map(\.value))
        #expect(turned.last?.value == 300 * -14.5)
    }
}
