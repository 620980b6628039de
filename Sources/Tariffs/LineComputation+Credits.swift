/// What is taken off, paid out, or charged for lateness.
extension LineComputation {
    // MARK: rebates, subsidies and levies

    func measured(_ measure: LineMeasure, sign: Int64) throws(TariffError) -> BillLine {
        switch measure {
        case .share(let basisPoints, let names): return try self.share(sign * basisPoints, names)
        case .sum(let paise): return self.sum(sign * paise)
        case .steps(let steps):
            let parts = self.scale.telescopic(try self.quantity(), steps).map {
                BillPart(upTo: $0.upTo, quantity: $0.quantity, rate: sign * $0.rate)
            }
            return self.parts(.quantity, over: self.scale.divisor, parts)
        }
    }

    /// What the measure takes off, or the cap where that is less.
    func relief(_ measure: LineMeasure, _ capPaise: Int64?) throws(TariffError) -> BillLine {
        let full = try self.measured(measure, sign: -1)
        let amount = try full.recomputedPaise()
        // The lines that it is a share of may themselves be a credit.
        guard amount <= 0 else { return self.parts(full.basis, []) }
        guard let capPaise else { return full }
        let most = self.sum(-capPaise)
        return amount < (try most.recomputedPaise()) ? most : full
    }

    // MARK: export

    func exportCredit(_ credit: ExportCredit) throws(TariffError) -> BillLine {
        let paid = max(0, try self.input.surplus(line: self.name) - self.carried(by: credit))
        return self.parts(
            .quantity, [BillPart(quantity: min(paid, try self.mostPaid(by: credit)), rate: -credit.rate)])
    }

    /// The surplus that this line leaves to the next bill; nil where the line does not look at it.
    func carriedExport() throws(TariffError) -> Int64? {
        if case .exportCredit(let credit) = self.line.kind { return try self.carried(by: credit) }
        return self.line.quantity == .net ? try self.carried(atMost: Int128(BillInput.mostCarriedExport)) : nil
    }

    private func carried(by credit: ExportCredit) throws(TariffError) -> Int64 {
        try self.carried(atMost: self.scale.whole(limit: credit.carryUpTo))
    }

    /// Never more than the next bill can take over.
    private func carried(atMost limit: Int128) throws(TariffError) -> Int64 {
        let surplus = max(0, try self.input.surplus(line: self.name))
        return Int64(min(Int128(surplus), limit, Int128(BillInput.mostCarriedExport)))
    }

    private func mostPaid(by credit: ExportCredit) throws(TariffError) -> Int64 {
        guard let cap = credit.capPerKilowattDay else { return .max }
        let watts = try BillInput.known(self.input.plantWatts, .plantPower, self.name)
        // 10^15 × 10^15 × 3660 fits 128 bits.
        return Int64(clamping: Int128(cap) * Int128(watts) * Int128(self.input.periodDays) / 1000)
    }

    // MARK: arrears

    /// One part for each unpaid bill that is past its days of grace.
    func interest(_ millionths: Int64, _ graceDays: Int64) throws(TariffError) -> BillLine {
        _ = try BillInput.known(self.input.arrears, .arrears, self.name)
        let late = self.input.bearingInterest(grace: graceDays)
        return self.parts(.arrears, late.map { BillPart(quantity: $0.paise * $0.days, rate: millionths) })
    }
}
