public import Foundation
import Metering
import StrictYAML
public import Tariffs

/// Tariffs as people write them: YAML in rupees and thousands of base units (kWh, kL, km).
public enum TariffDocument {
    public static func read(_ file: URL) throws -> Tariff {
        let root = try YAMLDocument.parse(try FileError.text(of: file), file: file.path)
        let fields = try YAMLFields(
            root, allowed: ["label", "authority", "order", "standing", "unit", "lines", "round_total_to"])
        let tariff = Tariff(
            label: try fields.required("label").text(), authority: try fields.required("authority").text(),
            orderNumber: try fields.required("order").text(),
            standing: try self.standing(fields.required("standing")), unit: try self.unit(fields.required("unit")),
            lines: try fields.required("lines").list(atMost: 32).map { try self.line($0) },
            totalRounding: try fields["round_total_to"].map {
                .multiple(paise: try $0.decimal(scale: 100), rule: .halfUp)
            } ?? .none)
        do {
            try tariff.validate()
        } catch {
            throw root.error("\(error)", expected: "lines that fit together", advice: "Correct the tariff.")
        }
        return tariff
    }

    private static func standing(_ node: YAMLNode) throws(YAMLError) -> TariffStanding {
        switch try node.text() {
        case "illustrative": return .illustrative
        case "ordered": return .ordered
        case let text:
            throw node.error(
                "found `\(text)`", expected: "illustrative or ordered",
                advice: "Only a tariff that an authority has ordered is `ordered`.")
        }
    }

    private static func unit(_ node: YAMLNode) throws(YAMLError) -> Metering.Unit {
        switch try node.text() {
        case "kWh": return .wattHour
        case "kL": return .litre
        case "km": return .metre
        case let text:
            throw node.error("found `\(text)`", expected: "kWh, kL or km", advice: "Write the unit that is priced.")
        }
    }

    private static func line(_ node: YAMLNode) throws(YAMLError) -> TariffLine {
        let fields = try YAMLFields(
            node,
            allowed: [
                "name", "slab", "steps", "rate", "rate_by_slab", "fixed", "fixed_by_slab", "fixed_per_kilowatt",
                "minimum", "percent", "of", "rounding",
            ])
        return TariffLine(
            name: try fields.required("name").text(), kind: try self.kind(fields),
            rounding: try self.rounding(fields["rounding"]))
    }

    private static func kind(_ fields: YAMLFields) throws(YAMLError) -> TariffLineKind {
        if let slab = fields["slab"] {
            let mode = try self.mode(slab)
            let key = mode == .stepLookUp ? "amount" : "rate"
            return .slab(mode: mode, steps: try self.steps(fields.required("steps"), key))
        }
        if let rate = fields["rate"] { return .perUnit(rate: try rate.decimal(scale: 100_000)) }
        if let steps = fields["rate_by_slab"] { return .perUnitBySlab(steps: try self.steps(steps, "rate")) }
        if let amount = fields["fixed"] { return .fixed(paise: try amount.decimal(scale: 100)) }
        if let steps = fields["fixed_by_slab"] { return .fixedBySlab(steps: try self.steps(steps, "amount")) }
        if let amount = fields["fixed_per_kilowatt"] { return .fixedPerKilowatt(paise: try amount.decimal(scale: 100)) }
        if let amount = fields["minimum"] { return .minimum(paise: try amount.decimal(scale: 100)) }
        let percent = try fields.required("percent")
        var names: [String] = []
        for name in try fields.required("of").list(atMost: 32) { names.append(try name.text()) }
        return .percentage(basisPoints: try percent.decimal(scale: 100), of: names)
    }

    private static func mode(_ node: YAMLNode) throws(YAMLError) -> SlabMode {
        switch try node.text() {
        case "telescopic": return .telescopic
        case "whole_volume": return .wholeVolume
        case "step_look_up": return .stepLookUp
        case let text:
            throw node.error(
                "found `\(text)`", expected: "telescopic, whole_volume or step_look_up", advice: "Choose one of these.")
        }
    }

    private static func steps(_ node: YAMLNode, _ key: String) throws(YAMLError) -> [SlabStep] {
        var steps: [SlabStep] = []
        for item in try node.list(atMost: 64) {
            let fields = try YAMLFields(item, allowed: ["up_to", key])
            let limit: Int64? = if let node = fields["up_to"] { try node.decimal(scale: 1000) } else { nil }
            let value = try fields.required(key).decimal(scale: key == "rate" ? 100_000 : 100)
            steps.append(SlabStep(upTo: limit, rate: value))
        }
        return steps
    }

    private static func rounding(_ node: YAMLNode?) throws(YAMLError) -> RoundingRule {
        guard let node else { return .halfUp }
        switch try node.text() {
        case "half_up": return .halfUp
        case "floor": return .floor
        case "ceiling": return .ceiling
        case let text:
            throw node.error("found `\(text)`", expected: "half_up, floor or ceiling", advice: "Choose one of these.")
        }
    }
}
