import LossDetection
import Metering

/// What nothing explains, day by day, as inline SVG.
struct BalancePlot {
    let series: [DailySeries]
    let judgement: LossJudgement?

    static let style = """

        .sentence { font-size: 1.15rem; font-weight: 600; }
        svg { width: 100%; height: auto; display: block; margin: .5rem 0; }
        svg text { font: 10px system-ui, sans-serif; fill: currentColor; }
        svg .axis { stroke: currentColor; stroke-opacity: .4; }
        svg .bar { fill: #c2410c; } svg .quiet { fill: #64748b; }
        svg .onset { stroke: #c2410c; stroke-dasharray: 4 3; stroke-width: 1.5; }
        """

    private static let width = 720.0
    private static let height = 110.0
    private static let left = 56.0

    var html: String {
        let plots = self.series.filter { $0.days.count > 1 }.map { self.plot($0) }
        return plots.isEmpty ? "" : "<h2>What is not explained, by day</h2>\n" + plots.joined(separator: "\n")
    }

    private func plot(_ series: DailySeries) -> String {
        let values = series.days.map(\.value)
        let top = max(0.5, values.max() ?? 0)
        let bottom = min(-0.5, values.min() ?? 0)
        let span = top - bottom
        let step = (Self.width - Self.left) / Double(values.count)
        func y(_ value: Double) -> Double { (top - value) / span * Self.height + 12 }
        let name = PrintedPage.escaped(series.name)
        let isSuspect = self.judgement.map { $0.phase == nil || $0.phase == series.phase } ?? false
        let bars = values.enumerated().map { index, value in
            let from = Swift.min(y(value), y(0))
            return
                "<rect class=\"\(isSuspect ? "bar" : "quiet")\" x=\"\(Self.at(Self.left + Double(index) * step + 1))\""
                + " y=\"\(Self.at(from))\" width=\"\(Self.at(Swift.max(1, step - 2)))\""
                + " height=\"\(Self.at(abs(y(value) - y(0))))\"/>"
        }
        let title = PrintedPage.escaped(series.title)
        return """
            <svg viewBox="0 0 \(Int(Self.width)) \(Int(Self.height) + 34)" role="img" aria-label="\(title)">
            <title>\(title)</title>
            <text x="0" y="\(Self.at(y(top) + 8))">\(LossWords.number(top, 1)) \(series.unit)</text>
            <text x="0" y="\(Self.at(y(0) + 3))">\(name) 0</text>
            <text x="0" y="\(Self.at(y(bottom)))">\(LossWords.number(bottom, 1))</text>
            <line class="axis" x1="\(Self.at(Self.left))" x2="\(Self.at(Self.width))" y1="\(Self.at(y(0)))" y2="\(Self.at(y(0)))"/>
            \(bars.joined(separator: "\n"))
            \(isSuspect ? self.onset(step, series) : "")
            <text x="\(Self.at(Self.left))" y="\(Self.at(Self.height + 30))">\(series.date(0))</text>
            <text x="\(Self.at(Self.width))" y="\(Self.at(Self.height + 30))" text-anchor="end">\(series.date(values.count - 1))</text>
            </svg>
            """
    }

    private func onset(_ step: Double, _ series: DailySeries) -> String {
        guard let onset = self.judgement?.onset,
            let place = series.days.firstIndex(where: { $0.day.adding(seconds: 86_400) > onset })
        else { return "" }
        let part = Double(onset.milliseconds - series.days[place].day.milliseconds) / 86_400_000
        let x = Self.at(Self.left + (Double(place) + max(0, part)) * step)
        return "<line class=\"onset\" x1=\"\(x)\" x2=\"\(x)\" y1=\"8\" y2=\"\(Self.at(Self.height + 16))\"/>"
    }

    private static func at(_ value: Double) -> String { MeasureText.number(value) }
}

extension DailySeries {
    /// `2026-03-31`.
    fileprivate func date(_ index: Int) -> String {
        String(self.days[index].day.adding(seconds: self.offsetSeconds).description.prefix(10))
    }
}
