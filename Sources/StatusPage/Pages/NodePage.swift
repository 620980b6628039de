/// A node: its balance over time, findings, and what hangs below.
struct NodePage {
    let view: NodeView
    let context: PageContext

    private var words: Vocabulary { self.context.words }

    var html: String {
        Frame(
            context: self.context, section: .grid, title: self.view.node.label,
            main: """
                \(self.context.head(of: self.view.node))
                \(self.parent)
                <h2>\(self.words[.balance])</h2>
                \(self.chart)
                \(self.watch)
                \(self.findings)
                \(self.below)
                """
        ).html
    }

    private var parent: Markup {
        guard let parent = self.view.parent else { return .none }
        return "<p>\(self.words[.fedBy]): <a href=\"\(Address.node(parent))\">\(parent)</a></p>"
    }

    private var chart: Markup {
        BalanceChart(
            points: self.view.balances, findings: self.view.findings, unit: self.view.unit,
            intervalSeconds: self.view.intervalSeconds, context: self.context
        ).markup
    }

    private var watch: Markup {
        guard self.view.isWatched else { return .none }
        let page = "\(Address.node(self.view.node.label))/losses"
        return "<p><a href=\"\(page)\">\(self.words[.watchPage])</a></p>"
    }

    private var findings: Markup {
        let rows = self.view.findings.map { finding -> Markup in
            let verdict: Word =
                switch finding.isConfirmed {
                case true?: .confirmed
                case false?: .refuted
                case nil: finding.isOpen ? .open : .closed
                }
            let kind = self.words[finding.kind] + (finding.phase.map { ", \($0)" } ?? "")
            return """
                <tr><td class="figure">\(finding.number)</td><td>\(kind)</td><td>\(self.context.time(finding.onset))</td>\
                <td class="figure">\(finding.quantity)</td><td>\(finding.filedBy ?? self.words[.contract])</td>\
                <td>\(self.words[verdict])</td></tr>
                """
        }
        return self.context.table(
            .findings, [.number, .kind, .since, .quantity, .by, .state], rows, empty: .noFindings, figures: [0, 3])
    }

    private var below: Markup {
        let points = self.view.children.filter { $0.kind == .servicePoint }.flatMap(\.meters)
        let others = self.view.children.filter { $0.kind != .servicePoint }
        guard !points.isEmpty || !others.isEmpty else { return .none }
        return """
            <h2>\(self.words[.below])</h2>
            <ul class="points">\(points.map(self.context.chip))</ul>
            <ul class="tree">\(others.map { "<li class=\"node\">\(self.context.head(of: $0))</li>" as Markup })</ul>
            """
    }
}
