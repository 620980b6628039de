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

    /// Within a long gap a counter near its end could come around: an exchange that is recorded was one.
    @Test func recordedExchangeIsNoRollover() throws {
        let track = self.track(
            [(0, 899_800), (900, 899_900), (1800, 900_000), (121_800, 5000), (122_700, 5100), (123_600, 5200)],
            replaced: [(time: 61_800, value: 0)])
        let passed = try #require(track.energy(at: 122_700)).energy
        #expect(track.restarts.count == 1)
        // The old one went on as before, and the new one counted 5000.
        #expect(abs(passed - (200 + 60_000 / 9 + 5100)) < 1)
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
