import StrictYAML
import Tariffs

/// Reads whom and when a line is for.
struct TariffConditionReader {
    private let fields: YAMLFields
    private let unit: TariffUnit

    init(_ node: YAMLNode, _ unit: TariffUnit) throws(YAMLError) {
        self.fields = try YAMLFields(
            node,
            allowed: [
                "classes", "except_classes", "load_above", "load_up_to", "quantity_above", "quantity_up_to", "payment",
                "prompt", "days", "hours",
            ])
        self.unit = unit
    }

    func condition() throws(YAMLError) -> LineCondition {
        let condition = LineCondition(
            classes: try self.optional("classes", self.classes) ?? [],
            exemptClasses: try self.optional("except_classes", self.classes) ?? [],
            loadAbove: try self.optional("load_above", self.watts),
            loadUpTo: try self.optional("load_up_to", self.watts),
            quantityAbove: try self.optional("quantity_above", self.quantity),
            quantityUpTo: try self.optional("quantity_up_to", self.quantity),
            payment: try self.optional("payment") { (node) throws(YAMLError) in
                try node.choice(PaymentMode.allCases.map { ("\($0)", $0) })
            },
            needsPromptPayment: try self.optional("prompt") { (node) throws(YAMLError) in try node.boolean() } ?? false,
            days: try self.optional("days", TariffHours.days) ?? .every,
            windows: try self.optional("hours", TariffHours.windows) ?? [])
        guard condition != .always else {
            throw self.fields.owner.error(
                "asks nothing", expected: "a condition that some bills do not meet", advice: "Remove `when`.")
        }
        return condition
    }

    private func classes(_ node: YAMLNode) throws(YAMLError) -> [String] {
        try node.texts(atMost: Tariff.mostClasses, bytes: Tariff.longestClass)
    }

    private func watts(_ node: YAMLNode) throws(YAMLError) -> Int64 { try node.decimal(scale: 1000) }

    private func quantity(_ node: YAMLNode) throws(YAMLError) -> Int64 { try node.decimal(scale: self.unit.scale) }

    private func optional<Value>(
        _ name: String, _ read: (YAMLNode) throws(YAMLError) -> Value
    ) throws(YAMLError) -> Value? { try TariffDocument.optional(self.fields[name], read) }
}
