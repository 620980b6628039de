import Metering

extension Tariff {
    /// Bytes of UTF-8 in a label or name.
    public static let longestText = 200
    public static let mostLines = 64
    public static let mostSteps = 64
    /// Bands of one line, and windows of one band or condition.
    public static let mostBands = 32
    public static let mostWindows = 16
    /// Classes that one condition names, and bytes of UTF-8 in the name of one.
    public static let mostClasses = 16
    public static let longestClass = 64
    /// Ten million rupees for each 1000 base units; keeps every product within 128 bits.
    public static let largestRate: Int64 = 1_000_000_000_000
    /// From a full rebate to ten times the base.
    public static let basisPoints: ClosedRange<Int64> = -10_000...100_000

    /// Refuses a tariff that does not give exactly one price for every quantity.
    public func validate() throws(TariffError) {
        try self.validateHead()
        for index in self.lines.indices { try self.validateLine(index) }
    }

    /// All but the lines themselves.
    public func validateHead() throws(TariffError) {
        try Self.check(self.label, "label")
        try Self.check(self.authority, "authority")
        try Self.check(self.orderNumber, "order number")
        if let source { try Self.check(source, "source") }
        if let from = self.validFrom, let to = self.validTo, to < from { throw .badValidity(from: from, to: to) }
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
    }

    /// One line, beside those before it.
    public func validateLine(_ index: Int) throws(TariffError) {
        try LineCheck(line: self.lines[index], earlier: self.lines[..<index], unit: self.unit).check()
    }

    static func check(_ text: String, _ field: String, atMost limit: Int = Self.longestText) throws(TariffError) {
        let bytes = text.utf8.count
        guard (1...limit).contains(bytes) else { throw .badText(field: field, bytes: bytes, limit: limit) }
    }
}
