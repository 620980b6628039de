/// All buses at a glance.
struct BusesPage {
    let buses: [BusView]
    let context: PageContext

    var html: String {
        let words = self.context.words
        let rows = self.buses.map { bus -> Markup in
            """
            <tr><td><a href="\(Address.bus(bus.name))">\(bus.name)</a><small>\(bus.port)</small></td>\
            <td>\(self.context.badge(bus.badge))<small>\(bus.isOpen ? "" : bus.state)</small></td>\
            <td class="figure">\(bus.answering)/\(bus.devices.count)</td>\
            <td class="figure">\(Figures.share(bus.usedShare))</td>\
            <td class="figure">\(bus.latency.map { Figures.milliseconds($0.p99) } ?? "–")</td></tr>
            """
        }
        return Frame(
            context: self.context, section: .buses, title: words[.buses],
            main: self.context.table(
                .buses, [.bus, .state, .answering, .lineShare, .latency99], rows, empty: .noBuses, figures: [2, 3, 4])
        ).html
    }
}

/// One bus: its units, latency and errors.
struct BusPage {
    let bus: BusView
    let context: PageContext

    private var words: Vocabulary { self.context.words }

    var html: String {
        Frame(
            context: self.context, section: .buses, title: self.words(.busTitle, self.bus.name),
            main: """
                <p class="state">\(self.context.badge(self.bus.badge)) \(self.bus.isOpen ? "" : self.bus.state)</p>
                <dl class="facts"><div><dt>\(self.words[.port])</dt><dd>\(self.bus.port)</dd></div>\
                <div><dt>\(self.words[.lineShare])</dt><dd>\(Figures.share(self.bus.usedShare))</dd></div></dl>
                \(self.findings)
                \(self.latency)
                \(self.devices)
                <p>\(self.words[.lineTestBy]) <code>gridtally line-test --bus \(self.bus.name)</code></p>
                """
        ).html
    }

    private var findings: Markup {
        self.bus.findings.isEmpty
            ? .none : "<h2>\(self.words[.alarms])</h2>\(self.context.alarms(self.bus.findings))"
    }

    private var latency: Markup {
        guard let latency = self.bus.latency else { return .none }
        return "<h2>\(self.words[.latency])</h2>\(LatencyChart(latency: latency, context: self.context).markup)"
    }

    private var devices: Markup {
        let rows = self.bus.devices.map { device -> Markup in
            let meter: Markup =
                device.meter.map { "<a href=\"\(Address.meter($0))\">\($0)</a>" } ?? "–"
            let state = device.isCommunicating ? Badge(.good, .communicating) : Badge(.fault, .notCommunicating)
            return """
                <tr><td class="figure"><a href="\(Address.frames(self.bus.name, device.unit))">\(device.unit)</a></td>\
                <td>\(device.name)<small>\(device.profile)</small></td><td>\(meter)</td>\
                <td>\(self.context.badge(state))</td><td class="figure">\(device.transactions)</td>\
                <td class="figure">\(device.timeOuts)</td><td class="figure">\(device.damagedAnswers)</td>\
                <td class="figure">\(device.exceptions)</td>\
                <td class="figure">\(device.latencyP99.map(Figures.milliseconds) ?? "–")</td></tr>
                """
        }
        return self.context.table(
            .units,
            [.unit, .device, .meter, .state, .transactions, .timeOuts, .damaged, .exceptions, .latency99], rows,
            figures: [0, 4, 5, 6, 7, 8])
    }
}

/// The last frames that went to and came from one unit.
struct FramesPage {
    let view: FramesView
    let context: PageContext

    var html: String {
        let words = self.context.words
        let advice: Markup = "\(self.view.advice.map { "<li>\($0)</li>" as Markup })"
        let exchanges = self.view.exchanges.map { exchange -> Markup in
            """
            <li><details><summary>\(self.context.badge(exchange.isGood ? Badge(.good, .answered) : Badge(.fault, .failed))) \
            <strong>\(exchange.time)</strong> \(exchange.question)</summary><p>\(exchange.verdict)</p>\
            <pre>→ \(exchange.sent)\(exchange.heard.map { "\n← \($0)" as Markup })</pre></details></li>
            """
        }
        let name = self.view.device.map { "\($0), " } ?? ""
        return Frame(
            context: self.context, section: .buses,
            title: words(.unitTitle, "\(name)\(self.view.bus) \(self.view.unit)"),
            main: """
                <p>\(self.view.summary)</p><ul>\(advice)</ul>
                <h2>\(words[.lastFrames])</h2>
                \(exchanges.isEmpty ? "<p>\(words[.nothingHere])</p>" : "<ul class=\"history\">\(exchanges)</ul>" as Markup)
                <p><a href="\(Address.bus(self.view.bus))">\(words(.busTitle, self.view.bus))</a></p>
                """
        ).html
    }
}
