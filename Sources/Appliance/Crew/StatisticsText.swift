import Foundation

/// Statistics as crews read them, at 80 columns.
public enum StatisticsText {
    private static let barWidth = 40

    /// One bus: its line, what stands out, its units, and how long answers take.
    ///
    /// - Parameter blocks: a row for each register block too.
    public static func text(of bus: BusStatisticsReport, blocks: Bool) -> String {
        var lines = self.heading(bus)
        if !bus.findings.isEmpty {
            lines.append("")
            lines += bus.findings.flatMap { self.lines(of: $0) }
        }
        if !bus.units.isEmpty {
            lines += [
                "", self.row("unit", "device", "asked", "good", "silent", "damaged", "refused", "p50", "p99", "line"),
            ]
            for unit in bus.units {
                lines.append(self.row(of: unit))
                if blocks { lines += unit.blocks.map { self.row(of: $0) } }
            }
        }
        if let latency = bus.latency, !latency.buckets.isEmpty {
            lines += ["", "  Milliseconds from request to answer:"] + self.histogram(latency)
        }
        return lines.joined(separator: "\n")
    }

    private static func heading(_ bus: BusStatisticsReport) -> [String] {
        // A failure's text begins with the place, as it does in the log.
        let place = "bus \(bus.name) (\(bus.port)): "
        let state = bus.state.hasPrefix(place) ? String(bus.state.dropFirst(place.count)) : bus.state
        var lines = [CrewScreen.wrapped("\(place)\(state)", indent: "    ", first: "")]
        let users = bus.units.sorted { ($0.counts.busShare, $1.unit) > ($1.counts.busShare, $0.unit) }.prefix(3)
            .filter { $0.counts.busShare >= 0.001 }.map { "\($0.device) \(self.percent($0.counts.busShare))" }
        let tools = bus.lentShare >= 0.001 ? ["tools \(self.percent(bus.lentShare))"] : []
        let by = (users + tools).joined(separator: ", ")
        lines.append(
            CrewScreen.wrapped(
                "\(self.percent(bus.usedShare)) of the line used in \(self.duration(bus.runningSeconds))"
                    + (by.isEmpty ? "" : ", most by \(by)"), indent: "  "))
        let latency = bus.latency.map {
            ", half answered within \(self.milliseconds($0.p50)), 99 % within \(self.milliseconds($0.p99)), "
                + "the slowest in \(self.milliseconds($0.max))"
        }
        lines.append(CrewScreen.wrapped("\(bus.transactions) exchanges\(latency ?? "")", indent: "  "))
        var rest: [String] = []
        if bus.isSerial { rest.append("\(bus.sentCharacters) characters sent and \(bus.receivedCharacters) heard") }
        if bus.strayBytes > 0 { rest.append("\(bus.strayBytes) of nobody's") }
        if bus.collisions > 0 { rest.append("\(bus.collisions) collisions") }
        if bus.openings > 1 { rest.append("port opened \(bus.openings) times") }
        if !rest.isEmpty { lines.append(CrewScreen.wrapped(rest.joined(separator: ", "), indent: "  ")) }
        return lines
    }

    static func lines(of finding: StatisticsFinding) -> [String] {
        let who = finding.unit.map { "unit \($0)\(finding.device.map { " (\($0))" } ?? ""): " } ?? ""
        return [
            CrewScreen.wrapped(who + finding.text, indent: "    ", first: finding.isFault ? "  ! " : "  - "),
            CrewScreen.wrapped(finding.advice, indent: "      "),
        ]
    }

    private static func row(of unit: UnitStatisticsReport) -> String {
        let counts = unit.counts
        return self.row(
            "\(unit.unit)", unit.device, self.count(counts.transactions),
            unit.isCommunicating ? self.percent(counts.answers - counts.exceptions, of: counts.transactions) : "SILENT",
            self.percent(counts.timeOuts, of: counts.transactions),
            self.percent(counts.damagedAnswers, of: counts.transactions),
            self.percent(counts.exceptions, of: counts.transactions),
            counts.latency.map { self.milliseconds($0.p50) } ?? "-",
            counts.latency.map { self.milliseconds($0.p99) } ?? "-", self.percent(counts.busShare))
    }

