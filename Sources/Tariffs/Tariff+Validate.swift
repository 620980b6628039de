import Metering

extension Tariff {
    /// Bytes of UTF-8 in a label or name.
    public static let longestText = 200
    public static let mostLines = 64
    public static let mostSteps = 64
    /// Ten million rupees for each 1000 base units; keeps every product within 128 bits.
    public static let largestRate: Int64 = 1_000_000_000_000
    /// From a full rebate to ten times the base.
    public static let basisPoints: ClosedRange<Int64> = -10_000...100_000

    /// Refuses a tariff that does not give exactly one price for every quantity.
    public func validate() throws(TariffError) {
        try Self.check(self.label, "label")
        try Self.check(self.authority, "authority")
        try Self.check(self.orderNumber, "order number")
        let letters = UInt8(ascii: "A")...UInt8(ascii: "Z")
        guard self.currency.utf8.count == 3, self.currency.utf8.allSatisfy(letters.contains) else {
            throw .badCurrency(self.currency)
        }
        switch self.unit {
        case .wattHour, .varHour, .voltAmpereHour, .litre, .metre, .none: break
        case .milliwatt, .millivar, .millivoltAmpere, .millivolt, .milliampere, .millihertz, .powerFactor,
            .percent:
            throw .unbillableUnit(self.unit)
        }
        if case .multiple(let paise, _) = self.totalRounding, !(1...1_000_000).contains(paise) {
            throw .badTotalRounding(paise: paise)
        }
        guard (1...Self.mostLines).contains(self.lines.count) else { throw .badLineCount(self.lines.count) }
        for (index, line) in self.lines.enumerated() {
            try line.validate(after: self.lines[..<index])
        }
    }

    static func check(_ text: String, _ field: String) throws(TariffError) {
        let bytes = text.utf8.count
        guard (1...Self.longestText).contains(bytes) else { throw .badText(field: field, bytes: bytes) }
    }
}

extension TariffLine {
    func validate(after earlier: ArraySlice<TariffLine>) throws(TariffError) {
        try Tariff.check(self.name, "name of line \(earlier.count + 1)")
        guard !earlier.contains(where: { $0.name == self.name }) else { throw .duplicateLine(self.name) }
        switch self.kind {
        case .slab(_, let steps), .perUnitBySlab(let steps), .fixedBySlab(let steps): try self.validate(steps)
        case .perUnit(let rate): try self.validate(rate: rate)
        case .fixed(let paise), .fixedPerKilowatt(let paise), .minimum(let paise): try self.validate(rate: paise)
        case .percentage(let basisPoints, let names):
            guard Tariff.basisPoints.contains(basisPoints) else {
                throw .percentageOutOfRange(line: self.name, basisPoints: basisPoints)
            }
            try self.validate(references: names, to: earlier)
        }
    }

    private func validate(_ steps: [SlabStep]) throws(TariffError) {
        guard (1...Tariff.mostSteps).contains(steps.count) else {
            throw .badStepCount(line: self.name, steps: steps.count)
        }
        var previous: Int64 = 0
        for (index, step) in steps.enumerated() {
            try self.validate(rate: step.rate)
            if index == steps.count - 1, step.upTo == nil { return }
            guard index < steps.count - 1, let limit = step.upTo, limit > previous else {
                throw .badStepLimit(line: self.name, step: index + 1, limit: step.upTo)
            }
            previous = limit
        }
    }

    private func validate(rate: Int64) throws(TariffError) {
        guard (0...Tariff.largestRate).contains(rate) else { throw .rateOutOfRange(line: self.name, rate: rate) }
    }

    private func validate(references names: [String], to earlier: ArraySlice<TariffLine>) throws(TariffError) {
        guard !names.isEmpty else { throw .badReference(line: self.name, to: "") }
        for (index, name) in names.enumerated() {
            guard earlier.contains(where: { $0.name == name }), !names[..<index].contains(name) else {
                throw .badReference(line: self.name, to: name)
            }
        }
    }
}
