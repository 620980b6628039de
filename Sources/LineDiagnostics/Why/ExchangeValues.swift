public import DeviceProfiles
internal import Metering
public import ModbusProtocol

/// What the registers of an exchange mean by a device's profile.
public enum ExchangeValues {
    /// Fields that lie whole in what was read, in the profile's order: `voltage.l1 = 233.818 V (436A 28F6)`.
    public static func text(_ record: LineRecord, profile: DeviceProfile) -> [String] {
        guard record.outcome == .answered, let question = record.question, let start = question.address,
            let words = record.response?.words,
            let table = RegisterTable.allCases.first(where: { $0.readFunction == question.function.rawValue })
        else { return [] }
        return profile.fields.compactMap { field in
            let first = Int(field.address) - Int(start)
            guard field.table == table, first >= 0, first + field.registerCount <= words.count else { return nil }
            let own = Array(words[first..<first + field.registerCount])
            return "\(field.name) = \(self.meaning(field, own)) (\(self.hex(own)))"
        }
    }

    private static func meaning(_ field: RegisterField, _ words: [UInt16]) -> String {
        switch field.decode(words) {
        case .value(let value): field.unit.text(value)
        case .text(let text): "\"\(text)\""
        case .absent(let reason): "nothing: \(reason)"
        }
    }

    private static func hex(_ words: [UInt16]) -> String {
        let shown = words.prefix(4).map { word in
            let digits = String(word, radix: 16, uppercase: true)
            return String(repeating: "0", count: 4 - digits.count) + digits
        }
        return shown.joined(separator: " ") + (words.count > 4 ? " …" : "")
    }
}