    private static func row(of block: BlockStatisticsReport) -> String {
        let counts = block.counts
        return self.row(
            "", " fc\(block.function) \(block.address)+\(block.count)", self.count(counts.transactions),
            self.percent(counts.answers - counts.exceptions, of: counts.transactions),
            self.percent(counts.timeOuts, of: counts.transactions),
            self.percent(counts.damagedAnswers, of: counts.transactions),
            self.percent(counts.exceptions, of: counts.transactions),
            counts.latency.map { self.milliseconds($0.p50) } ?? "-",
            counts.latency.map { self.milliseconds($0.p99) } ?? "-", self.percent(counts.busShare))
    }

    private static func row(_ cells: String...) -> String {
        // The second column is a name, everything else a figure.
        let widths = [5, -15, 7, 7, 7, 8, 8, 7, 7, 6]
        var line = ""
        for (cell, width) in zip(cells, widths) {
            let space = String(repeating: " ", count: max(0, abs(width) - cell.count))
            line += width < 0 ? " " + cell.prefix(-width) + space : space + cell
        }
        return line
    }

    /// Bars of up to forty signs, a line for each half doubling.
    static func histogram(_ latency: LatencyReport) -> [String] {
        let most = latency.buckets.map(\.count).max() ?? 0
        guard most > 0 else { return [] }
        let labels = latency.buckets.map { "\(self.plainMilliseconds($0.from)) to \(self.plainMilliseconds($0.to))" }
        let width = labels.map(\.count).max() ?? 0
        return zip(labels, latency.buckets).map { label, bucket in
            // What is there is seen, however little it is.
            let length = bucket.count == 0 ? 0 : max(1, bucket.count * Self.barWidth / most)
            let space = String(repeating: " ", count: width - label.count)
            let bar = String(repeating: "#", count: length)
            return "    \(space)\(label)  \(bar)\(length == 0 ? "" : " ")\(bucket.count)"
        }
    }

    // MARK: Figures

    /// `12345`, `12 M`.
    private static func count(_ number: Int) -> String {
        number < 1_000_000 ? "\(number)" : "\(number / 1_000_000) M"
    }

    /// `0 %`, `0.3 %`, `12 %`.
    static func percent(_ part: Int, of whole: Int) -> String {
        whole <= 0 ? "-" : self.percent(Double(part) / Double(whole))
    }

    static func percent(_ share: Double) -> String {
        guard share.isFinite else { return "-" }
        let percent = share * 100
        // What happened is never shown as nothing, and what failed never as everything.
        if percent > 0, percent < 0.1 { return "<0.1 %" }
        if percent > 99.9, percent < 100 { return "99.9 %" }
        let isPlain = percent == percent.rounded() || (10..<99).contains(percent)
        return "\(MeasureText.number(percent, isPlain ? 0 : 1)) %"
    }

    /// `0.4 ms`, `12 ms`, `1.2 s`.
    static func milliseconds(_ milliseconds: Double) -> String {
        milliseconds >= 1000
            ? "\(MeasureText.number(milliseconds / 1000)) s" : "\(self.plainMilliseconds(milliseconds)) ms"
    }

    private static func plainMilliseconds(_ milliseconds: Double) -> String {
        let digits = milliseconds == 0 || milliseconds >= 10 ? 0 : milliseconds < 1 ? 2 : 1
        return MeasureText.number(milliseconds, digits)
    }

    /// `2 min 10 s`.
    static func duration(_ seconds: Double) -> String {
        CrewScreen.duration(Int64(min(max(0, seconds), 1e9) * 1e9))
    }
}
