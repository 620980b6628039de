import Metering

/// Delivered, metered, technical loss and what nothing explains, interval by interval.
///
/// Above: metered, technical loss and unexplained stand on one another, and the line is what was delivered. Below:
/// what is unexplained by itself, on its own scale, because it is small.
struct BalanceChart {
    let points: [BalancePoint]
    let findings: [FindingView]
    let unit: String
    let intervalSeconds: Int64
    let context: PageContext

    private static let width = 720.0
    private static let left = 76.0
    private static let upper = (top: 12.0, height: 180.0)
    private static let lower = (top: 216.0, height: 80.0)

    private var words: Vocabulary { self.context.words }
    private var span: (first: Int64, last: Int64) {
        let ends = self.points.map(\.end.milliseconds)
        return ((ends.first ?? 0) - self.intervalSeconds * 1000, ends.last ?? 0)
    }

    var markup: Markup {
        guard self.points.count > 1 else { return "<p>\(self.words[.noBalances])</p>" }
        return """
            <figure class="chart">
            <svg viewBox="0 0 720 330" role="img" aria-labelledby="balance-title">
            <title id="balance-title">\(self.title)</title>
            \(self.bands)\(self.unexplained)\(self.marks)\(self.axes)
            </svg>
            <figcaption><ul class="legend">\(self.legend)</ul></figcaption>
            </figure>
            """
    }

    private var title: String {
        let total = self.points.reduce((delivered: Int64(0), unexplained: Int64(0))) { sum, point in
            (sum.delivered.addingSaturated(point.delivered), sum.unexplained.addingSaturated(point.unexplained))
        }
        return self.words(
            .balanceSummary, Figures.quantity(total.delivered, self.unit),
            Figures.quantity(total.unexplained, self.unit),
            Figures.percent(total.unexplained, of: total.delivered) ?? "–")
    }

    private var legend: [Markup] {
        [
            ("metered", Word.metered), ("technical", .technicalLoss), ("unexplained", .unexplained),
            ("delivered", .delivered),
        ]
        .map { name, word in "<li class=\"\(name)\">\(self.words[word])</li>" }
    }

    private func x(_ milliseconds: Int64) -> Double {
        let (first, last) = self.span
        guard last > first else { return Self.left }
        return Self.left + Double(milliseconds - first) / Double(last - first) * (Self.width - Self.left)
    }

    /// One column of an interval, between two values of a scale.
    private func column(_ point: BalancePoint, _ name: String, _ top: Double, _ bottom: Double) -> Markup {
        let right = self.x(point.end.milliseconds)
        let left = self.x(point.end.milliseconds - self.intervalSeconds * 1000)
        return """
            <rect class="\(name)" x="\(Figures.coordinate(left))" y="\(Figures.coordinate(min(top, bottom)))" \
            width="\(Figures.coordinate(max(0.6, right - left)))" \
            height="\(Figures.coordinate(max(0, abs(bottom - top))))"/>
            """
    }

    /// The largest amount on the upper scale.
    private var most: Int64 { max(1, self.points.map { max($0.delivered, $0.metered) }.max() ?? 1) }

    private func height(_ value: Int64) -> Double {
        Self.upper.top + (1 - min(1, max(0, Double(value)) / Double(self.most))) * Self.upper.height
    }

    private var bands: Markup {
        let columns = self.points.flatMap { point -> [Markup] in
            let explained = point.metered.addingSaturated(point.technical)
            var columns = [
                self.column(point, "metered", self.height(point.metered), self.height(0)),
                self.column(point, "technical", self.height(explained), self.height(point.metered)),
            ]
            if point.unexplained > 0 {
                columns.append(
                    self.column(point, "unexplained", self.height(point.delivered), self.height(explained)))
            }
            return columns
        }
        let line = self.points.map { point -> String in
            let (left, right) = (point.end.milliseconds - self.intervalSeconds * 1000, point.end.milliseconds)
            let height = Figures.coordinate(self.height(point.delivered))
            return "\(Figures.coordinate(self.x(left))),\(height) \(Figures.coordinate(self.x(right))),\(height)"
        }
        return """
            \(columns)<polyline class="delivered" points="\(line.joined(separator: " "))"/>
            """
    }

    private var unexplained: Markup {
        let columns = self.points.map { point in
            self.column(
                point, point.unexplained > 0 ? "unexplained" : "surplus", self.lowerHeight(point.unexplained),
                self.lowerHeight(0))
        }
        return "\(columns)"
    }

    /// The largest amount on the lower scale, either way.
    private var mostUnexplained: Int64 {
        Int64(clamping: max(1, self.points.map { $0.unexplained.magnitude }.max() ?? 1))
    }

    private func lowerHeight(_ value: Int64) -> Double {
        let middle = Self.lower.top + Self.lower.height / 2
        return middle - Double(value) / Double(self.mostUnexplained) * Self.lower.height / 2
    }

    /// Where findings begin.
    private var marks: Markup {
        let (first, last) = self.span
        let marks = self.findings.map { finding -> Markup in
            let place = Figures.coordinate(self.x(min(max(finding.onset.milliseconds, first), last)))
            return """
                <g class="onset"><title>\(self.words(.findingNumber, "\(finding.number)")): \
                \(self.words[finding.kind]), \(self.context.time(finding.onset))</title>\
                <line x1="\(place)" x2="\(place)" y1="6" y2="300"/>\
                <circle cx="\(place)" cy="6" r="5"/></g>
                """
        }
        return "\(marks)"
    }

    private var axes: Markup {
        let (first, last) = self.span
        let left = Figures.coordinate(Self.left)
        let zero = Figures.coordinate(self.lowerHeight(0))
        return """
            <line class="axis" x1="\(left)" x2="720" y1="192" y2="192"/>
            <line class="axis" x1="\(left)" x2="720" y1="\(zero)" y2="\(zero)"/>
            <text x="0" y="20">\(Figures.quantity(self.most, self.unit))</text><text x="0" y="194">0</text>
            <text x="0" y="224">\(Figures.quantity(self.mostUnexplained, self.unit))</text>
            <text x="0" y="\(zero)">0</text>
            <text x="\(left)" y="320">\(self.context.time(UTCTime(milliseconds: first)))</text>
            <text x="720" y="320" text-anchor="end">\(self.context.time(UTCTime(milliseconds: last)))</text>
            """
    }
}
