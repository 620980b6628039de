import DeviceProfiles
import LineDiagnostics
import Metering
import ModbusProtocol

/// What a crew sees before it writes: what stands there now, what will, and what the profile says of it.
struct WriteText {
    let lines: [String]

    init(
        _ line: ChosenLine, _ profile: DeviceProfile, _ fields: [RegisterField], _ write: RegisterWrite,
        _ before: [UInt16], _ serial: String?
    ) {
        var lines = [CrewScreen.wrapped("\(line.title), \(profile.name)", indent: "")]
        if let serial { lines.append("  the meter says: serial number \(serial)") }
        for field in fields {
            let shown = ProfileReport.Field(field)
            lines.append("  \(field.name)  \(shown.place.text)  \(shown.type) \(shown.order)")
            lines.append(CrewScreen.wrapped(Self.effect(field), indent: "    ", first: "    profile: "))
            let start = Int(field.valueAddress) - Int(write.address)
            lines.append("    now:     \(Self.value(field, before, start))")
            lines.append("    write:   \(Self.value(field, write.values, start))")
        }
        lines.append(
            CrewScreen.wrapped(
                "function \(write.function), words \(Self.words(write.values)) over \(Self.words(before))", indent: "  "
            ))
        self.lines = lines
    }

    /// `4040 0000`.
    static func words(_ words: [UInt16]) -> String { words.map(\.hexText).joined(separator: " ") }

    private static func value(_ field: RegisterField, _ words: [UInt16], _ start: Int) -> String {
        let end = start + field.type.registerCount
        guard start >= 0, end <= words.count, field.registerCount == field.type.registerCount else { return "?" }
        let (digits, symbol) = field.unit.display
        return switch field.decode(Array(words[start..<end])) {
        case .value(let value): PollText.decimal(value, digits: digits) + (symbol == "1" ? "" : " \(symbol)")
        case .text(let text): text
        case .absent(let reason): "\(reason)"
        }
    }

    private static func effect(_ field: RegisterField) -> String {
        switch field.effect {
        case .setting: "a setting; nothing that is measured or heard on the line changes"
        case .communication: "rate, parity or address: the meter may answer elsewhere afterwards"
        case .metrology: "METROLOGY: what the meter measures changes"
        case .clock: "the meter's clock"
        case .reset: "RESET: registers are cleared"
        case nil: field.role == nil ? "writable; it does not say what changes" : "METROLOGY: a transformer's ratio"
        }
    }
}
