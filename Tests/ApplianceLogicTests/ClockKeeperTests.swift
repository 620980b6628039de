import Metering
import TestSupport
import Testing

@testable import Appliance

@Suite("Keeping a meter's clock in step") struct ClockKeeperTests {
    /// The middle of a quarter of an hour.
    private static let middle = UTCTime(seconds: 1_767_587_400 / 900 * 900 + 450)

    private static func keeper(canSet: Bool = true, lastTry: UTCTime? = nil) -> ClockKeeper {
        ClockKeeper(intervalSeconds: 900, canSet: canSet, lastTry: lastTry)
    }

    private static func look(
        _ offset: Int64, seconds: Int64 = 0, isTrusted: Bool = true, canSet: Bool = true
    ) -> ClockKeeper.Decision {
        var keeper = Self.keeper(canSet: canSet)
        return keeper.look(.offset(offset), at: Self.middle.adding(seconds: seconds), isTrusted: isTrusted)
    }

    @Test("a clock within two seconds is left, one beyond is set")
    func limit() {
        #expect(Self.look(2000) == .leave && Self.look(-2000) == .leave)
        #expect(Self.look(2001) == .set && Self.look(-2001) == .set)
    }

    @Test("a clock that cannot be set is told of beyond a minute, once")
    func alarm() {
        #expect(Self.look(60_000, canSet: false) == .leave)
        var keeper = Self.keeper(canSet: false)
        #expect(keeper.look(.offset(60_001), at: Self.middle, isTrusted: true) == .alarm)
        #expect(keeper.look(.offset(60_001), at: Self.middle.adding(seconds: 3600), isTrusted: true) == .leave)
        #expect(keeper.look(.offset(0), at: Self.middle.adding(seconds: 7200), isTrusted: true) == .leave)
        #expect(keeper.look(.notSet, at: Self.middle.adding(seconds: 10_800), isTrusted: true) == .alarm)
    }

    @Test("nothing is set by a clock that is not synchronised, and nothing that shows no date")
    func trust() {
        #expect(Self.look(100_000, isTrusted: false) == .leave)
        var keeper = Self.keeper()
        #expect(keeper.look(.unreadable, at: Self.middle, isTrusted: true) == .leave)
        #expect(keeper.look(.notSet, at: Self.middle, isTrusted: true) == .set)
    }

    @Test("nothing is set near the end of an interval, and it is tried again soon", arguments: [-449, -421, 421, 449])
    func nearTheEnd(_ seconds: Int64) {
        var keeper = Self.keeper()
        let now = Self.middle.adding(seconds: seconds)
        #expect(keeper.look(.offset(5000), at: now, isTrusted: true) == .leave)
        #expect(!keeper.isDue(at: now.adding(seconds: 29)) && keeper.isDue(at: now.adding(seconds: 30)))
        #expect(keeper.lastTry == nil)
    }

    @Test("a clock is not moved over the end of an interval, unless no moment could avoid it")
    func acrossTheEnd() {
        // 7 minutes ahead: in the middle both are in the same interval; near its end they are not.
        #expect(Self.look(420_000) == .set)
        #expect(Self.look(420_000, seconds: 60) == .alarm)
        #expect(Self.look(-420_000, seconds: -60) == .alarm)
        #expect(Self.look(-420_000, seconds: 60) == .set)
        // 20 minutes never fit into one.
        #expect(Self.look(1_200_000, seconds: 60) == .set)
        #expect(Self.look(.max) == .set && Self.look(.min) == .set)
    }

    @Test("a clock is set at most once a day, and looked at every hour")
    func onceADay() {
        var keeper = Self.keeper()
        var sets = 0
        for hour in 0..<49 as Range<Int64> {
            let now = Self.middle.adding(seconds: hour * 3600)
            #expect(keeper.isDue(at: now))
            if keeper.look(.offset(5000), at: now, isTrusted: true) == .set { sets += 1 }
            #expect(!keeper.isDue(at: now.adding(seconds: 3599)))
        }
        #expect(sets == 3)
        var restarted = Self.keeper(lastTry: Self.middle)
        #expect(restarted.look(.offset(5000), at: Self.middle.adding(seconds: 3600), isTrusted: true) == .leave)
    }

    @Test("a clock is in step only where it says so after it was set")
    func readBack() {
        let keeper = Self.keeper()
        #expect(keeper.isInStep(.offset(900)) && !keeper.isInStep(.offset(2001)))
        #expect(!keeper.isInStep(.notSet) && !keeper.isInStep(.unreadable))
    }

    @Test("wherever it is set, it is away from the ends of its interval", arguments: 0..<20 as Range<UInt64>)
    func awayFromEnds(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let interval = ([60, 900, 1800, 86_400] as [Int64]).randomElement(using: &random) ?? 900
            let now = UTCTime(milliseconds: Int64.random(in: 1_700_000_000_000...1_900_000_000_000, using: &random))
            let offset = Int64.random(in: -2_000_000...2_000_000, using: &random)
            var keeper = ClockKeeper(intervalSeconds: interval, canSet: true)
            guard keeper.look(.offset(offset), at: now, isTrusted: true) == .set else { continue }
            let start = now.floored(toMultipleOf: interval)
            let into = now.milliseconds - start.milliseconds
            #expect(abs(offset) > 2000 && into >= min(30_000, interval * 250))
            #expect(into <= interval * 1000 - min(30_000, interval * 250))
            if abs(offset) + 60_000 < interval * 1000 {
                #expect(now.adding(milliseconds: offset).floored(toMultipleOf: interval) == start)
            }
        }
    }
}
