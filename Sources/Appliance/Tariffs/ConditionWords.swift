import Tariffs

/// Whom and when a line is for, in plain words.
struct ConditionWords {
    /// A whole clause: `only for class bpl; not for class hospital`.
    let text: String

    init(_ condition: LineCondition, _ unit: TariffUnit) {
        var only: [String] = []
        if !condition.classes.isEmpty { only.append("for class \(TariffText.list(condition.classes, "or"))") }
        only += Self.range(
            "for a sanctioned load", condition.loadAbove.map(TariffText.kilowatts),
            condition.loadUpTo.map(TariffText.kilowatts))
        only += Self.range(
            "where the quantity used is", condition.quantityAbove.map(unit.text), condition.quantityUpTo.map(unit.text))
        if let payment = condition.payment { only.append("where supply is \(payment)") }
        if condition.needsPromptPayment { only.append("where the bill before was paid by its due date") }
        if condition.days != .every { only.append("for use on \(TariffText.days(condition.days, "or"))") }
        if !condition.windows.isEmpty { only.append("for use at \(TariffText.hours(condition.windows, "or"))") }
        var clauses = only.isEmpty ? [] : ["only \(only.joined(separator: "; "))"]
        if !condition.exemptClasses.isEmpty {
            clauses.append("not for class \(TariffText.list(condition.exemptClasses, "or"))")
        }
        self.text = clauses.joined(separator: "; ")
    }

    private static func range(_ what: String, _ above: String?, _ upTo: String?) -> [String] {
        let parts = [above.map { "above \($0)" }, upTo.map { "up to \($0)" }].compactMap { $0 }
        return parts.isEmpty ? [] : ["\(what) \(parts.joined(separator: " and "))"]
    }
}
