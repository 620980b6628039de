internal import Metering

extension TariffError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .badText(let field, let bytes, let limit): "tariff: \(field) has \(bytes) bytes; give 1 to \(limit)"
        case .badCurrency(let code): "tariff: currency \"\(code)\" is not an ISO 4217 code such as INR"
        case .badValidity(let from, let to): "tariff: valid from \(from) to \(to); the last day is before the first"
        case .unbillableUnit(let unit):
            "tariff: \(unit) is the unit of a momentary value; bill Wh, varh, VAh, litres, metres or a count"
        case .badLineCount(let count): "tariff: \(count) lines; give 1 to \(Tariff.mostLines)"
        case .badTotalRounding(let paise): "tariff: the total cannot be rounded to \(paise) paise; give 1 to 1000000"
        case .inputOutOfRange(let field, let value, let allowed):
            "bill: \(field) is \(value), outside \(allowed.lowerBound) to \(allowed.upperBound); check the readings"
        case .timedSum(let timed, let quantity):
            "bill: the quantities by time of day add up to \(timed), and the whole is \(quantity); check the readings"
        case .badTimedWindow(let window):
            "bill: a quantity by time of day has the hours \(window); hours end after they begin, within 00:00-24:00"
        default: self.line.map { "tariff line \"\($0)\"\(self.problem)" } ?? "tariff\(self.problem)"
        }
    }

    /// The name of the line that the error is about; nil where it is about no line.
    var line: String? {
        switch self {
        case .badText, .badCurrency, .badValidity, .unbillableUnit, .badLineCount, .badTotalRounding,
            .inputOutOfRange, .timedSum, .badTimedWindow:
            nil
        case .duplicateLine(let line), .badStepCount(let line, _), .badStepLimit(let line, _, _),
            .rateOutOfRange(let line, _, _), .percentageOutOfRange(let line, _, _),
            .valueOutOfRange(let line, _, _, _), .badReference(let line, _), .badBandCount(let line, _),
            .overlappingBands(let line, _, _), .badWindowCount(let line, _), .badDays(let line),
            .badWindow(let line, _), .badQuantity(let line, _, _), .badUnit(let line, _, _, _),
            .secondExportCredit(let line, _), .badClassCount(let line, _), .duplicateClass(let line, _),
            .emptyRange(let line, _, _, _), .missingInput(let line, _), .splitBand(let line, _, _, _),
            .overflow(let line):
            line
        }
    }

    /// What is wrong with the line, after its name.
    private var problem: String {
        switch self {
        case .duplicateLine: ": the name is taken; give each line its own"
        case .badStepCount(_, let steps): ": \(steps) steps; give 1 to \(Tariff.mostSteps)"
        case .badStepLimit(_, let step, let limit):
            ", step \(step): limit \(limit.map(String.init) ?? "none"); limits are above zero, ascend, and only the "
                + "last step has none; a power factor's are at most 1"
        case .rateOutOfRange(_, let rate, let least):
            ": rate or sum \(rate) is outside \(least) to \(Tariff.largestRate)"
        case .percentageOutOfRange(_, let basisPoints, let least):
            ": \(basisPoints) basis points are outside \(least) to \(Tariff.basisPoints.upperBound)"
        case .valueOutOfRange(_, let what, let value, let allowed):
            ": \(what) is \(value), outside \(allowed.lowerBound) to \(allowed.upperBound)"
        case .badReference(_, let other):
            ": of \"\(other)\"; name each line once, and only lines before this one"
        case .badBandCount(_, let bands): ": \(bands) bands; give 1 to \(Tariff.mostBands)"
        case .overlappingBands(_, let band, let other):
            ": band \(band) has hours that band \(other) has too; every minute belongs to one band at most"
        case .badWindowCount(_, let windows): ": \(windows) stretches of hours; give at most \(Tariff.mostWindows)"
        case .badWindow(_, let window):
            ": hours \(window); each stretch ends after it begins, within 00:00-24:00, and comes after the one before it"
        case .badDays: ": no day that there is; give weekday, saturday, sunday or holiday"
        case .badQuantity(_, let quantity, let unit):
            ": it cannot price \(quantity) energy; a line by rate or steps can, in a tariff for kWh (this is for "
                + "\(Self.name(unit)))"
        case .badUnit(_, let what, let unit, let allowed):
            ": \(what) has no place in a tariff for \(Self.name(unit)), only in one for "
                + "\(allowed.map(Self.name).joined(separator: " or ")); remove the line or correct the unit"
        case .secondExportCredit(_, let other):
            ": it pays for the same surplus as line \"\(other)\"; remove one, or give them conditions that no bill meets "
                + "both of, such as a class in `classes` of one and in `except_classes` of the other"
        case .badClassCount(_, let classes): ": \(classes) classes; give at most \(Tariff.mostClasses)"
        case .duplicateClass(_, let name): ": the class \"\(name)\" is there twice"
        case .emptyRange(_, let what, let above, let upTo):
            ": no \(what) is above \(above) and up to \(upTo)"
        case .missingInput(_, let need): " needs \(need), which is not known for this bill"
        case .splitBand(_, let day, let window, let band):
            ": the quantity of \(day) \(window) lies across an edge of \(band); give it by the tariff's own hours"
        case .overflow: ": the amount does not fit 64 bits; check the quantity and the rate"
        default: ""
        }
    }

    /// As tariff files write it.
    private static func name(_ unit: Metering.Unit) -> String {
        switch unit {
        case .wattHour, .varHour, .voltAmpereHour, .litre: "k\(unit)"
        case .metre: "km"
        case .none: "count"
        case .milliwatt, .millivar, .millivoltAmpere, .millivolt, .milliampere, .millihertz, .powerFactor, .percent:
            "\(unit)"
        }
    }
}
