import Testing

@testable import LossDetection

@Suite struct CounterTrackTests {
    private func track(
        _ values: [(Double, Double)], modulus: Double = 1_000_000, replaced: [(time: Double, value: Double)] = []
    )
        -> CounterTrack
    {
        var track = CounterTrack(
            register: RegisterFacts(resolution: 1, modulus: modulus), limit: 10_000, replacements: replaced)
        for (time, value) in values { track.take(time: time, value: value) }
        return track
    }

    @Test func believesAReadingWhenTheNextFits() {
        let one = self.track([(0, 100), (900, 200)])
        #expect(one.until == 0)
        let two = self.track([(0, 100), (900, 200), (1800, 300)])
        #expect(two.until == 900)
        #expect(two.energy(at: 450)?.energy == 50)
    }

    @Test func leavesOutAValueThatFitsNeitherNeighbour() {
        for wrong in [0.0, 999_999, 5, 120_000] {
            let track = self.track([(0, 100), (900, 200), (1800, wrong), (2700, 400), (3600, 500)])
            #expect(track.energy(at: 2700)?.energy == 300)
            #expect(track.restarts.isEmpty)
        }
    }

    @Test func goesOnThroughARollover() {
        let track = self.track([(0, 999_900), (900, 999_950), (1800, 20), (2700, 90), (3600, 160)])
        #expect(track.energy(at: 2700)?.energy == 190)
        #expect(track.restarts.isEmpty)
    }

    @Test func knowsWhatPassedAtARecordedExchange() throws {
        let track = self.track(
            [(0, 5000), (900, 5100), (1800, 5200), (2700, 40), (3600, 140), (4500, 240)], replaced: [(1800, 0)])
        let energy = try #require(track.energy(at: 3600)?.energy)
        #expect(abs(energy - 340) < 1e-6)
        #expect(track.restarts.count == 1)
    }

    @Test func guessesWhatPassedAtAnExchangeThatNobodyRecorded() {
        let track = self.track([(0, 5000), (900, 5100), (1800, 5200), (2700, 40), (3600, 140), (4500, 240)])
        #expect(track.energy(at: 3600)?.energy == 400)
        #expect(track.restarts.count == 1)
    }

    @Test func keepsAllEnergyOverAGap() {
        let track = self.track([(0, 0), (900, 100), (90_000, 12_345), (90_900, 12_445), (91_800, 12_500)])
        #expect(track.energy(at: 90_900)?.energy == 12_445)
    }
}
