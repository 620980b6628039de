import Metering
import StrictYAML
import Tariffs

/// Reads one line of a tariff file.
struct TariffLineReader {
    /// Each kind of line by the key that makes it, with the keys that it may have besides.
    static let kinds: [(key: String, beside: [String])] = [
        ("slab", ["steps", "quantity"]), ("rate", ["quantity"]), ("rate_by_slab", ["quantity"]), ("fixed", []),
        ("fixed_by_slab", ["quantity"]), ("fixed_per_kilowatt", []), ("minimum", []), ("percent", ["of"]),
        ("time_of_day_percent", ["of"]), ("time_of_day_rate", []), ("maximum_demand", ["at_least_percent"]),
        ("excess_demand", ["above_percent"]), ("power_factor", ["of"]), ("rebate", ["cap", "quantity"]),
        ("subsidy", ["cap", "paid_by", "quantity"]), ("export_credit", ["carry_up_to", "cap_per_kilowatt_day"]),
        ("arrears_percent_per_day", ["grace_days"]), ("levy", ["collected_for", "quantity"]),
    ]
    static let common = ["name", "when", "rounding"]
    private static let beside = Set(kinds.flatMap(\.beside)).sorted()

    let fields: YAMLFields
    let kind: String
    let unit: TariffUnit

    init(_ node: YAMLNode, _ unit: TariffUnit) throws(YAMLError) {
        let all = try YAMLFields(node, allowed: Self.common + Self.kinds.map(\.key) + Self.beside)
        let found = Self.kinds.filter { all[$0.key] != nil }
        guard let kind = found.first, found.count == 1 else {
            throw node.error(
                found.isEmpty ? "charges for nothing" : "has \(found.map(\.key).joined(separator: " and "))",
                expected: "one of \(Self.kinds.map(\.key).joined(separator: ", "))",
                advice: "Write one kind in each line; make another line for another.")
        }
        self.fields = try YAMLFields(node, allowed: Self.common + [kind.key] + kind.beside)
        self.kind = kind.key
        self.unit = unit
    }

    func line() throws(YAMLError) -> TariffLine {
        TariffLine(
            name: try self.fields.required("name").text(), kind: try self.lineKind(),
            rounding: try self.fields.optional("rounding") { (node) throws(YAMLError) in
                try node.choice([("half_up", RoundingRule.halfUp), ("floor", .floor), ("ceiling", .ceiling)])
            } ?? .halfUp,
            quantity: try self.fields.optional("quantity") { (node) throws(YAMLError) in
                try node.choice(amongCasesOf: BillQuantity.self)
            } ?? .used,
            condition: try self.fields.optional("when") { (node) throws(YAMLError) in
                try TariffConditionReader(node, self.unit).condition()
            } ?? .always)
    }

    private func lineKind() throws(YAMLError) -> TariffLineKind {
        let node = try self.fields.required(self.kind)
        switch self.kind {
        case "slab": return try self.slab(node)
        case "rate": return .perUnit(rate: try self.rate(node))
        case "rate_by_slab": return .perUnitBySlab(steps: try self.steps(node, "rate"))
        case "fixed": return .fixed(paise: try self.money(node))
        case "fixed_by_slab": return .fixedBySlab(steps: try self.steps(node, "amount"))
        case "fixed_per_kilowatt": return .fixedPerKilowatt(paise: try self.money(node))
        case "minimum": return .minimum(paise: try self.money(node))
        case "percent": return .percentage(basisPoints: try self.percent(node), of: try self.lines())
        case "time_of_day_percent":
            return .timeOfDayPercentage(bands: try self.bands(node, "percent"), of: try self.lines())
        case "time_of_day_rate": return .timeOfDayRate(bands: try self.bands(node, "rate"))
        default: return try self.adjustment(node)
        }
    }

    private func adjustment(_ node: YAMLNode) throws(YAMLError) -> TariffLineKind {
        switch self.kind {
        case "maximum_demand":
            .maximumDemand(
                paise: try self.money(node),
                leastBasisPoints: try self.fields.optional("at_least_percent", self.percent) ?? 0)
        case "excess_demand":
            .excessDemand(
                paise: try self.money(node),
                aboveBasisPoints: try self.fields.optional("above_percent", self.percent) ?? 10_000)
        case "power_factor": .powerFactor(steps: try self.powerFactorSteps(node), of: try self.lines())
        case "rebate": .rebate(try self.measure(node), capPaise: try self.fields.optional("cap", self.money))
        case "subsidy":
            .subsidy(
                try self.measure(node), capPaise: try self.fields.optional("cap", self.money),
                paidBy: try self.fields.required("paid_by").text())
        case "export_credit": try self.exportCredit(node)
        case "arrears_percent_per_day":
            .arrearsInterest(
                dailyMillionths: try node.decimal(scale: 10_000),
                graceDays: Int64(try self.fields.integer("grace_days", 0...3660, default: 0)))
        default:
            .levy(try self.measure(node), collectedFor: try self.fields.required("collected_for").text())
        }
    }

    private func slab(_ node: YAMLNode) throws(YAMLError) -> TariffLineKind {
        let mode = try node.choice([
            ("telescopic", SlabMode.telescopic), ("whole_volume", .wholeVolume), ("step_look_up", .stepLookUp),
        ])
        let key = mode == .stepLookUp ? "amount" : "rate"
        return .slab(mode: mode, steps: try self.steps(self.fields.required("steps"), key))
    }

    private func exportCredit(_ node: YAMLNode) throws(YAMLError) -> TariffLineKind {
        .exportCredit(
            ExportCredit(
                rate: try self.rate(node), carryUpTo: try self.fields.optional("carry_up_to", self.limit) ?? 0,
                capPerKilowattDay: try self.fields.optional("cap_per_kilowatt_day", self.limit)))
    }

    private func lines() throws(YAMLError) -> [String] {
        try self.fields.required("of").texts(atMost: Tariff.mostLines)
    }
}
