internal import CanonicalCBOR
internal import Ledger
internal import Tariffs

extension BillLine {
    /// `[name, basis, quantity divisor, parts, rounding, amount]`, and the factor where it is not 1.
    var cbor: CBOR {
        let fields: [CBOR] = [
            .text(self.name), .choice(self.basis), .integer(self.quantityDivisor),
            .array(
                self.parts.map {
                    .array([.optional($0.upTo.map(CBOR.integer)), .integer($0.quantity), .integer($0.rate)])
                }), .choice(self.rounding), .integer(self.amountPaise),
        ]
        return .array(self.factor == 1 ? fields : fields + [.integer(self.factor)])
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
        guard fields.remaining > 0 else { return }
        self.factor = try fields.integer("factor")
        guard self.factor != 1 else {
            throw fields.refused("factor", expected: "no factor where it is 1", found: "1")
        }
    }
}
