/// A meter: what it reads, how sure that is, whether its supply is on, and why.
struct MeterPage {
    let view: MeterView
    let context: PageContext

    private var words: Vocabulary { self.context.words }

    var html: String {
        let meter = self.view.meter
        return Frame(
            context: self.context, section: .grid, title: self.words(.meterTitle, meter.label),
            main: """
                <p class="state">\(self.context.badge(meter.communicationBadge, live: LiveName.communication(meter.label)))\
                \(self.context.badge(meter.supplyBadge, live: LiveName.supply(meter.label)))\
                \(self.context.badge(meter.permitBadge)) \
                <span class="power big" data-live="\(LiveName.power(meter.label))">\(meter.powerText)</span></p>
                \(self.facts)
                \(self.readings(.readings, .age, self.view.readings))
                \(self.readings(.lastIntervals, .interval, self.view.intervals))
                \(self.registers)
                \(self.account)
                \(self.switchings)
                """
        ).html
    }

    private var facts: Markup {
        var facts: [(Word, Markup)] = [
            (.serialNumber, "\(self.view.serial)"), (.service, "\(self.words[self.view.service])"),
            (.node, "<a href=\"\(Address.node(self.view.node))\">\(self.view.node)</a>"),
        ]
        if let number = self.view.meter.consumerNumber { facts.insert((.consumerNumber, "\(number)"), at: 0) }
        if let place = self.view.place, let bus = self.view.bus, let unit = self.view.unit {
            facts.append((.place, "<a href=\"\(Address.frames(bus, unit))\">\(place)</a>"))
        }
        let items = facts.map { word, value in "<div><dt>\(self.words[word])</dt><dd>\(value)</dd></div>" as Markup }
        return "<dl class=\"facts\">\(items)</dl>"
    }

    private func readings(_ caption: Word, _ when: Word, _ readings: [ReadingView]) -> Markup {
        let rows = readings.map { reading -> Markup in
            let rule: Markup = reading.rule.map { "<small>\($0)</small>" } ?? .none
            return """
                <tr><td>\(reading.name)<small>\(reading.obis ?? "")</small></td>\
                <td class="figure">\(reading.value ?? "–")</td><td>\(self.context.badge(reading.badge))\(rule)</td>\
                <td class="figure">\(self.when(reading.when))</td></tr>
                """
        }
        return self.context.table(
            caption, [.register, .value, .quality, when], rows, empty: .notReadHere, figures: [1, 3])
    }

    private func when(_ when: ReadingView.When) -> String {
        switch when {
        case .age(let age): age
        case .interval(let start, let end): "\(self.context.time(start)) – \(self.context.clock(end))"
        }
    }

    private var registers: Markup {
        let rows = self.view.registers.map { register -> Markup in
            """
            <tr><td>\(register.obis)</td><td class="figure">\(register.value)</td><td>\(self.context.time(register.boundary))</td></tr>
            """
        }
        return self.context.table(.onTheChain, [.register, .value, .upTo], rows, figures: [1])
    }

    private var account: Markup {
        guard let account = self.view.account else {
            return "<h2>\(self.words[.billsAndPermit])</h2><p>\(self.words[.accountNeedsName])</p>"
        }
        let rows = account.bills.map { bill -> Markup in
            """
            <tr><td class="figure">\(bill.number)</td><td>\(bill.period)</td><td class="figure">\(bill.quantity)</td>\
            <td class="figure">\(bill.total)</td><td class="figure">\(bill.paid)</td><td>\(bill.due)</td></tr>
            """
        }
        return """
            <h2>\(self.words[.account]) \(account.label)</h2>
            <dl class="facts"><div><dt>\(self.words[.tariff])</dt><dd>\(account.tariff)</dd></div>\
            <div><dt>\(self.words[.owed])</dt><dd>\(account.balance)</dd></div>\
            <div><dt>\(self.words[.permitThrough])</dt><dd>\(account.permitThrough ?? "–")</dd></div></dl>
            <p><a href="/accounts/\(account.label.asURLPart)/statement">\(self.words[.statement])</a></p>
            \(self.context.table(
                .bills, [.number, .period, .quantity, .total, .paid, .due], rows, figures: [0, 2, 3, 4]))
            """
    }

    private var switchings: Markup {
        guard let guards = self.view.guards else { return .none }
        let items = self.view.switchings.map { switching -> Markup in
            let authority: Markup = switching.authority.map { "<p>\($0)</p>" } ?? .none
            return """
                <li><details><summary><strong>\(self.context.time(switching.at))</strong> \(switching.text)</summary>\(authority)\
                \(self.list(switching.guards))</details></li>
                """
        }
        let history: Markup =
            items.isEmpty ? "<p>\(self.words[.neverSwitched])</p>" : "<ul class=\"history\">\(items)</ul>"
        return """
            <h2>\(self.words[.whyNow])</h2>\(self.list(guards))
            <h2>\(self.words[.switchingHistory])</h2>\(history)
            """
    }

    private func list(_ guards: [GuardView]) -> Markup {
        let items = guards.map { item -> Markup in
            let badge = self.context.badge(item.holds ? Badge(.good, .holds) : Badge(.watch, .holdsNot))
            return "<li>\(badge) \(item.sentence)</li>"
        }
        return "<ul class=\"guards\">\(items)</ul>"
    }
}
