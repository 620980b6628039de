internal import Metering

/// Checks one line of a tariff against the rules of its kind.
struct LineCheck {
    let line: TariffLine
    let earlier: ArraySlice<TariffLine>
    let unit: Metering.Unit

    var name: String { self.line.name }

    func check() throws(TariffError) {
        try Tariff.check(self.name, "name of line \(self.earlier.count + 1)")
        guard !self.earlier.contains(where: { $0.name == self.name }) else { throw .duplicateLine(self.name) }
        try self.checkKind()
        try self.checkQuantity()
        try self.check(self.line.condition)
    }

    private func checkKind() throws(TariffError) {
        switch self.line.kind {
        case .slab(_, let steps), .perUnitBySlab(let steps), .fixedBySlab(let steps): try self.check(steps)
        case .perUnit(let rate): try self.check(rate: rate)
        case .fixed(let paise), .fixedPerKilowatt(let paise), .minimum(let paise): try self.check(rate: paise)
        case .percentage(let basisPoints, let names):
            try self.check(basisPoints: basisPoints)
            try self.check(references: names)
        case .timeOfDayPercentage(let bands, let names):
            try self.check(bands)
            for band in bands { try self.check(basisPoints: band.value) }
            try self.check(references: names)
        case .timeOfDayRate(let bands):
            try self.check(bands)
            for band in bands { try self.check(rate: band.value, least: -Tariff.largestRate) }
        case .maximumDemand(let paise, let share), .excessDemand(let paise, let share):
            try self.check("a demand", for: [.wattHour, .voltAmpereHour])
            try self.check(rate: paise)
            try self.check(basisPoints: share, least: 0)
        case .powerFactor(let steps, let names):
            try self.check("a power factor", for: [.wattHour])
            try self.check(steps)
            try self.check(references: names)
        case .rebate(let measure, let cap):
            try self.check(measure)
            if let cap { try self.check(rate: cap) }
        case .subsidy(let measure, let cap, let payer):
            try self.check(measure)
            if let cap { try self.check(rate: cap) }
            try Tariff.check(payer, "payer of line \(self.name)")
        case .exportCredit(let credit): try self.check(credit)
        case .arrearsInterest(let millionths, let graceDays):
            try self.check(millionths, "daily interest in millionths", 0...1_000_000)
            try self.check(graceDays, "days of grace", 0...3660)
        case .levy(let measure, let receiver):
            try self.check(measure)
            try Tariff.check(receiver, "receiver of line \(self.name)")
        }
    }

    // MARK: steps, rates and references

    private func check(_ steps: [SlabStep]) throws(TariffError) {
        for step in steps { try self.check(rate: step.rate) }
        try self.check(limits: steps.map(\.upTo), atMost: .max)
    }

    private func check(_ steps: [PowerFactorStep]) throws(TariffError) {
        for step in steps { try self.check(basisPoints: step.basisPoints) }
        try self.check(limits: steps.map(\.below), atMost: 10_000)
    }

    /// Limits ascend from above zero, and only the last step has none.
    private func check(limits: [Int64?], atMost most: Int64) throws(TariffError) {
        guard (1...Tariff.mostSteps).contains(limits.count) else {
            throw .badStepCount(line: self.name, steps: limits.count)
        }
        var previous: Int64 = 0
        for (index, limit) in limits.enumerated() {
            if index == limits.count - 1, limit == nil { return }
            guard index < limits.count - 1, let limit, limit > previous, limit <= most else {
                throw .badStepLimit(line: self.name, step: index + 1, limit: limit)
            }
            previous = limit
        }
    }

    private func check(_ measure: LineMeasure) throws(TariffError) {
        switch measure {
        case .share(let basisPoints, let names):
            try self.check(basisPoints: basisPoints, least: 0)
            try self.check(references: names)
        case .steps(let steps): try self.check(steps)
        case .sum(let paise): try self.check(rate: paise)
        }
    }

    private func check(_ credit: ExportCredit) throws(TariffError) {
        guard self.unit == .wattHour else { throw .badQuantity(line: self.name, .exported, self.unit) }
        try self.check(rate: credit.rate)
        try self.check(credit.carryUpTo, "carried surplus", BillInput.amounts)
        try self.check(credit.capPerKilowattDay ?? 0, "cap for each kilowatt and day", BillInput.amounts)
        for other in self.earlier where self.line.condition.overlaps(other.condition) {
            guard case .exportCredit = other.kind else { continue }
            throw .secondExportCredit(line: self.name, beside: other.name)
        }
    }

