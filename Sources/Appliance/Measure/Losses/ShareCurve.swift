/// How many thefts are found, and how fast, by their share of the feeder's energy.
public struct ShareCurve: Codable, Sendable {
    public struct Bin: Codable, Sendable {
        /// Of the energy fed in since the theft began, %; from this on.
        public var fromPercent: Double
        /// Below this; nil: no limit.
        public var belowPercent: Double?
        public var found: LossScore.Hits
        /// Of those that were found.
        public var medianHoursToDetect: Double?

        var name: String {
            let from = MeasureText.number(self.fromPercent, 0)
            guard let below = self.belowPercent.map({ MeasureText.number($0, 0) }) else { return "> \(from) %" }
            return self.fromPercent == 0 ? "< \(below) %" : "\(from)–\(below) %"
        }
    }

    private static let limits: [(Double, Double?)] = [(0, 1), (1, 2), (2, 4), (4, 8), (8, nil)]

    public let bins: [Bin]

    init(_ scenarios: [ScenarioScore]) {
        self.bins = Self.limits.map { from, below in
            let inside = scenarios.filter { score in
                guard let share = score.sharePercent.map(abs) else { return false }
                return share >= from && share < below ?? .infinity
            }
            return Bin(
                fromPercent: from, belowPercent: below, found: LossScore.Hits(inside.map(\.isFound)),
                medianHoursToDetect: inside.compactMap(\.hoursToDetect).median)
        }
    }
}

extension ShareCurve: CustomStringConvertible {
    public var description: String {
        let rows = self.bins.map { bin in
            let found = "\(bin.found.right) of \(bin.found.of)"
            let hours = bin.medianHoursToDetect.map { MeasureText.number($0) } ?? "–"
            return "  \(MeasureText.padded(bin.name, to: 16))\(MeasureText.padded(found, to: 14))\(hours)"
        }
        return (["  share           found         hours, median"] + rows).joined(separator: "\n")
    }
}
