import Contract
public import Foundation
import Glibc
import Identity
import Ledger
import Metering
import Platform
import Storage

/// `gridtally measure ledger`: what one validator commits to its disk, with every check and every sync.
public struct LedgerMeasurement: Sendable {
    /// Meters of the box whose readings are committed.
    public var meters: Int
    /// Blocks with one interval's readings each.
    public var intervals: Int
    /// Payments, each in a block of its own, and as many again in full blocks.
    public var payments: Int
    /// Where its files go for the time: this decides which disk is measured.
    public var folder: URL?

    private static let paymentsInFullBlock = 200
    private static let syncs = 100

    public init(meters: Int, intervals: Int, payments: Int, folder: URL?) {
        self.meters = meters
        self.intervals = intervals
        self.payments = payments
        self.folder = folder
    }

    public func run() async throws -> LedgerFigures {
        let folder = try self.folder.map { try MeasureFolder(in: $0) } ?? MeasureFolder()
        defer { folder.remove() }
        var zone = try MeasuredZone(meters: self.meters)
        var validator = try await MeasuredValidator(directory: folder.url.path, zone: zone)
        try await validator.commit(zone.registry(), at: zone.genesis.time.adding(seconds: 1))
        _ = try await self.commitReadings(1, &zone, &validator)
        var figures = LedgerFigures(meters: self.meters, intervals: self.intervals, payments: self.payments)
        figures.syncMicroseconds = try Self.syncMicroseconds(in: folder)
        _ = try await self.restart(&validator, folder, zone)
        let bytes = folder.size(ChainStore.fileName)
        try await self.measureReadings(&figures, &zone, &validator)
        _ = try await self.restart(&validator, folder, zone)
        let grown = folder.size(ChainStore.fileName) - bytes
        figures.diskBytesPerReading = Double(grown) / Double(self.intervals * self.meters)
        try await self.measurePayments(&figures, &zone, &validator)
        figures.blocks = validator.state.height
        figures.restartMilliseconds = try await self.restart(&validator, folder, zone) * 1000
        try await validator.close()
        return figures
    }

    /// Closes and opens the files, and checks that the state is the same; gives the seconds from opening to ready.
    private func restart(
        _ validator: inout MeasuredValidator, _ folder: MeasureFolder, _ zone: MeasuredZone
    ) async throws -> Double {
        let root = validator.state.root
        try await validator.close()
        let start = MonotonicClock.nanoseconds
        validator = try await MeasuredValidator(directory: folder.url.path, zone: zone)
        let seconds = Self.seconds(since: start)
        guard validator.state.root == root else {
            throw StepFailure(step: "the state after a restart is the same", lastSeen: validator.state.root.hex)
        }
        return seconds
    }

    private func measureReadings(
        _ figures: inout LedgerFigures, _ zone: inout MeasuredZone, _ validator: inout MeasuredValidator
    ) async throws {
        let seconds = try await self.commitReadings(self.intervals, &zone, &validator)
        let readings = Double(self.intervals * self.meters)
        figures.readingsPerSecond = readings / seconds
        figures.blockMicroseconds = seconds * 1e6 / Double(self.intervals)
        figures.blockBytesPerReading = Double(validator.blockBytes) / readings
    }

    /// Commits intervals, and gives the seconds that it took without the boxes' signing.
    private func commitReadings(
        _ count: Int, _ zone: inout MeasuredZone, _ validator: inout MeasuredValidator
    ) async throws -> Double {
        var seconds = 0.0
        for _ in 0..<count {
            let time = zone.intervalEnd.adding(seconds: 3)
            let readings = zone.readings()
            let start = MonotonicClock.nanoseconds
            try await validator.commit([readings], at: time)
            seconds += Self.seconds(since: start)
        }
        return seconds
    }

    private func measurePayments(
        _ figures: inout LedgerFigures, _ zone: inout MeasuredZone, _ validator: inout MeasuredValidator
    ) async throws {
        let single = (0..<self.payments).map { zone.payment($0) }
        var start = MonotonicClock.nanoseconds
        for payment in single { try await validator.commit([payment], at: validator.time.adding(milliseconds: 1)) }
        figures.singlePaymentsPerSecond = Double(self.payments) / Self.seconds(since: start)
        let batched = (0..<self.payments).map { zone.payment(self.payments + $0) }
        start = MonotonicClock.nanoseconds
        for first in stride(from: 0, to: batched.count, by: Self.paymentsInFullBlock) {
            let block = Array(batched[first..<min(first + Self.paymentsInFullBlock, batched.count)])
            try await validator.commit(block, at: validator.time.adding(milliseconds: 1))
        }
        figures.batchedPaymentsPerSecond = Double(self.payments) / Self.seconds(since: start)
    }

    /// What a bare write of 4 kB with its sync costs on this disk.
    private static func syncMicroseconds(in folder: MeasureFolder) throws -> Double {
        let path = folder.file("sync").path
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw SystemError(code: errno, action: "open", subject: path) }
        defer { close(descriptor) }
        let page = [UInt8](repeating: 0x5A, count: 4096)
        let start = MonotonicClock.nanoseconds
        for index in 0..<Self.syncs {
            guard pwrite(descriptor, page, page.count, index * page.count) == page.count, fdatasync(descriptor) == 0
            else { throw SystemError(code: errno, action: "write", subject: path) }
        }
        return self.seconds(since: start) * 1e6 / Double(Self.syncs)
    }

    private static func seconds(since start: Int64) -> Double { Double(MonotonicClock.nanoseconds - start) / 1e9 }
}