    private func check(_ what: String, for units: [Metering.Unit]) throws(TariffError) {
        guard units.contains(self.unit) else {
            throw .badUnit(line: self.name, what: what, self.unit, allowed: units)
        }
    }

    private func check(rate: Int64, least: Int64 = 0) throws(TariffError) {
        guard (least...Tariff.largestRate).contains(rate) else {
            throw .rateOutOfRange(line: self.name, rate: rate, least: least)
        }
    }

    private func check(basisPoints: Int64, least: Int64 = Tariff.basisPoints.lowerBound) throws(TariffError) {
        guard (least...Tariff.basisPoints.upperBound).contains(basisPoints) else {
            throw .percentageOutOfRange(line: self.name, basisPoints: basisPoints, least: least)
        }
    }

    private func check(_ value: Int64, _ what: String, _ allowed: ClosedRange<Int64>) throws(TariffError) {
        guard allowed.contains(value) else {
            throw .valueOutOfRange(line: self.name, what: what, value: value, allowed: allowed)
        }
    }

    private func check(references names: [String]) throws(TariffError) {
        guard !names.isEmpty else { throw .badReference(line: self.name, to: "") }
        for (index, name) in names.enumerated() {
            guard self.earlier.contains(where: { $0.name == name }), !names[..<index].contains(name) else {
                throw .badReference(line: self.name, to: name)
            }
        }
    }

    // MARK: time

    private func check(_ bands: [TimeBand]) throws(TariffError) {
        guard (1...Tariff.mostBands).contains(bands.count) else {
            throw .badBandCount(line: self.name, bands: bands.count)
        }
        for (index, band) in bands.enumerated() {
            try self.check(band.days)
            try self.check(band.windows, least: 1)
            if let other = bands[..<index].firstIndex(where: { $0.overlaps(band) }) {
                throw .overlappingBands(line: self.name, band: index + 1, with: other + 1)
            }
        }
    }

    private func check(_ days: DayClasses) throws(TariffError) {
        guard !days.isEmpty, DayClasses.every.isSuperset(of: days) else { throw .badDays(line: self.name) }
    }

    private func check(_ windows: [MinuteWindow], least: Int) throws(TariffError) {
        guard (least...Tariff.mostWindows).contains(windows.count) else {
            throw .badWindowCount(line: self.name, windows: windows.count)
        }
        var end: Int64 = 0
        for window in windows {
            guard window.isValid, window.from >= end else { throw .badWindow(line: self.name, window) }
            end = window.to
        }
    }

    // MARK: quantity and condition

    private func checkQuantity() throws(TariffError) {
        guard self.line.quantity != .used else { return }
        guard self.unit == .wattHour, self.pricesQuantity else {
            throw .badQuantity(line: self.name, self.line.quantity, self.unit)
        }
    }

    private var pricesQuantity: Bool {
        switch self.line.kind {
        case .slab, .perUnit, .perUnitBySlab, .fixedBySlab: true
        case .rebate(let measure, _), .subsidy(let measure, _, _), .levy(let measure, _): measure.pricesQuantity
        case .fixed, .fixedPerKilowatt, .minimum, .percentage, .timeOfDayPercentage, .timeOfDayRate, .maximumDemand,
            .excessDemand, .powerFactor, .exportCredit, .arrearsInterest:
            false
        }
    }

    private func check(_ condition: LineCondition) throws(TariffError) {
        try self.check(condition.days)
        try self.check(condition.windows, least: 0)
        try self.check(condition.loadAbove, condition.loadUpTo, "sanctioned load")
        try self.check(condition.quantityAbove, condition.quantityUpTo, "quantity")
        let classes = condition.classes + condition.exemptClasses
        guard classes.count <= Tariff.mostClasses else { throw .badClassCount(line: self.name, classes: classes.count) }
        for (index, name) in classes.enumerated() {
            try Tariff.check(name, "a class of line \(self.name)", atMost: Tariff.longestClass)
            guard !classes[..<index].contains(name) else { throw .duplicateClass(line: self.name, name) }
        }
    }

    private func check(_ above: Int64?, _ upTo: Int64?, _ what: String) throws(TariffError) {
        try self.check(above ?? 0, "\(what) above", BillInput.amounts)
        try self.check(upTo ?? 0, "\(what) up to", BillInput.amounts)
        guard let above, let upTo, above >= upTo else { return }
        throw .emptyRange(line: self.name, what: what, above: above, upTo: upTo)
    }
}

extension LineMeasure {
    fileprivate var pricesQuantity: Bool {
        switch self {
        case .steps: true
        case .share, .sum: false
        }
    }
}
