/// Something on an open page that changes: its text, and its condition where it is a badge.
public struct LiveValue: Hashable, Sendable, Encodable {
    public var text: String
    public var state: String?

    init(_ text: String, _ condition: Condition? = nil) { (self.text, self.state) = (text, condition?.rawValue) }
}

/// Names of what changes, as the pages' elements bear them in `data-live`.
enum LiveName {
    static func power(_ meter: String) -> String { "power \(meter)" }
    static func communication(_ meter: String) -> String { "communication \(meter)" }
    static func supply(_ meter: String) -> String { "supply \(meter)" }
    static func unexplained(_ node: String) -> String { "unexplained \(node)" }
    static let alarms = "alarms"
}

extension GridView {
    /// All that changes, by name, in the words of one language.
    public func live(in language: Language) -> [String: LiveValue] {
        let words = language.vocabulary
        var values: [String: LiveValue] = [:]
        func put(_ badge: Badge?, _ name: String) {
            if let badge { values[name] = LiveValue(words[badge.word], badge.condition) }
        }
        for node in self.nodes {
            if let text = node.unexplainedText(words) { values[LiveName.unexplained(node.label)] = LiveValue(text) }
            for meter in node.meters {
                values[LiveName.power(meter.label)] = LiveValue(meter.powerText)
                put(meter.communicationBadge, LiveName.communication(meter.label))
                put(meter.supplyBadge, LiveName.supply(meter.label))
            }
        }
        let count = self.alarms.faults + self.alarms.warnings
        values[LiveName.alarms] = LiveValue(count == 0 ? "" : "\(count)", self.alarms.condition)
        return values
    }
}
