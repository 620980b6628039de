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
            classes: try self.fields.optional("classes", self.classes) ?? [],
            exemptClasses: try self.fields.optional("except_classes", self.classes) ?? [],
            loadAbove: try self.fields.optional("load_above", self.watts),
            loadUpTo: try self.fields.optional("load_up_to", self.watts),
            quantityAbove: try self.fields.optional("quantity_above", self.quantity),
            quantityUpTo: try self.fields.optional("quantity_up_to", self.quantity),
            payment: try self.fields.optional("payment") { (node) throws(YAMLError) in
                try node.choice(amongCasesOf: PaymentMode.self)
            },
            needsPromptPayment: try self.fields.optional("prompt") { (node) throws(YAMLError) in try node.boolean() }
                ?? false,
            days: try self.fields.optional("days", TariffHours.days) ?? .every,
            windows: try self.fields.optional("hours", TariffHours.windows) ?? [])
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
}
