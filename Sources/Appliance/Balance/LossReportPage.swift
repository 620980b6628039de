import LossDetection
import Metering

/// A finding as a page for a crew: what, where, since when, how much, how sure, what would refute it, what to look at
/// first. It prints well and asks nothing of any network.
struct LossReportPage {
    let labels: FeederLabels
    let judgement: LossJudgement?
    let watch: any GridWatch
    let summary: AnalysisSummary

    var html: String {
        PrintedPage.document(
            title: "Balance of \(self.labels.transformer), \(self.labels.scenario)", style: BalancePlot.style,
            body: [
                "<h1>Balance of \(self.labels.isWater ? "district" : "transformer") \(PrintedPage.escaped(self.labels.transformer))</h1>",
                self.judgement.map { self.finding(LossWords(labels: self.labels, judgement: $0)) } ?? self.nothing,
                BalancePlot(series: self.watch.dailySeries, judgement: self.judgement).html,
                self.sensitivity, self.notes,
            ].joined(separator: "\n"))
    }

    private func finding(_ words: LossWords) -> String {
        let deviation = 2 * words.judgement.energyDeviation
        let alternatives = words.judgement.alternatives.prefix(3).map { other in
            let what = other.meter.map { "meter \(self.labels.name($0))" } ?? "a load without a meter"
            let phase = other.phase.map { " on \($0.name)" } ?? ""
            let factor = other.behind > 12 ? "far less likely" : other.behind > 3 ? "less likely" : "nearly as likely"
            return "<li>\(PrintedPage.escaped(what))\(phase): \(factor)</li>"
        }
        return """
            <p class="sentence">\(PrintedPage.escaped(words.sentence))</p>
            <p>\(PrintedPage.escaped(words.certainty)) \(self.labels.isWater ? "Volume" : "Energy"): \(words.quantity(words.judgement.energy)), \
            give or take \(words.quantity(deviation)). A finding accuses nobody: it says where to look.</p>
            <h2>Look first</h2>
            <ol>
            \(words.firstSteps.map { "<li>\(PrintedPage.escaped($0))</li>" }.joined(separator: "\n"))
            </ol>
            <h2>Meters to look at</h2>
            <table>
            <thead><tr><th scope="col">Order</th><th scope="col">Meter</th><th scope="col">Why</th></tr></thead>
            <tbody>
            \(words.judgement.suspects.prefix(8).enumerated().map { place, suspect in
                "<tr><td>\(place + 1)</td><td>\(PrintedPage.escaped(self.labels.name(suspect.meter)))</td>"
                    + "<td>\(PrintedPage.escaped(words.reason(suspect)))</td></tr>"
            }.joined(separator: "\n"))
            </tbody>
            </table>
            <h2>What would refute it</h2>
            <ul>
            \(words.refutations.map { "<li>\(PrintedPage.escaped($0))</li>" }.joined(separator: "\n"))
            </ul>
            \(alternatives.isEmpty ? "" : "<h2>What else could explain it</h2>\n<ul>\n\(alternatives.joined(separator: "\n"))\n</ul>")
            """
    }

    private var nothing: String { "<p class=\"sentence\">\(PrintedPage.escaped(self.summary.nothingFound))</p>" }

    private var sensitivity: String {
        guard !self.summary.sensitivity.isEmpty else { return "" }
        let rows = self.summary.sensitivity.map { row in
            "<tr><td>\(row.phase ?? "all")</td><td class=\"sum\">\(row.days)</td>"
                + "<td class=\"sum\">\(row.size)</td>"
                + "<td class=\"sum\">\(LossWords.number(row.percent, 1)) %</td></tr>"
        }
        return """
            <h2>What would be seen here</h2>
            <table>
            <caption>The smallest steady \(self.labels.isWater ? "leak" : "load without a meter") that would be found</caption>
            <thead><tr><th scope="col">Phase</th><th scope="col" class="sum">Within days</th>\
            <th scope="col" class="sum">\(self.labels.isWater ? "Flow" : "Load")</th>\
            <th scope="col" class="sum">Of what is usual</th></tr></thead>
            <tbody>
            \(rows.joined(separator: "\n"))
            </tbody>
            </table>
            """
    }

    private var notes: String {
        var notes: [String] = []
        for phase in self.summary.coverage {
            let name = phase.phase ?? "The balance"
            notes.append(phase.until.map { "\(name) is balanced up to \($0)." } ?? "\(name): not enough data.")
            if !phase.silent.isEmpty { notes.append("\(name) waits for \(phase.silent.joined(separator: ", ")).") }
        }
        notes += self.watch.weaknesses
        notes += self.summary.otherPhases.map { "Phase of \($0)." }
        if !self.summary.unknownMeters.isEmpty {
            notes.append("Read, but not in the topology: \(self.summary.unknownMeters.joined(separator: ", ")).")
        }
        return "<h2>Data</h2>\n<ul>\n"
            + notes.map { "<li>\(PrintedPage.escaped($0))</li>" }.joined(separator: "\n") + "\n</ul>"
    }
}
