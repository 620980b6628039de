extension Tariff {
    /// Computes a bill in integers: the same input gives the same bill on every machine.
    ///
    /// Each line is rounded once by its own rule; nothing is rounded within a line.
    /// - Throws: ``TariffError`` where the tariff or the input is out of range or an amount does not fit.
    public func computeBill(_ input: BillInput) throws(TariffError) -> BillComputation {
        try self.validate()
        try input.validate()
        var lines: [BillLine] = []
        var subtotal: Int64 = 0
        for line in self.lines {
            var computed = try line.parts(BillScale(input), input, after: lines, subtotal: subtotal)
            computed.amountPaise = try computed.recomputedPaise()
            subtotal = try Self.sum(subtotal, computed.amountPaise, line.name)
            lines.append(computed)
        }
        let exact = try Self.sum(subtotal, input.carriedRemainderPaise, "total")
        let total = try self.rounded(exact)
        return BillComputation(
            lines: lines, subtotalPaise: subtotal, totalPaise: total, carriedRemainderPaise: exact - total)
    }

    private func rounded(_ exact: Int64) throws(TariffError) -> Int64 {
        guard case .multiple(let paise, let rule) = self.totalRounding else { return exact }
        let multiple = rule.quotient(Int128(exact), over: Int128(paise)) * Int128(paise)
        guard let total = Int64(exactly: multiple) else { throw .overflow(line: "total") }
        return total
    }

    fileprivate static func sum(_ left: Int64, _ right: Int64, _ line: String) throws(TariffError) -> Int64 {
        let (sum, overflow) = left.addingReportingOverflow(right)
        guard !overflow else { throw .overflow(line: line) }
        return sum
    }
}

extension TariffLine {
    fileprivate func parts(
        _ scale: BillScale, _ input: BillInput, after lines: [BillLine], subtotal: Int64
    ) throws(TariffError) -> BillLine {
        switch self.kind {
        case .slab(.telescopic, let steps):
            self.line(.quantity, scale.divisor, scale.telescopic(input.quantity, steps))
        case .slab(.wholeVolume, let steps), .perUnitBySlab(let steps):
            self.line(.quantity, 1, [scale.step(input.quantity, steps).part(quantity: input.quantity)])
        case .slab(.stepLookUp, let steps):
            self.line(.period, 1, [BillScale.unscaled.step(input.quantity, steps).part(quantity: 1)])
        case .perUnit(let rate):
            self.line(.quantity, 1, [BillPart(quantity: input.quantity, rate: rate)])
        case .fixed(let paise):
            self.line(.period, scale.divisor, [BillPart(quantity: scale.multiplier, rate: paise)])
        case .fixedPerKilowatt(let paise):
            self.line(
                .load, scale.divisor, [BillPart(quantity: input.sanctionedLoadWatts * scale.multiplier, rate: paise)])
        case .fixedBySlab(let steps):
            self.line(
                .period, scale.divisor, [scale.step(input.quantity, steps).part(quantity: scale.multiplier)])
        case .minimum(let paise):
            self.line(.period, scale.divisor, try self.shortfall(scale, paise, subtotal))
        case .percentage(let basisPoints, let names):
            self.line(.lines, 1, [BillPart(quantity: try self.base(names, lines), rate: basisPoints)])
        }
    }

    private func line(_ basis: BillBasis, _ divisor: Int64, _ parts: [BillPart]) -> BillLine {
        BillLine(
            name: self.name, basis: basis, quantityDivisor: divisor, parts: parts, rounding: self.rounding,
            amountPaise: 0)
    }

    /// The minimum of the period and what is taken off it, so that the line shows both.
    private func shortfall(_ scale: BillScale, _ paise: Int64, _ subtotal: Int64) throws(TariffError) -> [BillPart] {
        let minimum = Int128(paise) * Int128(scale.multiplier)
        guard minimum > Int128(subtotal) * Int128(scale.divisor) else { return [] }
        let (reached, overflow) = subtotal.multipliedReportingOverflow(by: -scale.divisor)
        guard !overflow else { throw .overflow(line: self.name) }
        return [BillPart(quantity: scale.multiplier, rate: paise), BillPart(quantity: reached, rate: 1)]
    }

    private func base(_ names: [String], _ lines: [BillLine]) throws(TariffError) -> Int64 {
        var base: Int64 = 0
        for line in lines where names.contains(line.name) {
            base = try Tariff.sum(base, line.amountPaise, self.name)
        }
        return base
    }
}

extension SlabStep {
    fileprivate func part(quantity: Int64) -> BillPart {
        BillPart(upTo: self.upTo, quantity: quantity, rate: self.rate)
    }
}
