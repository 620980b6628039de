import Metering
import StrictYAML
import Tariffs

/// Steps, bands, measures and numbers of a line.
extension TariffLineReader {
    func steps(_ node: YAMLNode, _ key: String) throws(YAMLError) -> [SlabStep] {
        var steps: [SlabStep] = []
        for item in try node.list(atMost: Tariff.mostSteps) {
            let fields = try YAMLFields(item, allowed: ["up_to", key])
            let limit = try fields.optional("up_to", self.limit)
            let value = try fields.required(key)
            steps.append(SlabStep(upTo: limit, rate: key == "rate" ? try self.rate(value) : try self.money(value)))
        }
        return steps
    }

    func powerFactorSteps(_ node: YAMLNode) throws(YAMLError) -> [PowerFactorStep] {
        var steps: [PowerFactorStep] = []
        for item in try node.list(atMost: Tariff.mostSteps) {
            let fields = try YAMLFields(item, allowed: ["below", "percent"])
            let below = try fields.optional("below") { (node) throws(YAMLError) in
                try node.decimal(scale: 10_000, isPositive: true)
            }
            steps.append(
                PowerFactorStep(below: below, basisPoints: try self.percent(fields.required("percent"))))
        }
        return steps
    }

    func bands(_ node: YAMLNode, _ key: String) throws(YAMLError) -> [TimeBand] {
        var bands: [TimeBand] = []
        for item in try node.list(atMost: Tariff.mostBands) {
            let fields = try YAMLFields(item, allowed: ["days", "hours", key])
            let value = try fields.required(key)
            bands.append(
                TimeBand(
                    days: try fields.optional("days", TariffHours.days) ?? .every,
                    windows: try TariffHours.windows(fields.required("hours")),
                    value: key == "rate" ? try self.rate(value) : try self.percent(value)))
        }
        return bands
    }

    func measure(_ node: YAMLNode) throws(YAMLError) -> LineMeasure {
        let fields = try YAMLFields(node, allowed: ["percent", "of", "rate", "steps", "amount"])
        let found = ["percent", "rate", "steps", "amount"].filter { fields[$0] != nil }
        guard let key = found.first, found.count == 1, let value = fields[key] else {
            throw node.error(
                found.isEmpty ? "says not how much" : "has \(found.joined(separator: " and "))",
                expected: "one of percent, rate, steps, amount", advice: "Write one of them.")
        }
        try fields.refuse("of", unless: key == "percent", because: "only a percentage is of other lines")
        switch key {
        case "percent":
            return .share(
                basisPoints: try self.percent(value),
                of: try fields.required("of").texts(atMost: Tariff.mostLines))
        case "rate": return .steps([SlabStep(upTo: nil, rate: try self.rate(value))])
        case "steps": return .steps(try self.steps(value, "rate"))
        default: return .sum(paise: try self.money(value))
        }
    }

    // MARK: numbers

    func rate(_ node: YAMLNode) throws(YAMLError) -> Int64 { try node.decimal(scale: self.unit.rateScale) }

    func limit(_ node: YAMLNode) throws(YAMLError) -> Int64 { try node.decimal(scale: self.unit.scale) }

    /// Paise from rupees.
    func money(_ node: YAMLNode) throws(YAMLError) -> Int64 { try node.decimal(scale: 100) }

    /// Basis points from per cent.
    func percent(_ node: YAMLNode) throws(YAMLError) -> Int64 { try node.decimal(scale: 100) }
}
