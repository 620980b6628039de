/// The one-line diagram: plant, feeders, transformers and service points, with what flows now.
struct GridPage {
    let view: GridView
    let context: PageContext

    private var words: Vocabulary { self.context.words }

    var html: String {
        Frame(
            context: self.context, section: .grid, title: self.words[.grid],
            main: """
                \(self.urgent)
                <section aria-label="\(self.words[.oneLineDiagram])">
                \(self.view.nodes.isEmpty ? "<p>\(self.words[.noNodes])</p>" : self.level(self.roots))
                </section>
                """
        ).html
    }

    private var urgent: Markup {
        guard !self.view.urgent.isEmpty else { return .none }
        return """
            <section aria-label="\(self.words[.seeToFirst])"><h2>\(self.words[.seeToFirst])</h2>
            \(self.context.alarms(self.view.urgent))
            <p><a href="/alarms">\(self.words[.allAlarms])</a></p></section>
            """
    }

    private var roots: [Int] { self.view.nodes.indices.filter { self.view.nodes[$0].parent == nil } }

    private func children(of place: Int) -> [Int] {
        self.view.nodes.indices.filter { self.view.nodes[$0].parent == place }
    }

    private func level(_ places: [Int]) -> Markup { "<ul class=\"tree\">\(places.map(self.item))</ul>" }

    private func item(_ place: Int) -> Markup {
        let node = self.view.nodes[place]
        let below = self.children(of: place)
        let points = below.filter { self.view.nodes[$0].kind == .servicePoint }
        let others = below.filter { self.view.nodes[$0].kind != .servicePoint }
        let chips: Markup =
            points.isEmpty
            ? .none
            : "<ul class=\"points\">\(points.flatMap { self.view.nodes[$0].meters }.map(self.context.chip))</ul>"
        return """
            <li class="node">\(self.context.head(of: node))
            \(chips)\(others.isEmpty ? .none : self.level(others))</li>
            """
    }
}

extension PageContext {
    /// A node's symbol, name, power, balance and findings.
    func head(of node: GridNode) -> Markup {
        let words = self.words
        let meters = node.meters.filter { $0.delivers || node.kind != .servicePoint }
        let flows = meters.map { meter -> Markup in
            """
            <span class="flow"><a href="\(Address.meter(meter.label))">\(meter.label)</a> \(self.power(of: meter)) \
            \(self.badge(meter.communicationBadge, live: LiveName.communication(meter.label)))</span>
            """
        }
        let findings: Markup =
            node.openFindings == 0
            ? .none
            : """
            <a class="badge" data-state="fault" href="\(Address.node(node.label))">\
            \(words(.openFindings, "\(node.openFindings)"))</a>
            """
        return """
            <div class="head">\(Symbol.drawing(of: node.kind)) <a class="name" \
            href="\(Address.node(node.label))">\(node.label)</a> <span class="kind">\(words[node.kind.word])</span> \
            \(flows)\(self.unexplained(node))\(findings)</div>
            """
    }

    /// A service point's meter.
    func chip(_ meter: GridMeter) -> Markup {
        let number: Markup =
            meter.consumerNumber.map { "<span class=\"number\">\(self.words[.consumerNumber]) \($0)</span>" } ?? .none
        return """
            <li class="point"><a href="\(Address.meter(meter.label))">\(meter.label)</a>\(number)\
            \(self.power(of: meter))\
            \(self.badge(meter.communicationBadge, live: LiveName.communication(meter.label)))\
            \(self.badge(meter.supplyBadge, live: LiveName.supply(meter.label)))\
            \(self.badge(meter.permitBadge))</li>
            """
    }

    private func power(of meter: GridMeter) -> Markup {
        """
        <span class="power" data-live="\(LiveName.power(meter.label))">\(meter.powerText)</span>
        """
    }

    /// What the last balanced interval does not explain.
    private func unexplained(_ node: GridNode) -> Markup {
        guard let text = node.unexplainedText(self.words) else { return .none }
        return "<span class=\"unexplained\" data-live=\"\(LiveName.unexplained(node.label))\">\(text)</span>"
    }
}

extension GridNodeKind {
    var word: Word {
        switch self {
        case .plant: .plant
        case .feeder: .feeder
        case .transformer: .transformer
        case .servicePoint: .servicePoint
        }
    }
}

extension GridMeter {
    /// A mean is marked as one.
    var powerText: String { self.power.map { (self.isMeanPower ? "≈ " : "") + Figures.power($0) } ?? "–" }
}

extension GridNode {
    func unexplainedText(_ words: Vocabulary) -> String? {
        guard let balance, let share = Figures.percent(balance.unexplained, of: balance.delivered) else { return nil }
        return words(.unexplainedShare, share)
    }
}
