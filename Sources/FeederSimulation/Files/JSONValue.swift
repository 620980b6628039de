/// A JSON document whose keys keep their order.
indirect enum JSONValue {
    case object([(String, JSONValue)])
    case array([JSONValue])
    case string(String)
    case integer(Int)
    case unsigned(UInt64)
    /// With so many digits after the point.
    case decimal(Double, digits: Int)
    case boolean(Bool)
    case null

    static func strings(_ values: [String]) -> JSONValue { .array(values.map { .string($0) }) }
    static func optional(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }

    func text(indent: Int = 0) -> String {
        switch self {
        case .object(let entries):
            self.block("{", "}", entries.map { "\"\($0.0)\": \($0.1.text(indent: indent + 1))" }, indent)
        case .array(let values): self.block("[", "]", values.map { $0.text(indent: indent + 1) }, indent)
        // Nothing that is written here needs escaping: names and numbers of our own making.
        case .string(let value): "\"\(value)\""
        case .integer(let value): String(value)
        case .unsigned(let value): String(value)
        case .decimal(let value, let digits): Self.decimal(value, digits)
        case .boolean(let value): value ? "true" : "false"
        case .null: "null"
        }
    }

    private func block(_ open: String, _ close: String, _ parts: [String], _ indent: Int) -> String {
        guard !parts.isEmpty else { return open + close }
        let margin = String(repeating: " ", count: indent + 1)
        return open + "\n" + parts.map { margin + $0 }.joined(separator: ",\n") + "\n"
            + String(repeating: " ", count: indent) + close
    }

    private static func decimal(_ value: Double, _ digits: Int) -> String {
        let scale = (0..<digits).reduce(1.0) { power, _ in power * 10 }
        let number = Int64((value * scale).rounded())
        let text = String(number.magnitude)
        let padded = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
        return (number < 0 ? "-" : "") + padded.dropLast(digits) + (digits > 0 ? "." : "") + padded.suffix(digits)
    }
}
