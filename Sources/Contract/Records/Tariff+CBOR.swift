public import CanonicalCBOR
internal import Ledger
internal import Metering
public import Tariffs

/// The tariff document of a `SetTariff` transaction.
extension Tariff {
    /// `[label, authority, order number, standing, currency, unit, lines, total rounding]`.
    public var cbor: CBOR {
        let rounding: CBOR =
            switch self.totalRounding {
            case .none: .null
            case .multiple(let paise, let rule): .array([.integer(paise), .choice(rule)])
            }
        return .array([
            .text(self.label), .text(self.authority), .text(self.orderNumber), .choice(self.standing),
            .text(self.currency), .choice(self.unit), .array(self.lines.map(\.cbor)), rounding,
        ])
    }

    /// Reads and validates a document.
    public init(document: CBOR) throws(CBORError) {
        var fields = try CBORFields(document, of: "tariff")
        try self.init(&fields)
        try fields.end()
    }

    init(_ fields: inout CBORFields) throws(CBORError) {
        let label = try fields.text("label", atMost: Self.longestText)
        let authority = try fields.text("authority", atMost: Self.longestText)
        let orderNumber = try fields.text("order number", atMost: Self.longestText)
        let standing = try fields.choice("standing", TariffStanding.self)
        let currency = try fields.text("currency", atMost: 3)
        let unit = try fields.choice("unit", Unit.self)
        let lines = try fields.list("lines", atMost: Self.mostLines) { (item) throws(CBORError) in
            try TariffLine(&item)
        }
        let rounding = try fields.optional("total rounding") { (value: CBOR) throws(CBORError) -> TotalRounding in
            var item = try CBORFields(value, of: "total rounding")
            let rounding = TotalRounding.multiple(paise: try item.integer("paise"), rule: try item.choice("rule"))
            try item.end()
            return rounding
        }
        self.init(
            label: label, authority: authority, orderNumber: orderNumber, standing: standing, currency: currency,
            unit: unit, lines: lines, totalRounding: rounding ?? .none)
        do throws(TariffError) {
            try self.validate()
        } catch {
            throw fields.refused("document", expected: "a tariff that prices every quantity", found: "\(error)")
        }
    }
}

extension TariffLine {
    var cbor: CBOR { .array([.text(self.name), self.kind.cbor, .choice(self.rounding)]) }

    init(_ fields: inout CBORFields) throws(CBORError) {
        self.init(
            name: try fields.text("name", atMost: Tariff.longestText),
            kind: try fields.record("kind") { (kind) throws(CBORError) in try TariffLineKind(&kind) },
            rounding: try fields.choice("rounding"))
    }
}

extension TariffLineKind {
    var cbor: CBOR {
        switch self {
        case .slab(let mode, let steps): .array([.unsigned(1), .choice(mode), steps.cbor])
        case .perUnit(let rate): .array([.unsigned(2), .integer(rate)])
        case .perUnitBySlab(let steps): .array([.unsigned(3), steps.cbor])
        case .fixed(let paise): .array([.unsigned(4), .integer(paise)])
        case .fixedPerKilowatt(let paise): .array([.unsigned(5), .integer(paise)])
        case .fixedBySlab(let steps): .array([.unsigned(6), steps.cbor])
        case .minimum(let paise): .array([.unsigned(7), .integer(paise)])
        case .percentage(let basisPoints, let names):
            .array([.unsigned(8), .integer(basisPoints), .array(names.map { .text($0) })])
        }
    }

    init(_ fields: inout CBORFields) throws(CBORError) {
        switch try fields.uint8("number") {
        case 1: self = .slab(mode: try fields.choice("mode"), steps: try [SlabStep](&fields))
        case 2: self = .perUnit(rate: try fields.integer("rate"))
        case 3: self = .perUnitBySlab(steps: try [SlabStep](&fields))
        case 4: self = .fixed(paise: try fields.integer("paise"))
        case 5: self = .fixedPerKilowatt(paise: try fields.integer("paise"))
        case 6: self = .fixedBySlab(steps: try [SlabStep](&fields))
        case 7: self = .minimum(paise: try fields.integer("paise"))
        case 8:
            let basisPoints = try fields.integer("basis points")
            var names: [String] = []
            for value in try fields.array("lines", atMost: Tariff.mostLines) {
                names.append(try value.readText(atMost: Tariff.longestText))
            }
            self = .percentage(basisPoints: basisPoints, of: names)
        case let number: throw fields.refused("number", expected: "a line kind of 1 to 8", found: "\(number)")
        }
    }
}

extension [SlabStep] {
    fileprivate var cbor: CBOR {
        .array(self.map { .array([.optional($0.upTo.map(CBOR.integer)), .integer($0.rate)]) })
    }

    fileprivate init(_ fields: inout CBORFields) throws(CBORError) {
        self = try fields.list("steps", atMost: Tariff.mostSteps) { (item) throws(CBORError) in
            SlabStep(
                upTo: try item.optional("limit") { (value: CBOR) throws(CBORError) in try value.readInteger() },
                rate: try item.integer("rate"))
        }
    }
}

extension BillLine {
    var cbor: CBOR {
        .array([
            .text(self.name), .choice(self.basis), .integer(self.quantityDivisor),
            .array(
                self.parts.map {
                    .array([.optional($0.upTo.map(CBOR.integer)), .integer($0.quantity), .integer($0.rate)])
                }), .choice(self.rounding), .integer(self.amountPaise),
        ])
    }

    init(_ fields: inout CBORFields) throws(CBORError) {
        self.init(
            name: try fields.text("name", atMost: Tariff.longestText), basis: try fields.choice("basis"),
            quantityDivisor: try fields.integer("divisor"),
            parts: try fields.list("parts", atMost: Tariff.mostSteps) { (item) throws(CBORError) in
                BillPart(
                    upTo: try item.optional("limit") { (value: CBOR) throws(CBORError) in try value.readInteger() },
                    quantity: try item.integer("quantity"), rate: try item.integer("rate"))
            }, rounding: try fields.choice("rounding"), amountPaise: try fields.integer("amount"))
    }
}
