extension Tariff {
    /// Computes a bill in integers: the same input gives the same bill on every machine.
    ///
    /// Each line is rounded once by its own rule; nothing is rounded within a line.
    /// - Throws: ``TariffError`` where the tariff or the input is out of range, a line needs what the input does not
    ///   have, or an amount does not fit.
    public func computeBill(_ input: BillInput) throws(TariffError) -> BillComputation {
        try self.validate()
        try input.validate()
        let scale = BillScale(input)
        var lines: [BillLine] = []
        var subtotal: Int64 = 0
        var carriedExport: Int64?
        for line in self.lines where try line.condition.holds(for: input, scale, line: line.name) {
            let computation = LineComputation(
                line: line, input: input, scale: scale, earlier: lines, subtotal: subtotal)
            let billed = try computation.billed()
            subtotal = try Self.sum(subtotal, billed.amountPaise, line.name)
            lines.append(billed)
            if let carried = try computation.carriedExport() { carriedExport = min(carried, carriedExport ?? carried) }
        }
        let exact = try Self.sum(subtotal, input.carriedRemainderPaise, "total")
        let total = try self.rounded(exact)
        return BillComputation(
            lines: lines, subtotalPaise: subtotal, totalPaise: total, carriedRemainderPaise: exact - total,
            carriedExport: carriedExport ?? input.carriedExport)
    }

    private func rounded(_ exact: Int64) throws(TariffError) -> Int64 {
        guard case .multiple(let paise, let rule) = self.totalRounding else { return exact }
        let multiple = rule.quotient(Int128(exact), over: Int128(paise)) * Int128(paise)
        guard let total = Int64(exactly: multiple) else { throw .overflow(line: "total") }
        return total
    }

    static func product(_ left: Int64, _ right: Int64, _ line: String) throws(TariffError) -> Int64 {
        let (product, overflow) = left.multipliedReportingOverflow(by: right)
        guard !overflow else { throw .overflow(line: line) }
        return product
    }

    static func sum(_ left: Int64, _ right: Int64, _ line: String) throws(TariffError) -> Int64 {
        let (sum, overflow) = left.addingReportingOverflow(right)
        guard !overflow else { throw .overflow(line: line) }
        return sum
    }
}
