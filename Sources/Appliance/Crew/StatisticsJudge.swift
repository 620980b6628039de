/// Says in words what stands out in the counts of a bus.
enum StatisticsJudge {
    /// Fewer exchanges say nothing about rates.
    private static let enough = 20
    /// Parts of all exchanges from which a kind of failure is worth a word.
    private static let damagedShare = 0.01
    private static let silentShare = 0.02
    private static let refusedShare = 0.01
    private static let collisionShare = 0.01
    private static let strayShare = 0.01
    private static let missedShare = 0.02
    private static let fullShare = 0.9

    /// The worst first.
    static func findings(of bus: BusStatisticsReport) -> [StatisticsFinding] {
        let units = bus.units.filter(\.isCommunicating).flatMap { self.findings(of: $0, on: bus) }
        return (self.line(bus) + self.silent(bus) + units).sorted {
            ($0.isFault ? 1 : 0, $0.weight, -($0.unit ?? 0)) > ($1.isFault ? 1 : 0, $1.weight, -($1.unit ?? 0))
        }
    }

    // MARK: The whole line

    private static func line(_ bus: BusStatisticsReport) -> [StatisticsFinding] {
        var found: [StatisticsFinding] = []
        func tell(_ isFault: Bool, _ weight: Double, _ text: String, _ advice: String) {
            found.append(
                StatisticsFinding(
                    isFault: isFault, bus: bus.name, device: nil, unit: nil, text: text, advice: advice, weight: weight)
            )
        }
        if bus.state != "open", bus.state != "not open yet" {
            // A failure's text begins with the place, as it does in the log.
            let place = "bus \(bus.name) (\(bus.port)): "
            let reason = bus.state.hasPrefix(place) ? String(bus.state.dropFirst(place.count)) : bus.state
            tell(true, 1, "the port is not open: \(reason)", "Run `gridtally ports` to see what is plugged in.")
        }
        if bus.openings > 2 {
            tell(
                false, 0.1, "the port was opened \(bus.openings) times",
                bus.isSerial
                    ? "Fasten the USB plug, or change adapter or cable." : "Look at the gateway's network and power.")
        }
        let transactions = max(1, bus.transactions)
        if Double(bus.collisions) / Double(transactions) >= Self.collisionShare, bus.transactions >= Self.enough {
            tell(
                true, Double(bus.collisions) / Double(transactions),
                "\(StatisticsText.percent(bus.collisions, of: transactions)) of the requests came back changed",
                "Somebody else talks on this line, or the adapter is faulty: run `gridtally sniff`.")
        }
        if bus.receivedCharacters > 1000,
            Double(bus.strayBytes) / Double(bus.receivedCharacters) >= Self.strayShare
        {
            tell(
                false, 0.05,
                "\(StatisticsText.percent(bus.strayBytes, of: bus.receivedCharacters)) of the characters heard belong to no answer",
                "A second master, or noise by missing bias: `gridtally sniff` shows which.")
        }
        found += self.schedule(bus)
        return found
    }

    private static func schedule(_ bus: BusStatisticsReport) -> [StatisticsFinding] {
        let missed = bus.units.reduce(0) { $0 + $1.missedTurns }
        let due = missed + bus.units.reduce(0) { $0 + $1.sweeps }
        guard due >= Self.enough, Double(missed) / Double(due) >= Self.missedShare else { return [] }
        let used = StatisticsText.percent(bus.usedShare)
        let isFull = bus.usedShare >= Self.fullShare
        return [
            StatisticsFinding(
                isFault: false, bus: bus.name, device: nil, unit: nil,
                text: "\(StatisticsText.percent(missed, of: due)) of the reads that were due were left out; "
                    + "\(used) of the line's time is used",
                advice: isFull
                    ? "The line is full: poll less often, set a higher baud rate, or split the line in two."
                    : "Silent devices and time-outs take the time: see to them first.",
                weight: Double(missed) / Double(due) / 2)
        ]
    }

    // MARK: Units

    private static func silent(_ bus: BusStatisticsReport) -> [StatisticsFinding] {
        let silent = bus.units.filter { !$0.isCommunicating }
        guard bus.state == "open", !silent.isEmpty else { return [] }
        if silent.count == bus.units.count, silent.count > 1 {
            let advice =
                bus.isSerial
                ? "Check that the line has power, baud rate and parity, and whether A and B are swapped: "
                    + "`gridtally line-test` finds out."
                : "Check the gateway's serial settings and its line."
            return [
                StatisticsFinding(
                    isFault: true, bus: bus.name, device: nil, unit: nil,
                    text: "none of the \(silent.count) units answers", advice: advice, weight: 1)
            ]
        }
        return silent.map { unit in
            let since = unit.lastAnswerSeconds.map { "has not answered for \(StatisticsText.duration($0))" }
            let next = unit.nextProbeSeconds.map { "; asked again in \(StatisticsText.duration($0))" } ?? ""
            return self.finding(
                unit, bus, isFault: true, weight: 1, (since ?? "has never answered") + next,
                "Check its power, wiring and address; `gridtally why \(unit.device)` shows the last exchanges.")
        }
    }

