import ElementaryFunctions

/// How long answers take, as a histogram on a logarithmic scale of counts.
struct LatencyChart {
    let latency: LatencyView
    let context: PageContext

    var markup: Markup {
        let words = self.context.words
        let buckets = self.latency.buckets.filter { $0.count > 0 }
        guard let first = buckets.first, let last = buckets.last else { return .none }
        let most = Double(max(1, buckets.map(\.count).max() ?? 1))
        let width = 640.0 / Double(buckets.count)
        let bars = buckets.enumerated().map { index, bucket -> Markup in
            let height = max(2, Elementary.log(Double(bucket.count) + 1) / Elementary.log(most + 1) * 120)
            return """
                <rect class="delivered" x="\(Figures.coordinate(40 + Double(index) * width))" \
                y="\(Figures.coordinate(130 - height))" width="\(Figures.coordinate(max(1, width - 2)))" \
                height="\(Figures.coordinate(height))"><title>\(Figures.milliseconds(bucket.from)) – \
                \(Figures.milliseconds(bucket.to)): \(bucket.count)</title></rect>
                """
        }
        let summary = words(
            .latencySummary, "\(self.latency.count)", Figures.milliseconds(self.latency.p50),
            Figures.milliseconds(self.latency.p99), Figures.milliseconds(self.latency.most))
        return """
            <figure class="chart"><svg viewBox="0 0 720 160" role="img" aria-label="\(summary)">
            \(bars)<line class="axis" x1="40" x2="680" y1="130" y2="130"/>
            <text x="40" y="150">\(Figures.milliseconds(first.from))</text>
            <text x="680" y="150" text-anchor="end">\(Figures.milliseconds(last.to))</text>
            </svg><figcaption>\(summary)</figcaption></figure>
            """
    }
}
