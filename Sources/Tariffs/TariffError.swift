public import Metering

/// Why a tariff is refused or a bill cannot be computed.
public enum TariffError: Error, Hashable, Sendable {
    /// `label`, `authority`, `orderNumber` or a line's name is empty or longer than ``Tariff/longestText`` bytes.
    case badText(field: String, bytes: Int)
    /// The currency is not three capital letters.
    case badCurrency(String)
    /// The unit is that of a momentary value, which does not add up over a period.
    case unbillableUnit(Metering.Unit)
    case badLineCount(Int)
    case duplicateLine(String)
    case badStepCount(line: String, steps: Int)
    /// A limit is missing before the last step, not above the one before it, or there in the last step. Steps count from 1.
    case badStepLimit(line: String, step: Int, limit: Int64?)
    /// A rate or sum is negative or above ``Tariff/largestRate``.
    case rateOutOfRange(line: String, rate: Int64)
    /// Basis points outside −10 000 to 100 000.
    case percentageOutOfRange(line: String, basisPoints: Int64)
    /// A percentage refers to no line, twice to one, or to one that does not come before it.
    case badReference(line: String, to: String)
    /// The total's multiple is outside 1 to 1 000 000 paise.
    case badTotalRounding(paise: Int64)
    case inputOutOfRange(field: String, value: Int64, allowed: ClosedRange<Int64>)
    /// An amount does not fit 64 bits.
    case overflow(line: String)
}

extension TariffError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .badText(let field, let bytes):
            "tariff: \(field) has \(bytes) bytes; give 1 to \(Tariff.longestText)"
        case .badCurrency(let code): "tariff: currency \"\(code)\" is not an ISO 4217 code such as INR"
        case .unbillableUnit(let unit):
            "tariff: \(unit) is the unit of a momentary value; bill Wh, varh, VAh, litres, metres or a count"
        case .badLineCount(let count): "tariff: \(count) lines; give 1 to \(Tariff.mostLines)"
        case .duplicateLine(let name): "tariff line \"\(name)\": the name is taken; give each line its own"
        case .badStepCount(let line, let steps):
            "tariff line \"\(line)\": \(steps) steps; give 1 to \(Tariff.mostSteps)"
        case .badStepLimit(let line, let step, let limit):
            "tariff line \"\(line)\", step \(step): limit \(limit.map(String.init) ?? "none"); limits are above zero, "
                + "ascend, and only the last step has none"
        case .rateOutOfRange(let line, let rate):
            "tariff line \"\(line)\": rate or sum \(rate) is outside 0 to \(Tariff.largestRate)"
        case .percentageOutOfRange(let line, let basisPoints):
            "tariff line \"\(line)\": \(basisPoints) basis points are outside \(Tariff.basisPoints)"
        case .badReference(let line, let other):
            "tariff line \"\(line)\": of \"\(other)\"; name each line once, and only lines before this one"
        case .badTotalRounding(let paise): "tariff: the total cannot be rounded to \(paise) paise; give 1 to 1000000"
        case .inputOutOfRange(let field, let value, let allowed):
            "bill: \(field) is \(value), outside \(allowed.lowerBound) to \(allowed.upperBound); check the readings"
        case .overflow(let line):
            "bill line \"\(line)\": the amount does not fit 64 bits; check the quantity and the rate"
        }
    }
}
