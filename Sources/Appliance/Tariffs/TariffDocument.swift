public import Foundation
import Metering
import StrictYAML
public import Tariffs

/// Tariffs as people write them: YAML in rupees and thousands of base units (kWh, kL, km).
public enum TariffDocument {
    /// - Throws: ``FileError`` for a file that cannot be read, ``YAMLError`` with the line for one that is no tariff.
    public static func read(_ file: URL) throws -> Tariff {
        try self.read(FileError.text(of: file), file: file.path)
    }

    /// - Parameter file: name for error messages.
    static func read(_ text: String, file: String) throws(YAMLError) -> Tariff {
        let root = try YAMLDocument.parse(text, file: file)
        let fields = try YAMLFields(
            root,
            allowed: [
                "label", "authority", "order", "source", "valid_from", "valid_to", "standing", "unit", "lines",
                "round_total_to",
            ])
        let unit = try fields.required("unit").choice(TariffUnit.all.map { ($0.name, $0) })
        let nodes = try fields.required("lines").list(atMost: Tariff.mostLines)
        let tariff = Tariff(
            label: try fields.required("label").text(), authority: try fields.required("authority").text(),
            orderNumber: try fields.required("order").text(),
            standing: try fields.required("standing").choice(amongCasesOf: TariffStanding.self),
            unit: unit.base, lines: try self.lines(nodes, unit), totalRounding: try self.rounding(fields),
            source: try fields.optional("source") { (node) throws(YAMLError) in try node.text() },
            validFrom: try fields.optional("valid_from", self.day),
            validTo: try fields.optional("valid_to", self.day))
        try self.validate(tariff, fields, nodes)
        return tariff
    }

    private static func validate(_ tariff: Tariff, _ fields: YAMLFields, _ lines: [YAMLNode]) throws(YAMLError) {
        do throws(TariffError) {
            try tariff.validateHead()
        } catch {
            let node = error.key.flatMap { fields[$0] } ?? fields.owner
            throw node.error("\(error)", expected: "a tariff that holds together", advice: "Correct the tariff.")
        }
        for (index, node) in lines.enumerated() {
            do throws(TariffError) {
                try tariff.validateLine(index)
            } catch {
                throw node.error("\(error)", expected: "lines that fit together", advice: "Correct the line.")
            }
        }
    }

    private static func lines(_ nodes: [YAMLNode], _ unit: TariffUnit) throws(YAMLError) -> [TariffLine] {
        var lines: [TariffLine] = []
        for node in nodes { lines.append(try TariffLineReader(node, unit).line()) }
        return lines
    }

    private static func rounding(_ fields: YAMLFields) throws(YAMLError) -> TotalRounding {
        guard let node = fields["round_total_to"] else { return .none }
        return .multiple(paise: try node.decimal(scale: 100, isPositive: true), rule: .halfUp)
    }

    private static func day(_ node: YAMLNode) throws(YAMLError) -> CivilDate {
        let expected = "a day such as 2026-03-31"
        guard let day = CivilDate(try node.text(expected)) else {
            throw node.mismatch(expected: expected, advice: "Write year, month and day of the zone's calendar.")
        }
        return day
    }
}

extension TariffError {
    /// The key of a tariff file that the error is about; nil where it is about one of the lines.
    fileprivate var key: String? {
        switch self {
        case .badText(let field, _, _): field == "order number" ? "order" : field
        case .badValidity: "valid_to"
        case .unbillableUnit: "unit"
        case .badTotalRounding: "round_total_to"
        case .badLineCount: "lines"
        default: nil
        }
    }
}
