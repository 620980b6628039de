import Metering

/// The technical loss as a line: so much in an hour, and a share of what is delivered. Losses of wires go with the square of
/// the load; over the loads that a node has in some weeks a line stands for them.
struct LossLine: Hashable, Sendable {
    /// W.
    var fixed: Double
    var share: Double

    /// Some hours of a node: what registers round off, and loads between two readings, is small in a sum over them.
    struct Row: Sendable {
        var hours: Double
        /// Wh, without what was fed back.
        var delivered: Double
        /// Wh, delivered less metered.
        var missing: Double
    }

    /// Deviations from which a row counts less (P. J. Huber, 1964).
    private static let bend = 1.5
    private static let rounds = 40
    private static let rowSeconds: Int64 = 10_800

    /// The line that is nearest to the rows, with both of its parts from 0 to what is allowed.
    init(_ rows: [Row], fixedAtMost: Double, shareAtMost: Double) {
        self.init(fixed: 0, share: 0)
        var weights = [Double](repeating: 1, count: rows.count)
        for _ in 0..<Self.rounds {
            let line = Self.nearest(rows, weights, fixedAtMost, shareAtMost)
            let isSame = abs(line.fixed - self.fixed) < 1e-6 && abs(line.share - self.share) < 1e-9
            self = line
            if isSame { break }
            let misses = rows.map { abs(line.miss($0)) }
            let scale = Self.bend * max(1e-6, misses.median / 0.6745)
            weights = misses.map { min(1, scale / max(1e-9, $0)) }
        }
    }

    private init(fixed: Double, share: Double) { (self.fixed, self.share) = (fixed, share) }

    /// What the line leaves of a row, Wh.
    func miss(_ row: Row) -> Double { row.missing - self.fixed * row.hours - self.share * row.delivered }

    /// Rows of three hours by the clock that were read by half at least.
    static func rows(_ window: CalibrationWindow) -> [Row] {
        var rows: [Row] = []
        var last: Int64?
        for interval in window.intervals {
            let slot = interval.end.adding(seconds: -1).floored(toMultipleOf: max(Self.rowSeconds, window.seconds))
            if last != slot.milliseconds { rows.append(Row(hours: 0, delivered: 0, missing: 0)) }
            last = slot.milliseconds
            rows[rows.count - 1].hours += window.hours
            rows[rows.count - 1].delivered += Double(max(0, interval.delivered))
            rows[rows.count - 1].missing += Double(interval.delivered) - Double(interval.metered)
        }
        let whole = Double(max(Self.rowSeconds, window.seconds)) / 3600
        return rows.filter { $0.hours >= whole / 2 }
    }

    /// Weighted least squares in a box: the inside where it fits there, else the best of the edges.
    private static func nearest(
        _ rows: [Row], _ weights: [Double], _ fixedAtMost: Double, _ shareAtMost: Double
    ) -> LossLine {
        var (hh, hd, dd, hm, dm) = (0.0, 0.0, 0.0, 0.0, 0.0)
        for (row, weight) in zip(rows, weights) {
            hh += weight * row.hours * row.hours
            hd += weight * row.hours * row.delivered
            dd += weight * row.delivered * row.delivered
            hm += weight * row.hours * row.missing
            dm += weight * row.delivered * row.missing
        }
        func clamped(_ value: Double, _ most: Double) -> Double { min(max(0, value), most) }
        let determinant = hh * dd - hd * hd
        if determinant > 1e-9 * hh * dd {
            let fixed = (hm * dd - dm * hd) / determinant
            let share = (dm * hh - hm * hd) / determinant
            if (0...fixedAtMost).contains(fixed), (0...shareAtMost).contains(share) {
                return LossLine(fixed: fixed, share: share)
            }
        }
        var lines: [LossLine] = []
        for fixed in [0, fixedAtMost] {
            let share = dd > 0 ? (dm - fixed * hd) / dd : 0
            lines.append(LossLine(fixed: fixed, share: clamped(share, shareAtMost)))
        }
        for share in [0, shareAtMost] {
            let fixed = hh > 0 ? (hm - share * hd) / hh : 0
            lines.append(LossLine(fixed: clamped(fixed, fixedAtMost), share: share))
        }
        func cost(_ line: LossLine) -> Double {
            line.fixed * (line.fixed * hh - 2 * hm) + line.share * (line.share * dd - 2 * dm)
                + 2 * line.fixed * line.share * hd
        }
        return lines.min { cost($0) < cost($1) } ?? LossLine(fixed: 0, share: 0)
    }
}
