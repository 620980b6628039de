internal import CanonicalCBOR
internal import Ledger
internal import Tariffs

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
            .array([.unsigned(8), .integer(basisPoints), .texts(names)])
        case .timeOfDayPercentage(let bands, let names):
            .array([.unsigned(9), .array(bands.map(\.cbor)), .texts(names)])
        case .timeOfDayRate(let bands): .array([.unsigned(10), .array(bands.map(\.cbor))])
        case .maximumDemand(let paise, let least): .array([.unsigned(11), .integer(paise), .integer(least)])
        case .excessDemand(let paise, let above): .array([.unsigned(12), .integer(paise), .integer(above)])
        case .powerFactor(let steps, let names): .array([.unsigned(13), .array(steps.map(\.cbor)), .texts(names)])
        case .rebate(let measure, let cap):
            .array([.unsigned(14), measure.cbor, .optional(cap.map(CBOR.integer))])
        case .subsidy(let measure, let cap, let payer):
            .array([.unsigned(15), measure.cbor, .optional(cap.map(CBOR.integer)), .text(payer)])
        case .exportCredit(let credit):
            .array([
                .unsigned(16), .integer(credit.rate), .integer(credit.carryUpTo),
                .optional(credit.capPerKilowattDay.map(CBOR.integer)),
            ])
        case .arrearsInterest(let millionths, let grace):
            .array([.unsigned(17), .integer(millionths), .integer(grace)])
        case .levy(let measure, let receiver): .array([.unsigned(18), measure.cbor, .text(receiver)])
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
        case 8: self = .percentage(basisPoints: try fields.integer("basis points"), of: try fields.names("lines"))
        case 9: self = .timeOfDayPercentage(bands: try [TimeBand](&fields), of: try fields.names("lines"))
        case 10: self = .timeOfDayRate(bands: try [TimeBand](&fields))
        case 11:
            self = .maximumDemand(paise: try fields.integer("paise"), leastBasisPoints: try fields.integer("least"))
        case 12:
            self = .excessDemand(paise: try fields.integer("paise"), aboveBasisPoints: try fields.integer("above"))
        case 13: self = .powerFactor(steps: try [PowerFactorStep](&fields), of: try fields.names("lines"))
        case 14: self = .rebate(try LineMeasure(&fields), capPaise: try fields.optionalInteger("cap"))
        case 15:
            self = .subsidy(
                try LineMeasure(&fields), capPaise: try fields.optionalInteger("cap"),
                paidBy: try fields.text("payer", atMost: Tariff.longestText))
        case 16: self = .exportCredit(try ExportCredit(&fields))
        case 17:
            self = .arrearsInterest(
                dailyMillionths: try fields.integer("millionths"), graceDays: try fields.integer("grace"))
        case 18:
            self = .levy(
                try LineMeasure(&fields), collectedFor: try fields.text("receiver", atMost: Tariff.longestText))
        case let number: throw fields.refused("number", expected: "a line kind of 1 to 18", found: "\(number)")
        }
    }
}

extension ExportCredit {
    fileprivate init(_ fields: inout CBORFields) throws(CBORError) {
        self.init(
            rate: try fields.integer("rate"), carryUpTo: try fields.integer("carried"),
            capPerKilowattDay: try fields.optionalInteger("cap"))
    }
}
