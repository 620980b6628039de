import CanonicalCBOR
import Ledger
import Metering
import Testing

@testable import Appliance

@Suite("What a register keeps over a restart") struct RegisterMemoryTests {
    private static let start = UTCTime(seconds: 1_767_573_000 / 900 * 900)

    private static func channel(_ value: Int64, serial: String? = "A") -> MeterChannel {
        MeterChannel(
            position: 0, obis: .activeEnergyImport, field: "energy",
            counter: RegisterCounter(
                CounterConfiguration(maximumUnitsPerHour: 6000, confirmations: 2),
                state: CounterState(accepted: .init(value: value, time: self.start, serial: serial), isVerified: true)),
            sampler: BoundarySampler(intervalSeconds: 900))
    }

    private static func collector(_ value: Int64) -> ReadingCollector {
        ReadingCollector(
            rosterVersion: 1, intervalSeconds: 900, collectionSeconds: 300,
            baselines: [.init(boundary: self.start, value: value)], start: self.start)
    }

    private static func read(_ channel: inout MeterChannel, _ value: Int64, _ second: Int64, serial: String = "A") {
        let time = self.start.adding(seconds: second)
        _ = channel.take(value, at: time, steady: time, serial: serial)
    }

    @Test("nothing where the chain is enough")
    func plain() {
        var channel = Self.channel(1000)
        Self.read(&channel, 1010, 60)
        #expect(ChannelMemory(channel, in: Self.collector(1000)) == nil)
    }

    @Test("a break that the chain has not been told of, the base before it, and what the chain has")
    func roundTrip() throws {
        var channel = Self.channel(1000)
        Self.read(&channel, 1050, 60)
        for second in 120...122 as ClosedRange<Int64> { Self.read(&channel, 0, second) }
        let memory = try #require(ChannelMemory(channel, in: Self.collector(1000)))
        #expect(memory.splice == Splice(kind: .reset, lastGood: 1050, origin: 0))
        #expect(memory.counter.superseded?.base.value == 1050)
        #expect(memory.told == .init(boundary: Self.start, value: 1000))
        #expect(try ChannelMemory(decoding: memory.encoded) == memory)
        for length in 0..<memory.encoded.count {
            #expect(throws: CBORError.self) { try ChannelMemory(decoding: Array(memory.encoded.prefix(length))) }
        }
    }

    @Test("a chain that was told something else books nothing for what lies before")
    func refused() throws {
        var channel = Self.channel(1000)
        Self.read(&channel, 1050, 60)
        for second in 120...122 as ClosedRange<Int64> { Self.read(&channel, 5, second) }
        let memory = try #require(ChannelMemory(channel, in: Self.collector(1000)))
        let fitted = memory.fitted(to: .init(boundary: Self.start.adding(seconds: -900), value: 900))
        #expect(fitted.splice == Splice(kind: .replaced, lastGood: 900, origin: 5))
    }

    @Test("what is written is what changed, and what is not needed any more is taken out")
    func book() throws {
        var channel = Self.channel(1000)
        for second in 1...3 as ClosedRange<Int64> { Self.read(&channel, 0, second) }
        let memory = try #require(ChannelMemory(channel, in: Self.collector(1000)))
        var book = MemoryBook()
        let first = book.changes(to: ["M1": memory], withReadings: false)
        #expect(first == ["M1": memory])
        book.wrote(first)
        Self.read(&channel, 0, 60)
        let moved = try #require(ChannelMemory(channel, in: Self.collector(1000)))
        #expect(book.changes(to: ["M1": moved], withReadings: false).isEmpty, "a minute is not worth a write")
        #expect(book.changes(to: ["M1": moved], withReadings: true) == ["M1": moved])
        #expect(book.changes(to: ["M1": nil], withReadings: false) == ["M1": nil])
        #expect(book.changes(to: [:], withReadings: true).isEmpty, "meters that are not here now keep theirs")
    }

    @Test("the days of a register come back as they were")
    func days() throws {
        let days = [
            DayValue(day: 20_454, quantity: 9600, registerMovement: 9600, quality: .valid),
            DayValue(day: 20_455, quantity: 0, registerMovement: nil, quality: .missing, rule: "sum-check"),
        ]
        let history = DayHistory(offsetMinutes: 330, limits: IntervalLimits(), days: days)
        #expect(try DayHistory.days(decoding: history.encoded) == days)
        #expect(throws: CBORError.self) { try DayHistory.days(decoding: [0x80]) }
    }

    @Test("a meter's report names the rules that touched readings, intervals and days")
    func report() {
        let days = (0..<4 as Range<Int64>).map {
            DayValue(day: 20_451 + $0, quantity: 9600, registerMovement: 9600, quality: .valid)
        }
        var point = MeterPoint(
            meter: MeterID(1), label: "M1", serial: "A", bus: "line", device: "meter",
            channels: [Self.channel(1000).goingOn(with: nil, days: days, offsetMinutes: 330)])
        // A day from local midnight on that uses a tenth of the others; a voltage that cannot be.
        let midnight = UTCTime(seconds: 1_767_573_000 / 86_400 * 86_400 + 86_400 - 330 * 60)
        for index in 0...97 as ClosedRange<Int64> {
            let nanoseconds = index * 900_000_000_000
            _ = point.take(
                DeviceSample(
                    device: "meter",
                    readings: [
                        Reading(
                            obis: .activeEnergyImport, name: "energy", value: 1000 + index * 20, unit: .wattHour,
                            quality: .valid, raw: .words([3, 4]), monotonicNanoseconds: nanoseconds),
                        Reading(
                            obis: nil, name: "voltage.l1", value: 412_000, unit: .millivolt, quality: .valid,
                            raw: .words([0x1234]), monotonicNanoseconds: nanoseconds),
                    ], texts: [], monotonicNanoseconds: nanoseconds)
            ) { midnight.adding(milliseconds: $0 / 1_000_000) }
        }
        let report = MeasuredReport(point, now: 97 * 900_000_000_000 + 2_000_000_000)
        #expect(report.readings.map(\.name) == ["energy", "voltage.l1"])
        #expect(report.readings.map(\.rule) == [nil, "voltage-range"])
        #expect(report.readings.map(\.raw) == ["0003 0004", "1234"])
        #expect(report.readings.map(\.ageSeconds) == [2, 2])
        #expect(report.intervals.map(\.quantity) == [20])
        #expect(report.days.first?.rule == "high-low")
        #expect(report.days.first?.quality == "suspect")
        let lines = report.lines(all: false)
        #expect(lines.contains("voltage.l1 412000 mV, suspect (voltage-range)"))
        #expect(lines.contains { $0.hasSuffix("1920, suspect (high-low)") })
        #expect(!lines.contains { $0.hasPrefix("1-0:1.8.0 2940") })
    }
}
