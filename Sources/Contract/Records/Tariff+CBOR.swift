public import CanonicalCBOR
public import Identity
internal import Ledger
internal import Metering
public import Tariffs

/// The tariff document of a `SetTariff` transaction.
extension Tariff {
    /// `[label, authority, order number, standing, currency, unit, lines, total rounding]`, and a ninth field
    /// `[source, valid from, valid to]` where one of these is known.
    public var cbor: CBOR {
        let rounding: CBOR =
            switch self.totalRounding {
            case .none: .null
            case .multiple(let paise, let rule): .array([.integer(paise), .choice(rule)])
            }
        let fields: [CBOR] = [
            .text(self.label), .text(self.authority), .text(self.orderNumber), .choice(self.standing),
            .text(self.currency), .choice(self.unit), .array(self.lines.map(\.cbor)), rounding,
        ]
        guard self.source != nil || self.validFrom != nil || self.validTo != nil else { return .array(fields) }
        let origin: CBOR = .array([
            .optional(self.source.map(CBOR.text)), .optional(self.validFrom.map(CBOR.day)),
            .optional(self.validTo.map(CBOR.day)),
        ])
        return .array(fields + [origin])
    }

    /// SHA-256 of the document's encoding: names this version of the tariff.
    public var digest: Digest { .sha256(self.cbor.encoded()) }

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
        try self.readOrigin(&fields)
        do throws(TariffError) {
            try self.validate()
        } catch {
            throw fields.refused("document", expected: "a tariff that prices every quantity", found: "\(error)")
        }
    }

    private mutating func readOrigin(_ fields: inout CBORFields) throws(CBORError) {
        guard fields.remaining > 0 else { return }
        var origin = try fields.fields("origin")
        self.source = try origin.optional("source") { (value: CBOR) throws(CBORError) in
            try value.readText(atMost: Self.longestText)
        }
        self.validFrom = try origin.optionalDay("valid from")
        self.validTo = try origin.optionalDay("valid to")
        try origin.end()
        // One value has one encoding.
        guard self.source != nil || self.validFrom != nil || self.validTo != nil else {
            throw fields.refused("origin", expected: "no origin where nothing of it is known", found: "an empty one")
        }
    }
}

extension TariffLine {
    /// `[name, kind, rounding]`, and `[…, quantity, condition]` where one of these is not the usual one.
    var cbor: CBOR {
        let fields: [CBOR] = [.text(self.name), self.kind.cbor, .choice(self.rounding)]
        guard self.quantity != .used || self.condition != .always else { return .array(fields) }
        let condition = self.condition == .always ? CBOR.null : self.condition.cbor
        return .array(fields + [.choice(self.quantity), condition])
    }

    init(_ fields: inout CBORFields) throws(CBORError) {
        self.init(
            name: try fields.text("name", atMost: Tariff.longestText),
            kind: try fields.record("kind") { (kind) throws(CBORError) in try TariffLineKind(&kind) },
            rounding: try fields.choice("rounding"))
        guard fields.remaining > 0 else { return }
        self.quantity = try fields.choice("quantity")
        let condition = try fields.optional("condition") { (value: CBOR) throws(CBORError) -> LineCondition in
            var item = try CBORFields(value, of: "condition")
            let condition = try LineCondition(&item)
            try item.end()
            return condition
        }
        // One value has one encoding.
        guard condition != .always, self.quantity != .used || condition != nil else {
            throw fields.refused("condition", expected: "a condition only where it asks something", found: "none")
        }
        self.condition = condition ?? .always
    }
}
