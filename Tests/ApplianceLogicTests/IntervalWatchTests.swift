import Foundation
import Metering
import Testing

@testable import Appliance

/// What `gridtally measure losses --year` times.
@Suite struct IntervalWatchTests {
    /// Three quarters of an hour: two readings, one, three.
    private static let times = ["00:00:01", "00:14:59", "00:15:00", "00:30:00", "00:30:02", "00:44:00"]

    private static func burn(milliseconds: Int64) {
        let begun = ProcessUsage.ownProcessorNanoseconds
        while ProcessUsage.ownProcessorNanoseconds - begun < milliseconds * 1_000_000 {}
    }

    @Test func `an interval's time is from its first reading to the next one's`() throws {
        let folder = try MeasureFolder()
        defer { folder.remove() }
        let lines = Self.times.map { "2026-01-05T\($0)Z,T1,1.8.0,5,ok\n" }.joined()
        try folder.put("readings.csv", "timestamp,meter_id,quantity,value,quality\n" + lines)
        let watch = IntervalWatch(folder.file("readings.csv"), days: 1)
        try watch.restart()
        #expect(try watch.next() != nil)
        try watch.restart()
        var told: [String] = []
        while let row = try watch.next() {
            told.append(String(row.time.description.dropFirst(11).prefix(8)))
            if told.count == 3 { Self.burn(milliseconds: 60) }
            if told.count == 4 || told.count == 6 { Self.burn(milliseconds: 15) }
        }
        #expect(told == Self.times && watch.readings == 6)
        let milliseconds = watch.nanoseconds.map { $0 / 1_000_000 }
        try #require(milliseconds.count == 3)
        // Other tests of this process may use the processor at the same time.
        #expect(milliseconds[1] >= 60 && milliseconds[2] >= 30)
        let figures = LossYearFigures(houses: 1, days: 1, watch: watch, alarms: 0)
        #expect(figures.intervals == 3 && figures.readings == 6)
        #expect(figures.worstMilliseconds >= figures.medianMilliseconds && figures.processorSeconds >= 0.09)
        #expect(figures.meetsGoals == (figures.worstMilliseconds <= 5) && figures.description.contains("MISSED"))
    }
}
