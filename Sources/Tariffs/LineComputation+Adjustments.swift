/// Lines by the time of day, by demand, and by power factor.
extension LineComputation {
    // MARK: time of day

    /// One part for each band, also where nothing was used in it.
    func quantities(of bands: [TimeBand]) throws(TariffError) -> [BillPart] {
        let timed = try BillInput.known(self.input.timed, .timed, self.name)
        var parts: [BillPart] = []
        for band in bands {
            parts.append(BillPart(quantity: try band.quantity(of: timed, line: self.name), rate: band.value))
        }
        return parts
    }

    func timeOfDay(_ bands: [TimeBand], sharing names: [String]) throws(TariffError) -> BillLine {
        let parts = try self.quantities(of: bands)
        guard self.input.quantity > 0 else { return self.parts(.share, []) }
        return self.parts(.share, over: self.input.quantity, factor: try self.base(names), parts)
    }

    // MARK: demand

    func maximumDemand(_ paise: Int64, _ leastBasisPoints: Int64) throws(TariffError) -> BillLine {
        let demand = try self.demand()
        guard leastBasisPoints > 0 else { return try self.demandLine(1, [BillPart(quantity: demand, rate: paise)]) }
        let contract = try self.contractDemand()
        let isLess = Int128(demand) * 10_000 < Int128(contract) * Int128(leastBasisPoints)
        guard isLess else { return try self.demandLine(1, [BillPart(quantity: demand, rate: paise)]) }
        let least = try Tariff.product(contract, leastBasisPoints, self.name)
        return try self.demandLine(10_000, [BillPart(quantity: least, rate: paise)])
    }

    /// The demand, and what of it is free taken off, so that the line shows both.
    func excessDemand(_ paise: Int64, _ aboveBasisPoints: Int64) throws(TariffError) -> BillLine {
        let (demand, contract) = (try self.demand(), try self.contractDemand())
        let free = try Tariff.product(contract, aboveBasisPoints, self.name)
        let scaled = try Tariff.product(demand, 10_000, self.name)
        guard scaled > free else { return self.parts(.load, []) }
        return try self.demandLine(
            10_000, [BillPart(quantity: scaled, rate: paise), BillPart(quantity: free, rate: -paise)])
    }

    private func demandLine(_ divisor: Int64, _ parts: [BillPart]) throws(TariffError) -> BillLine {
        var scaled: [BillPart] = []
        for part in parts {
            let quantity = try Tariff.product(part.quantity, self.scale.multiplier, self.name)
            scaled.append(BillPart(quantity: quantity, rate: part.rate))
        }
        return self.parts(.load, over: divisor * self.scale.divisor, scaled)
    }

    private func demand() throws(TariffError) -> Int64 {
        try BillInput.known(self.input.maximumDemand, .maximumDemand, self.name)
    }

    private func contractDemand() throws(TariffError) -> Int64 {
        let contract = self.input.contractDemand ?? self.input.sanctionedLoadWatts
        guard contract > 0 else { throw .missingInput(line: self.name, .contractDemand) }
        return contract
    }

    // MARK: power factor

    func powerFactor(_ steps: [PowerFactorStep], _ names: [String]) throws(TariffError) -> BillLine {
        let apparent = try self.input.quantity(.apparent, line: self.name)
        guard self.input.quantity > 0 || apparent > 0 else { return self.parts(.lines, []) }
        guard apparent > 0 else {
            throw .inputOutOfRange(field: "apparent energy", value: 0, allowed: 1...BillInput.amounts.upperBound)
        }
        // More Wh than VAh by a little is what two registers read apart show, and is a factor of one.
        let step = steps.first { step in
            step.below.map { Int128(self.input.quantity) * 10_000 < Int128($0) * Int128(apparent) } ?? true
        }
        return try self.share(step?.basisPoints ?? 0, names, upTo: step?.below)
    }
}
