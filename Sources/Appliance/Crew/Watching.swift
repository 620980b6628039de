import Foundation
import Platform

/// `gridtally watch`: shows meters as they change, until Control-C.
public struct Watching: Sendable {
    let source: any WatchSource
    /// Seconds between two looks.
    let period: Double
    /// Looks, after which it ends; nil: until Control-C.
    let looks: Int?
    let json: Bool

    /// Watches by the running service, or else on the lines of the configuration.
    ///
    /// - Parameters:
    ///   - meters: as people name them; empty: all.
    ///   - period: seconds between two looks.
    ///   - looks: after which it ends; nil: at Control-C.
    /// - Returns: the exit code: 3 where nobody answered to the end.
    public static func run(
        _ wish: LineWish, meters: [String], period: Double, looks: Int?, json: Bool
    ) async throws -> Int32 {
        let source = try await self.source(wish, meters: meters, period: period)
        return try await Watching(source: source, period: period, looks: looks, json: json).run()
    }

    /// - Returns: the exit code: 3 where nobody answered to the end.
    func run() async throws -> Int32 {
        let screen = LiveScreen()
        let last = try await Interruptible.run {
            // Before anything else: the terminal is the crew's again, even where the rest hangs.
            screen.leave()
        } work: {
            try await self.look(screen)
        }
        screen.leave()
        await self.source.end()
        guard let rows = last else { return 0 }
        // The last frame stays on the screen that the crew comes back to.
        if LiveScreen.isTerminal, !self.json { self.frame(rows, height: .max).forEach { print($0) } }
        return rows.contains { $0.isCommunicating && $0.ageSeconds != nil } ? 0 : ExitStatus.notReachable
    }

    /// The last rows; nil where it was stopped before the first.
    private func look(_ screen: LiveScreen) async throws -> [WatchRow]? {
        var printed: [String: WatchRow] = [:]
        var last: [WatchRow]?
        var count = 0
        defer { screen.leave() }
        while !Task.isCancelled, count < self.looks ?? .max {
            let rows: [WatchRow]
            do {
                rows = try await self.source.rows()
            } catch {
                if Task.isCancelled { break }
                await self.source.end()
                throw error
            }
            (last, count) = (rows, count + 1)
            try self.show(rows, screen, &printed)
            if count < self.looks ?? .max { try? await Task.sleep(for: .seconds(self.period)) }
        }
        return last
    }

    private func show(_ rows: [WatchRow], _ screen: LiveScreen, _ printed: inout [String: WatchRow]) throws {
        if LiveScreen.isTerminal, !self.json { return screen.show(self.frame(rows, height: LiveScreen.height)) }
        for row in rows {
            let key = "\(row.bus):\(row.unit)"
            guard printed[key].map({ row.differs(from: $0) }) ?? true else { continue }
            printed[key] = row
            print(self.json ? try WatchSample(row).line : WatchTable.line(of: row))
        }
        fflush(nil)
    }

    private func frame(_ rows: [WatchRow], height: Int) -> [String] {
        let time = "\(Self.now)".split(separator: "T").last.map { String($0.prefix(8)) } ?? ""
        return WatchTable.frame(rows, place: self.source.place, time: "\(time) UTC", height: height)
    }

    static var now: String { ISO8601DateFormatter().string(from: Date()) }
}

/// One row as a line of JSON.
private struct WatchSample: Encodable {
    /// Seconds since 1970.
    let t: Double
    let row: WatchRow

    init(_ row: WatchRow) {
        self.t = (Double(RealtimeClock.nanoseconds) / 1e6).rounded() / 1000
        self.row = row
    }

    private enum CodingKeys: String, CodingKey { case t }

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(self.t, forKey: .t)
        try self.row.encode(to: encoder)
    }

    var line: String { get throws { try ReportJSON.line(self) } }
}

extension WatchRow {
    /// Something was read since, or its state changed.
    fileprivate func differs(from other: WatchRow) -> Bool {
        guard self.isCommunicating == other.isCommunicating, self.values.count == other.values.count else {
            return true
        }
        return zip(self.values, other.values).contains { new, old in
            new.value != old.value || new.quality != old.quality || new.rule != old.rule
                // Read again: it is younger than it was.
                || (new.ageSeconds ?? .infinity) < (old.ageSeconds ?? .infinity)
        }
    }
}
