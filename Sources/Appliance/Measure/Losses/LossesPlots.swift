public import Foundation

/// Two drawings of ``LossesFigures``: hours to detect by the share of the energy, and how many are found.
///
/// Each is one SVG file that asks nothing of any network, and is read on light and on dark ground.
public struct LossesPlots {
    private let scenarios: [ScenarioScore]
    private let curve: ShareCurve

    public init(_ figures: LossesFigures) { (self.scenarios, self.curve) = (figures.score.scenarios, figures.curve) }

    /// Writes `share-and-hours.svg` and `found-by-share.svg`, and replaces neither; makes the folder where it is not there.
    public func write(to folder: URL) throws(FileError) {
        try FeederGeneration.makeFolder(folder)
        try FileError.create(folder.appendingPathComponent("share-and-hours.svg"), Data(self.hours.utf8))
        try FileError.create(folder.appendingPathComponent("found-by-share.svg"), Data(self.found.utf8))
    }

    /// Each theft is a point; those that were missed stand above all hours.
    var hours: String {
        let (shares, hours) = (LogarithmicAxis(0.25...16), LogarithmicAxis(1...1024))
        let points = self.scenarios.compactMap { score -> String? in
            guard let share = score.sharePercent.map(abs), let family = score.family else { return nil }
            let x = SVGDrawing.left + shares.place(of: share) * SVGDrawing.across
            let y =
                score.hoursToDetect.map { SVGDrawing.bottom - hours.place(of: $0) * SVGDrawing.upwards }
                ?? SVGDrawing.top - 14
            let told = score.hoursToDetect.map { "after \(MeasureText.number($0)) h" } ?? "missed"
            let title = "\(score.scenario), \(family), \(MeasureText.number(share)) %: \(told)"
            return SVGDrawing.point(x, y, isFilled: score.hoursToDetect != nil, title)
        }
        let ticks =
            SVGDrawing.xTicks(shares, [0.25, 0.5, 1, 2, 4, 8, 16])
            + SVGDrawing.yTicks(hours, [1, 4, 16, 64, 256, 1024])
        return SVGDrawing.document(
            "Hours to the first alarm by the share of the energy",
            x: "share of the energy, %", y: "hours to the first alarm",
            [SVGDrawing.text(0, SVGDrawing.top - 10, "missed")] + ticks + points)
    }

    var found: String {
        let step = SVGDrawing.across / Double(self.curve.bins.count)
        let bars = self.curve.bins.enumerated().map { number, bin in
            let x = SVGDrawing.left + Double(number) * step
            let height = (bin.found.share ?? 0) * SVGDrawing.upwards
            return """
                <rect class="found" x="\(SVGDrawing.at(x + step * 0.15))" y="\(SVGDrawing.at(SVGDrawing.bottom - height))" \
                width="\(SVGDrawing.at(step * 0.7))" height="\(SVGDrawing.at(height))"/>
                \(SVGDrawing.text(x + step / 2, SVGDrawing.bottom - height - 5, "\(bin.found.right) of \(bin.found.of)", "middle"))
                \(SVGDrawing.text(x + step / 2, SVGDrawing.bottom + 15, PrintedPage.escaped(bin.name), "middle"))
                """
        }
        let ticks = [0, 25, 50, 75, 100].map { percent in
            SVGDrawing.yTick(SVGDrawing.bottom - Double(percent) / 100 * SVGDrawing.upwards, "\(percent)")
        }
        return SVGDrawing.document(
            "Thefts that were found, by the share of the energy", x: "share of the energy", y: "found, %", ticks + bars)
    }
}

/// Equal ratios are equal distances.
struct LogarithmicAxis {
    private let from: Double
    private let to: Double

    /// - Parameter range: above 0.
    init(_ range: ClosedRange<Double>) { (self.from, self.to) = (log2(range.lowerBound), log2(range.upperBound)) }

    /// From 0 to 1; what lies outside stands at the end.
    func place(of value: Double) -> Double {
        guard value > 0 else { return 0 }
        return min(1, max(0, (log2(value) - self.from) / (self.to - self.from)))
    }
}
