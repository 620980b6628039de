internal import CanonicalCBOR
internal import Ledger
internal import Metering
internal import Tariffs

/// What the kinds of tariff lines are made of.
extension [SlabStep] {
    var cbor: CBOR {
        .array(self.map { .array([.optional($0.upTo.map(CBOR.integer)), .integer($0.rate)]) })
    }

    init(_ fields: inout CBORFields) throws(CBORError) {
        self = try fields.list("steps", atMost: Tariff.mostSteps) { (item) throws(CBORError) in
            SlabStep(
                upTo: try item.optional("limit") { (value: CBOR) throws(CBORError) in try value.readInteger() },
                rate: try item.integer("rate"))
        }
    }
}

extension LineMeasure {
    var cbor: CBOR {
        switch self {
        case .share(let basisPoints, let names): .array([.unsigned(1), .integer(basisPoints), .texts(names)])
        case .steps(let steps): .array([.unsigned(2), steps.cbor])
        case .sum(let paise): .array([.unsigned(3), .integer(paise)])
        }
    }

    init(_ line: inout CBORFields) throws(CBORError) {
        self = try line.record("measure") { (fields) throws(CBORError) -> LineMeasure in
            switch try fields.uint8("number") {
            case 1: .share(basisPoints: try fields.integer("basis points"), of: try fields.names("lines"))
            case 2: .steps(try [SlabStep](&fields))
            case 3: .sum(paise: try fields.integer("paise"))
            case let number: throw fields.refused("number", expected: "a measure of 1 to 3", found: "\(number)")
            }
        }
    }
}

extension PowerFactorStep {
    var cbor: CBOR { .array([.optional(self.below.map(CBOR.integer)), .integer(self.basisPoints)]) }
}

extension [PowerFactorStep] {
    init(_ fields: inout CBORFields) throws(CBORError) {
        self = try fields.list("steps", atMost: Tariff.mostSteps) { (item) throws(CBORError) in
            PowerFactorStep(
                below: try item.optionalInteger("limit"), basisPoints: try item.integer("basis points"))
        }
    }
}

extension TimeBand {
    /// `[days, windows, value]`.
    var cbor: CBOR {
        .array([.unsigned(UInt64(self.days.rawValue)), .array(self.windows.map(\.cbor)), .integer(self.value)])
    }
}

extension [TimeBand] {
    init(_ fields: inout CBORFields) throws(CBORError) {
        self = try fields.list("bands", atMost: Tariff.mostBands) { (item) throws(CBORError) in
            TimeBand(
                days: DayClasses(rawValue: try item.uint8("days")), windows: try [MinuteWindow](&item),
                value: try item.integer("value"))
        }
    }
}

extension MinuteWindow {
    var cbor: CBOR { .array([.integer(self.from), .integer(self.to)]) }
}

extension [MinuteWindow] {
    init(_ fields: inout CBORFields) throws(CBORError) {
        self = try fields.list("windows", atMost: Tariff.mostWindows) { (item) throws(CBORError) in
            MinuteWindow(from: try item.integer("from"), to: try item.integer("to"))
        }
    }
}

extension LineCondition {
    /// `[classes, exempt classes, load above, load up to, quantity above, quantity up to, payment, prompt, days,
    /// windows]`.
    var cbor: CBOR {
        .array([
            .texts(self.classes), .texts(self.exemptClasses), .optional(self.loadAbove.map(CBOR.integer)),
            .optional(self.loadUpTo.map(CBOR.integer)), .optional(self.quantityAbove.map(CBOR.integer)),
            .optional(self.quantityUpTo.map(CBOR.integer)),
            .optional(self.payment.map { .unsigned(UInt64($0.rawValue)) }), .boolean(self.needsPromptPayment),
            .unsigned(UInt64(self.days.rawValue)), .array(self.windows.map(\.cbor)),
        ])
    }

    init(_ fields: inout CBORFields) throws(CBORError) {
        self.init(
            classes: try fields.names("classes", atMost: Tariff.mostClasses),
            exemptClasses: try fields.names("exempt classes", atMost: Tariff.mostClasses),
            loadAbove: try fields.optionalInteger("load above"), loadUpTo: try fields.optionalInteger("load up to"),
            quantityAbove: try fields.optionalInteger("quantity above"),
            quantityUpTo: try fields.optionalInteger("quantity up to"),
            payment: try fields.optionalChoice("payment", PaymentMode.self),
            needsPromptPayment: try fields.boolean("prompt"), days: DayClasses(rawValue: try fields.uint8("days")),
            windows: try [MinuteWindow](&fields))
    }
}

extension CBOR {
    static func texts(_ values: [String]) -> CBOR { .array(values.map { .text($0) }) }
    static func day(_ value: CivilDate) -> CBOR { .integer(value.daysSinceEpoch) }
}

extension CBORFields {
    mutating func names(_ name: String, atMost limit: Int = Tariff.mostLines) throws(CBORError) -> [String] {
        var names: [String] = []
        for value in try self.array(name, atMost: limit) {
            names.append(try value.readText(atMost: Tariff.longestText))
        }
        return names
    }

    mutating func optionalInteger(_ name: String) throws(CBORError) -> Int64? {
        try self.optional(name) { (value: CBOR) throws(CBORError) in try value.readInteger() }
    }

    mutating func optionalDay(_ name: String) throws(CBORError) -> CivilDate? {
        guard let number = try self.optionalInteger(name) else { return nil }
        guard let day = CivilDate(daysSinceEpoch: number) else {
            throw self.refused(name, expected: "a day of 1970 to 9999", found: "\(number)")
        }
        return day
    }
}