    private static func findings(of unit: UnitStatisticsReport, on bus: BusStatisticsReport) -> [StatisticsFinding] {
        let rates = unit.rates
        guard rates.transactions >= Self.enough else { return [] }
        let all = Double(rates.transactions)
        var found: [StatisticsFinding] = []
        if Double(rates.damagedAnswers) / all >= Self.damagedShare {
            let percent = StatisticsText.percent(rates.damagedAnswers, of: rates.transactions)
            let growth = Self.growth(of: unit)
            found.append(
                self.finding(
                    unit, bus, isFault: true, weight: Double(rates.damagedAnswers) / all,
                    "\(percent) of the answers are damaged\(growth == nil ? "" : ", growing with length")"
                        + (growth.map { " (\($0))" } ?? ""),
                    growth == nil
                        ? "Look for loose terminals and noise near this unit."
                        : "Look at termination and bias at both ends of the cable."))
        }
        if Double(rates.timeOuts) / all >= Self.silentShare {
            found.append(self.timeOuts(unit, bus, rates))
        }
        if Double(rates.exceptions) / all >= Self.refusedShare {
            found.append(
                self.finding(
                    unit, bus, isFault: false, weight: Double(rates.exceptions) / all,
                    "\(StatisticsText.percent(rates.exceptions, of: rates.transactions)) refused with \(self.codes(unit))",
                    self.advice(onExceptions: unit)))
        }
        return found
    }

    private static func timeOuts(
        _ unit: UnitStatisticsReport, _ bus: BusStatisticsReport, _ rates: RecentReport
    ) -> StatisticsFinding {
        let percent = StatisticsText.percent(rates.timeOuts, of: rates.transactions)
        let isLate = unit.lateAnswers * 4 >= unit.counts.timeOuts && unit.lateAnswers > 0
        return self.finding(
            unit, bus, isFault: true, weight: Double(rates.timeOuts) / Double(rates.transactions),
            "\(percent) of the requests are not answered"
                + (isLate ? ", and \(unit.lateAnswers) answers came too late" : ""),
            isLate
                ? "The unit or its gateway is slow: ask it less often, or look at what else it does."
                : "Check its terminals and address; `gridtally why \(unit.device)` shows what came.")
    }

    private static func finding(
        _ unit: UnitStatisticsReport, _ bus: BusStatisticsReport, isFault: Bool, weight: Double, _ text: String,
        _ advice: String
    ) -> StatisticsFinding {
        StatisticsFinding(
            isFault: isFault, bus: bus.name, device: unit.device, unit: unit.unit, text: text, advice: advice,
            weight: weight)
    }

    private static func codes(_ unit: UnitStatisticsReport) -> String {
        let codes = unit.counts.exceptionsByCode.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        return codes.prefix(2).map { $0.key == "0" ? "codes outside the standard" : "exception \(hex($0.key))" }
            .joined(separator: " and ")
    }

    /// As the standard writes codes: two hexadecimal digits.
    private static func hex(_ code: String) -> String {
        let digits = String(Int(code) ?? 0, radix: 16, uppercase: true)
        return digits.count < 2 ? "0\(digits)" : digits
    }

    private static func advice(onExceptions unit: UnitStatisticsReport) -> String {
        switch unit.counts.exceptionsByCode.max(by: { ($0.value, $1.key) < ($1.value, $0.key) })?.key {
        case "1", "2", "3":
            "Check that the profile \(unit.profile) is of this model: `gridtally identify` tells the model."
        case "5", "6": "The unit is busy: ask it less often."
        case "10", "11": "The gateway does not reach it: check its line, address and serial settings."
        default: "The unit is faulty or still starting: look at its display."
        }
    }

    /// How damage grows with the length of an answer, in words; nil where it does not, or too little is known.
    private static func growth(of unit: UnitStatisticsReport) -> String? {
        let blocks = unit.blocks.filter { $0.counts.transactions > 0 && $0.function <= 4 }
            .map { (bytes: Self.answerBytes($0), counts: $0.counts) }.sorted { $0.bytes < $1.bytes }
        guard let shortest = blocks.first?.bytes, let longest = blocks.last?.bytes, longest >= 2 * shortest else {
            return nil
        }
        let limit = (shortest + longest) / 2
        let (short, long) = (blocks.filter { $0.bytes <= limit }, blocks.filter { $0.bytes > limit })
        func sum(_ blocks: [(bytes: Int, counts: ExchangeReport)]) -> (damaged: Int, all: Int) {
            blocks.reduce((0, 0)) { ($0.0 + $1.counts.damagedAnswers, $0.1 + $1.counts.transactions) }
        }
        let (few, many) = (sum(short), sum(long))
        guard few.all >= Self.enough, many.all >= Self.enough, many.damaged >= 5,
            many.damaged * few.all > 2 * few.damaged * many.all
        else { return nil }
        return "\(StatisticsText.percent(few.damaged, of: few.all)) up to \(short.last?.bytes ?? 0) bytes, "
            + "\(StatisticsText.percent(many.damaged, of: many.all)) from \(long.first?.bytes ?? 0)"
    }

    private static func answerBytes(_ block: BlockStatisticsReport) -> Int {
        5 + (block.function <= 2 ? (block.count + 7) / 8 : 2 * block.count)
    }
}

extension UnitStatisticsReport {
    /// The last hour where enough was asked in it, else everything.
    var rates: RecentReport {
        guard self.recent.transactions < 50 else { return self.recent }
        return RecentReport(
            transactions: self.counts.transactions, timeOuts: self.counts.timeOuts,
            damagedAnswers: self.counts.damagedAnswers, exceptions: self.counts.exceptions)
    }

    /// How bad its state is, for sorting.
    var trouble: Double {
        guard self.isCommunicating else { return 10 }
        let rates = self.rates
        guard rates.transactions > 0 else { return 0 }
        return Double(3 * rates.damagedAnswers + 2 * rates.timeOuts + rates.exceptions) / Double(rates.transactions)
    }
}
