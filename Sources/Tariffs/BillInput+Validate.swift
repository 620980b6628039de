extension BillInput {
    /// Timed quantities of one bill, at most: a quarter of an hour each, for every class of days.
    public static let mostTimed = 384
    /// Unpaid bills behind one bill, at most.
    public static let mostArrears = 64

    /// Quantities in base units, and power in W or VA: parts of a reference period of them fit 64 bits.
    public static let amounts: ClosedRange<Int64> = 0...1_000_000_000_000_000

    /// Surplus that one bill leaves to the next, in Wh, at most: the most that a bill takes over.
    public static let mostCarriedExport = amounts.upperBound

    func validate() throws(TariffError) {
        let days: ClosedRange<Int64> = 1...3660
        let amounts = Self.amounts
        let carried: ClosedRange<Int64> = -1_000_000...1_000_000
        let checks: [(String, Int64?, ClosedRange<Int64>)] = [
            ("quantity", self.quantity, amounts), ("period days", self.periodDays, days),
            ("reference days", self.referenceDays, days), ("sanctioned load", self.sanctionedLoadWatts, amounts),
            ("carried remainder", self.carriedRemainderPaise, carried), ("exported energy", self.exported, amounts),
            ("carried export", self.carriedExport, amounts), ("plant power", self.plantWatts, amounts),
            ("apparent energy", self.apparent, amounts), ("reactive energy", self.reactive, amounts),
            ("maximum demand", self.maximumDemand, amounts), ("contract demand", self.contractDemand, amounts),
            ("minute of use", self.usedAt?.minute, 0...1439),
        ]
        for (field, value, allowed) in checks { try Self.check(field, value, allowed) }
        try self.validateArrears()
        try self.validateTimed()
    }

    private func validateArrears() throws(TariffError) {
        guard let arrears else { return }
        try Self.check("number of arrears", Int64(arrears.count), 0...Int64(Self.mostArrears))
        for arrear in arrears {
            try Self.check("arrears", arrear.paise, 0...1_000_000_000_000)
            try Self.check("days late", arrear.daysLate, 0...36_600)
            try Self.check("days billed", arrear.daysBilled, 0...36_600)
        }
    }

    private func validateTimed() throws(TariffError) {
        guard let timed else { return }
        try Self.check("number of timed quantities", Int64(timed.count), 0...Int64(Self.mostTimed))
        var sum: Int64 = 0
        for item in timed {
            guard item.window.isValid else { throw .badTimedWindow(item.window) }
            try Self.check("timed quantity", item.quantity, 0...self.quantity)
            // At most 384 times the largest quantity.
            sum += item.quantity
        }
        guard sum == self.quantity else { throw .timedSum(timed: sum, quantity: self.quantity) }
    }

    private static func check(_ field: String, _ value: Int64?, _ allowed: ClosedRange<Int64>) throws(TariffError) {
        guard let value, !allowed.contains(value) else { return }
        throw .inputOutOfRange(field: field, value: value, allowed: allowed)
    }
}

extension BillInput {
    /// The quantity that a line prices.
    func quantity(_ kind: BillQuantity, line: String) throws(TariffError) -> Int64 {
        switch kind {
        case .used: self.quantity
        case .exported: try Self.known(self.exported, .exported, line)
        case .net: max(0, -(try self.surplus(line: line)))
        case .apparent: try Self.known(self.apparent, .apparent, line)
        case .reactive: try Self.known(self.reactive, .reactive, line)
        }
    }

    /// Fed back and carried on, less what was used; below zero where more was used.
    func surplus(line: String) throws(TariffError) -> Int64 {
        try Self.known(self.exported, .exported, line) + self.carriedExport - self.quantity
    }

    static func known<Value>(_ value: Value?, _ need: BillNeed, _ line: String) throws(TariffError) -> Value {
        guard let value else { throw .missingInput(line: line, need) }
        return value
    }
}
