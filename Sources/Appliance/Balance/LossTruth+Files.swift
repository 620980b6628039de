import Foundation
import Metering

/// `truth.json` and `topology.json` of a scenario: what really was, and when it was looked at.
extension LossTruth {
    /// Longer than any simulation.
    private static let longestDays = 3660
    private static let advice = "See docs/feeder-simulation.md for the format."

    private struct Period: Decodable {
        var start: String
        var days: Int
    }

    private struct Deed: Decodable {
        var kind: String
        var sub: String?
        var start: String?
        var stolenWhDaily: [Double]?
        var sharePct: Double?
        var phase: String?
        var acceptable: [String]?
        var kindsOk: [String]?
    }

    /// Reads the files of a scenario's folder, whose name is the scenario's.
    init(folder: URL) throws(FileError) {
        let (truth, topology) = (
            folder.appendingPathComponent("truth.json"), folder.appendingPathComponent("topology.json")
        )
        try self.init(
            folder, truth: try FileError.bytes(of: truth, atMost: 16 << 20),
            topology: try FileError.bytes(of: topology, atMost: 16 << 20))
    }

    /// - Parameter folder: names the scenario; nothing is read of it.
    init(_ folder: URL, truth: [UInt8], topology: [UInt8]) throws(FileError) {
        let file = folder.appendingPathComponent("truth.json")
        let other = folder.appendingPathComponent("topology.json")
        let period = try GridFile.decode(topology, of: other, advice: Self.advice) as Period
        guard let start = UTCTime(rfc3339: period.start), (1...Self.longestDays).contains(period.days) else {
            throw FileError(
                other, "has start \"\(period.start)\" and \(period.days) days",
                "The start is written as 2026-01-05T00:00:00Z; there are 1 to \(Self.longestDays) days.")
        }
        let deed = try GridFile.decode(truth, of: file, advice: Self.advice) as Deed
        self.init(
            scenario: folder.lastPathComponent, start: start, days: period.days,
            theft: deed.kind == "normal" ? nil : try Self.theft(deed, days: period.days, file))
    }

    private static func theft(_ deed: Deed, days: Int, _ file: URL) throws(FileError) -> LossTruth.Theft {
        func present<Value>(_ value: Value?, _ name: String) throws(FileError) -> Value {
            guard let value else { throw FileError(file, ".\(name) is missing", Self.advice) }
            return value
        }
        let text = try present(deed.start, "start")
        guard let start = UTCTime(rfc3339: text) else {
            throw FileError(file, "start \"\(text)\" is no time", "Write times as 2026-01-05T04:30:00Z.")
        }
        let daily = try present(deed.stolenWhDaily, "stolen_wh_daily")
        guard daily.count == days else {
            throw FileError(file, ".stolen_wh_daily has \(daily.count) of \(days) days", Self.advice)
        }
        return LossTruth.Theft(
            family: deed.sub ?? deed.kind, kinds: Set(try present(deed.kindsOk, "kinds_ok")), start: start,
            phase: deed.phase, acceptable: Set(try present(deed.acceptable, "acceptable")), dailyWh: daily,
            sharePercent: try present(deed.sharePct, "share_pct"))
    }
}
