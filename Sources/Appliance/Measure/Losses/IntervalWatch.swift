import Foundation
import Glibc
import Metering

/// Hands over a feeder's readings, and takes the processor time from an interval's first reading to the next one's.
///
/// An interval's rows are read before its time begins, so that the time is what the detector takes.
final class IntervalWatch: FeederReadingSource {
    private static let interval: Int64 = 900_000
    private static let intervalsPerDay = 96

    private let file: URL
    private var source: FeederReadingsFile?
    private var rows: [FeederReadingsFile.Row] = []
    private var position = 0
    private var ahead: FeederReadingsFile.Row?
    private var begun: Int64?
    /// Before anything was read.
    private var before: ProcessUsage?
    private(set) var readings = 0
    /// Of each interval.
    private(set) var nanoseconds: [Int64] = []
    /// The most since then, with what was given back within an interval.
    private(set) var growthKilobytes = 0

    init(_ file: URL, days: Int) {
        self.file = file
        self.nanoseconds.reserveCapacity(days * (Self.intervalsPerDay + 1))
    }

    /// Begins anew at the first reading; memory is held against that of the first beginning.
    func restart() throws(FileError) {
        self.before = self.before ?? ProcessUsage(of: getpid())
        let source = try FeederReadingsFile(self.file, isWater: false)
        (self.rows, self.position, self.readings, self.begun) = ([], 0, 0, nil)
        self.nanoseconds.removeAll(keepingCapacity: true)
        self.ahead = try source.next()
        self.source = source
    }

    func next() throws(FileError) -> FeederReadingsFile.Row? {
        if self.position == self.rows.count { try self.turn() }
        guard self.position < self.rows.count else { return nil }
        defer { self.position += 1 }
        return self.rows[self.position]
    }

    func error(_ problem: String, _ advice: String) -> FileError {
        let place = self.position > 0 ? "reading of \(self.rows[self.position - 1].time): " : ""
        return FileError(self.file, place + problem, advice)
    }

    private func turn() throws(FileError) {
        if let begun = self.begun {
            self.nanoseconds.append(ProcessUsage.ownProcessorNanoseconds - begun)
            if self.nanoseconds.count % Self.intervalsPerDay == 0 { self.lookAtMemory() }
        }
        self.rows.removeAll(keepingCapacity: true)
        self.position = 0
        while let row = self.ahead, self.belongs(row) {
            self.rows.append(row)
            self.ahead = try self.source?.next()
        }
        self.readings += self.rows.count
        self.begun = self.rows.isEmpty ? nil : ProcessUsage.ownProcessorNanoseconds
    }

    /// To the interval that is being put together.
    private func belongs(_ row: FeederReadingsFile.Row) -> Bool {
        guard let first = self.rows.first else { return true }
        return row.time.milliseconds / Self.interval == first.time.milliseconds / Self.interval
    }

    private func lookAtMemory() {
        guard let before = self.before, let now = ProcessUsage(of: getpid()) else { return }
        // A peak from before the first reading is nobody's here.
        let most = now.peakKilobytes > before.peakKilobytes ? now.peakKilobytes : now.residentKilobytes
        self.growthKilobytes = max(self.growthKilobytes, most - before.residentKilobytes)
    }
}
