import Foundation

/// The live table of `gridtally watch`: rows in, text out.
public enum WatchTable {
    /// All lines of a frame, each under 80 columns.
    ///
    /// - Parameters:
    ///   - place: who tells: a service's socket, or a port.
    ///   - height: lines that fit; what does not is counted in the last one.
    public static func frame(_ rows: [WatchRow], place: String, time: String, height: Int = .max) -> [String] {
        let answering = rows.count { $0.isCommunicating }
        var lines = [
            String("\(time)  \(answering) of \(rows.count) answer  \(place)".prefix(79)),
            self.line("meter", "V", "A", "W", "kWh", "age", "state"),
        ]
        let room = max(1, height - lines.count)
        let shown = rows.count > room ? rows.prefix(room - 1) : rows[...]
        lines += shown.map { self.line(of: $0) }
        if shown.count < rows.count { lines.append("and \(rows.count - shown.count) more; name those to watch") }
        return lines
    }

    /// One meter, as it stands in the table.
    static func line(of row: WatchRow) -> String {
        self.line(
            row.meter ?? row.device, self.cell(row.voltage, 1), self.cell(row.current, 2), self.cell(row.power, 0),
            self.cell(row.energy, 2), row.ageSeconds.map(self.age) ?? "-", self.state(row))
    }

    private static func line(
        _ name: String, _ voltage: String, _ current: String, _ power: String, _ energy: String, _ age: String,
        _ state: String
    ) -> String {
        let head = name.prefix(16).padding(toLength: 16, withPad: " ", startingAt: 0)
        let cells = [(voltage, 8), (current, 8), (power, 9), (energy, 12), (age, 6)].map { text, width in
            String(repeating: " ", count: max(1, width - text.count)) + text
        }
        return String("\(head)\(cells.joined())  \(state)".prefix(79))
    }

    /// An old value is never shown as a new one: what is missing is a sign, and its age tells how long.
    private static func cell(_ value: WatchValue?, _ digits: Int) -> String {
        guard let value else { return "" }
        guard value.quality != "missing", let number = value.value else { return "-" }
        return MeasureText.number(number, digits) + (value.quality == "valid" ? "" : "?")
    }

    private static func age(_ seconds: Double) -> String {
        switch seconds {
        case ..<99.5: "\(Int(seconds.rounded())) s"
        case ..<5940: "\(Int(seconds / 60)) min"
        default: "\(Int(min(seconds / 3600, 9999))) h"
        }
    }

    static func state(_ row: WatchRow) -> String {
        guard row.isCommunicating else { return "SILENT" }
        guard let worst = row.worst, worst.quality != "valid" else { return "ok" }
        return worst.quality == "missing"
            ? worst.value == nil && worst.rule == "not read yet" ? "waiting" : "missing"
            : "\(worst.quality)\(worst.rule.map { " \($0)" } ?? "")"
    }
}
