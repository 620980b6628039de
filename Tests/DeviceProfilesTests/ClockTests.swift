import DeviceProfiles
import Metering
import TestSupport
import Testing

@Suite struct ClockTests {
    private func clock() throws -> ClockDescription {
        try #require(try ShippedProfiles.catalog()["schneider-iem3155"]?.clock)
    }

    @Test func readsTheFourWordsOfTheManual() throws {
        let clock = try self.clock()
        #expect(clock.question == RegisterQuestion(table: .holdingRegister, address: 1844, count: 4))
        // 2026-11-23 (a Monday, 2) 06:05:09.250, summer time.
        let time = try #require(ClockTime(year: 2026, month: 11, day: 23, hour: 6, minute: 5, millisecond: 9250))
        #expect(clock.decode([0x001A, 0x0B57, 0x8605, 9250]) == .time(time))
        #expect(time.description == "2026-11-23 06:05:09.250")
        #expect(clock.decode([0x001A, 0x0B57, 0x0685, 9250]) == .notSet)
        #expect(clock.decode([0, 0, 0, 0]) == .notSet)
        #expect(clock.decode([0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF]) == .notSet)
        #expect(clock.decode([0x001A, 0x021E, 0x0605, 0]) == .malformed, "30 February")
        #expect(clock.decode([0x001A, 0x0B17, 0x1805, 0]) == .malformed, "24 o'clock")
        #expect(clock.decode([0x001A, 0x0B17, 0x0605, 60_000]) == .malformed)
        #expect(clock.decode([0x001A]) == .malformed)
    }

    @Test func civilTimeGoesThereAndBack() throws {
        let clock = try self.clock()
        var random = SeededGenerator(seed: 3)
        for _ in 0..<2000 {
            let instant = UTCTime(milliseconds: Int64.random(in: 946_684_800_000..<4_102_444_800_000, using: &random))
            let offset = Int64.random(in: -12...14, using: &random) * 60
            let civil = CivilTime(instant, offsetMinutes: offset)
            guard let time = ClockTime(civil) else {
                #expect(!(2000...2127).contains(civil.year))
                continue
            }
            #expect(clock.decode(clock.encode(time)) == .time(time))
            #expect(time.millisecondsSinceEpoch(offsetMinutes: offset) == instant.seconds * 1000)
        }
    }

    @Test func decodingNeverTraps() throws {
        let clock = try self.clock()
        var random = SeededGenerator(seed: 4)
        for _ in 0..<20_000 {
            let words = (0..<4).map { _ in UInt16.random(in: 0...UInt16.max, using: &random) }
            if case .time(let time) = clock.decode(words) {
                #expect(clock.decode(clock.encode(time)) == .time(time))
            }
        }
    }

    @Test func settingIsOneBlockThatTheProfileAllows() throws {
        let profile = try #require(try ShippedProfiles.catalog()["schneider-iem3155"])
        let clock = try self.clock()
        let time = try #require(ClockTime(year: 2026, month: 3, day: 1, hour: 23, minute: 59, millisecond: 58_999))
        let write = try #require(clock.write(setting: time))
        #expect(write.function == 16 && write.address == 5249)
        #expect(write.values == [1003, 0, 0, 2026, 3, 1, 23, 59, 58, 0])
        #expect(profile.refusal(of: write) == nil)
        #expect(clock.resultQuestion == RegisterQuestion(table: .holdingRegister, address: 5374, count: 2))
        #expect(clock.outcome([1003, 0]) == .done && clock.outcome([1003, 3001]) == .failed(code: 3001))
        #expect(clock.outcome([2008, 0]) == .otherCommand(2008) && clock.outcome([1003]) == .malformed)
        // Another command at the same place, a part of this one, or a date that is none.
        for values in [
            [2008, 0, 0, 2026, 3, 1, 23, 59, 58, 0], [1003, 0, 0, 2026], [1003, 0, 0, 2026, 2, 30, 23, 59, 58, 0],
            [1003, 0, 0, 2026, 3, 1, 23, 59, 60, 0], [1003, 0, 0, 2026, 3, 1, 23, 59, 58, 0, 0],
        ] as [[UInt16]] {
            let other = RegisterWrite(function: 16, address: 5249, values: values)
            #expect(profile.refusal(of: other) == .notListed(table: .holdingRegister, address: 5249), "\(values)")
        }
        let readOnly = ClockDescription(table: .holdingRegister, address: 0, format: .schneiderDateTime)
        #expect(readOnly.write(setting: time) == nil && readOnly.resultQuestion == nil)
    }
}
