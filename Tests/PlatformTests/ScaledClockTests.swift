import Platform
import Testing

@Suite("The clock of a simulated zone") struct ScaledClockTests {
    private static let origin: Int64 = 1_767_573_000_000
    private static let anchor: Int64 = 1_795_000_000_000_000_000

    @Test(
        "chain time is the origin at the anchor and runs as fast as the scale says",
        arguments: [1, 450, 10_000] as [Int64])
    func runs(_ scale: Int64) throws {
        let clock = try #require(
            ScaledClock(originMilliseconds: Self.origin, anchorNanoseconds: Self.anchor, scale: scale))
        #expect(clock.milliseconds(atRealtime: Self.anchor) == Self.origin)
        #expect(clock.milliseconds(atRealtime: Self.anchor + 2_000_000_000) == Self.origin + 2000 * scale)
        #expect(clock.milliseconds(atRealtime: Self.anchor - 2_000_000_000) == Self.origin - 2000 * scale)
    }

    @Test("a chain time has the monotonic moment at which it will be")
    func inverts() throws {
        let clock = try #require(
            ScaledClock(
                originMilliseconds: Self.origin, anchorNanoseconds: RealtimeClock.nanoseconds, scale: 450))
        let moment = clock.monotonic(atMilliseconds: Self.origin + 900_000)
        // Realtime and monotonic clock are read one after the other: a millisecond apart at the most, times the scale.
        #expect(abs(clock.milliseconds(atMonotonic: moment) - Self.origin - 900_000) <= 450)
    }

    @Test("scales outside 1 to 10 000 are refused", arguments: [0, -1, 10_001, .max] as [Int64])
    func refuses(_ scale: Int64) {
        #expect(ScaledClock(originMilliseconds: 0, anchorNanoseconds: 0, scale: scale) == nil)
    }

    @Test("times at the ends of the range end there, without a trap", arguments: [Int64.min, -1, 0, .max])
    func extremes(_ value: Int64) throws {
        let clock = try #require(ScaledClock(originMilliseconds: .max, anchorNanoseconds: .min, scale: 10_000))
        _ = clock.milliseconds(atRealtime: value)
        _ = clock.milliseconds(atMonotonic: value / 2)
        _ = clock.monotonic(atMilliseconds: value)
        #expect(ScaledClock.system.isSystem)
    }
}
