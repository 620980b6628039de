extension ProfileReport {
    /// For a terminal of 80 columns.
    public var text: String {
        var lines = ["\(self.name): \(self.vendor) \(self.model)", self.kindLine]
        if let serial {
            let unit = serial.unit.map { ", unit \($0)" } ?? ", unit set by switches"
            let stop = serial.stopBits == 1 ? "1 stop bit" : "\(serial.stopBits) stop bits"
            lines.append("factory line: \(serial.baud) baud, parity \(serial.parity), \(stop)\(unit)")
        } else {
            lines.append("factory line: not known")
        }
        lines.append(
            "requests: at most \(self.maximumRegisters) registers, first address a multiple of \(self.alignment), "
                + "pause \(self.pauseMs) ms")
        if !self.fields.isEmpty {
            lines += ["", "fields: address on the wire, hexadecimal, counted from 1, with the table's digit"]
        }
        for field in self.fields { lines += field.lines }
        lines += self.relayLines + self.clockLines
        if !self.forbidden.isEmpty { lines += ["", "never touched:"] }
        for item in self.forbidden {
            let range = item.place.registers == 1 ? "" : " to \(item.place.pdu + item.place.registers - 1)"
            lines.append(
                "  \(item.place.table) \(item.place.pdu)\(range), \(item.mayBeRead ? "may be read" : "nor read"): "
                    + item.because)
        }
        lines += Self.list("this model, if", self.identify) + Self.list("sources", self.sources)
        lines += Self.list("notes", self.notes)
        return lines.flatMap { Self.wrapped($0) }.joined(separator: "\n")
    }

    private var kindLine: String {
        var parts = [self.kind]
        if let phases { parts.append(phases == 1 ? "one phase" : "\(phases) phases") }
        if let relay, self.kind == "meter" { parts.append("\(relay.channels.count) relay inside") }
        parts.append("writes by function " + self.writeFunctions.map(String.init).joined(separator: ", "))
        return parts.joined(separator: ", ")
    }

    private var relayLines: [String] {
        guard let relay else { return [] }
        func known(_ text: String?) -> String { text ?? "not declared" }
        var lines = ["", "relay:"]
        for channel in relay.channels {
            lines.append(
                "  channel \(channel.channel): function \(channel.function) to \(channel.place.table) "
                    + "\(channel.place.pdu) (\(channel.place.hex), \(channel.place.number), \(channel.place.entity))")
            lines.append(
                "    close \(channel.close), open \(channel.open); reads \(channel.readBack.table) "
                    + "\(channel.readBack.pdu): closed \(channel.closed), open \(channel.opened)")
        }
        lines.append(
            "  latching \(known(relay.latching.map { $0 ? "yes" : "no" })), power-up \(known(relay.powerUp)), "
                + "side \(known(relay.side)), contact \(known(relay.contact)), "
                + "breaks \(known(relay.breakingCurrentMa.map { "\($0) mA" }))")
        return lines
    }

    private var clockLines: [String] {
        guard let clock else { return [] }
        var lines = ["", "clock:", "  \(clock.place.text), \(clock.format)"]
        if let command = clock.command, let place = clock.commandPlace, let result = clock.resultPlace {
            lines.append("  set by command \(command) at \(place.text)")
            lines.append("  result at \(result.text)")
        } else {
            lines.append("  can be read only")
        }
        return lines
    }

    private static func list(_ title: String, _ items: [String]) -> [String] {
        items.isEmpty ? [] : ["", "\(title):"] + items.map { "  - \($0)" }
    }

    /// Breaks a line at spaces; what follows is indented under its first word.
    private static func wrapped(_ line: String) -> [String] {
        guard line.count > 80 else { return [line] }
        let lead = String(repeating: " ", count: line.prefix { $0 == " " }.count)
        var lines: [String] = []
        var current = lead
        for word in line.split(separator: " ") {
            let isFirst = current.allSatisfy { $0 == " " }
            if !isFirst, current.count + 1 + word.count > 80 {
                lines.append(current)
                current = lead + "    " + word
            } else {
                current += (isFirst ? "" : " ") + word
            }
        }
        return lines + [current]
    }
}

extension ProfileReport.Field {
    fileprivate var lines: [String] {
        let head = "  \(self.name)"
        let gap = String(repeating: " ", count: max(2, 42 - head.count))
        let unit = self.unit.isEmpty ? "" : self.unit == "text" ? "text" : "1 is \(self.step) \(self.unit)"
        let writable = self.access == "rw" ? "  writable" : ""
        var lines = [head + gap + [self.obis ?? "", unit].filter { !$0.isEmpty }.joined(separator: "  ") + writable]
        lines.append("    \(self.place.text)  \(self.type) \(self.order)")
        let rest = self.parts + (self.role.map { ["role \($0)"] } ?? [])
        if !rest.isEmpty { lines.append("    \(rest.joined(separator: ", "))") }
        if !self.absent.isEmpty { lines.append("    not available: \(self.absent.joined(separator: ", "))") }
        return lines
    }
}

extension ProfileReport.Place {
    /// `input 72  0x0048  73  30073`.
    var text: String { "\(self.table) \(self.pdu)  \(self.hex)  \(self.number)  \(self.entity)" }
}
