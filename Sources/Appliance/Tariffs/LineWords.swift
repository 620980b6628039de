import Metering
import Tariffs

/// What one line of a tariff charges, in plain words.
struct LineWords {
    let line: TariffLine
    let tariffUnit: TariffUnit
    /// Of the quantity that the line prices.
    let unit: TariffUnit
    /// `kWh`, `kWh fed back`.
    let quantity: String

    init(_ line: TariffLine, _ unit: TariffUnit) {
        self.line = line
        self.tariffUnit = unit
        self.unit = line.quantity.unit(beside: unit)
        self.quantity = line.quantity.text(unit)
    }

    var text: [String] {
        switch self.line.kind {
        case .slab(.telescopic, let steps):
            ["each part of the \(self.quantity) at the rate of its step:"] + self.rates(steps)
        case .slab(.wholeVolume, let steps), .perUnitBySlab(let steps):
            ["all \(self.quantity) at the rate of the step that they reach:"] + self.rates(steps)
        case .slab(.stepLookUp, let steps):
            ["one price, whatever the days, by the step that the \(self.quantity) reach:"] + self.sums(steps)
        case .perUnit(let rate): ["all \(self.quantity) at \(self.unit.rate(rate))"]
        case .fixed(let paise): ["\(Amount.rupees(paise)) for each reference period"]
        case .fixedPerKilowatt(let paise):
            ["\(Amount.rupees(paise)) for each kW of sanctioned load for each reference period"]
        case .fixedBySlab(let steps):
            ["a sum for each reference period, by the step that the \(self.quantity) reach:"] + self.sums(steps)
        case .minimum(let paise):
            ["what the lines before it lack to \(Amount.rupees(paise)) for each reference period"]
        case .percentage(let basisPoints, let names): [self.share(basisPoints, names)]
        case .timeOfDayPercentage(let bands, let names):
            ["by the share of the \(self.quantity) used in:"]
                + bands.map { "  \(self.band($0)): \(self.share($0.value, names))" }
        case .timeOfDayRate(let bands):
            ["the \(self.quantity) used in:"] + bands.map { "  \(self.band($0)): \(self.unit.rate($0.value))" }
        case .maximumDemand(let paise, let least): [self.maximumDemand(paise, least)]
        case .excessDemand(let paise, let above):
            [
                "\(Amount.rupees(paise)) for each \(self.tariffUnit.power) by which the highest demand is above "
                    + "\(TariffText.percent(above)) of the contract demand, for each reference period"
            ]
        case .powerFactor(let steps, let names):
            ["by the power factor, kWh ÷ kVAh:"] + self.powerFactor(steps, names)
        case .rebate(let measure, let cap): self.relief(measure, cap)
        case .subsidy(let measure, let cap, let payer): self.relief(measure, cap) + ["paid by \(payer)"]
        case .exportCredit(let credit): self.exportCredit(credit)
        case .arrearsInterest(let millionths, let grace): [self.interest(millionths, grace)]
        case .levy(let measure, let receiver): self.measure("charges", measure) + ["collected for \(receiver)"]
        }
    }

    private func maximumDemand(_ paise: Int64, _ least: Int64) -> String {
        "\(Amount.rupees(paise)) for each \(self.tariffUnit.power) of the highest demand"
            + (least > 0 ? ", or of \(TariffText.percent(least)) of the contract demand where that is more," : "")
            + " for each reference period"
    }

    private func exportCredit(_ credit: ExportCredit) -> [String] {
        let carried = self.unit.text(credit.carryUpTo)
        let cap = credit.capPerKilowattDay.map {
            "pays for \(self.unit.text($0)) at most for each kW of the consumer's plant and day"
        }
        guard credit.carryUpTo > 0 else {
            return ["pays \(self.unit.rate(credit.rate)) for the surplus: what was fed back and carried on, less used"]
                + [cap, "carries nothing on to the next bill"].compactMap { $0 }
        }
        return [
            "carries surplus (what was fed back and carried on, less used) of up to \(carried) for the reference period "
                + "on to the next bill", "pays \(self.unit.rate(credit.rate)) for the surplus above that",
        ] + [cap].compactMap { $0 }
    }

    private func interest(_ millionths: Int64, _ grace: Int64) -> String {
        let rate = TariffText.trimmed(DecimalText.text(millionths, digits: 4))
        return "\(rate) % of each unpaid bill for each day after its due date that no earlier bill charged"
            + (grace > 0 ? ", without the first \(TariffText.days(grace))" : "")
    }

    private func relief(_ measure: LineMeasure, _ cap: Int64?) -> [String] {
        self.measure("takes off", measure)
            + (cap.map { ["\(Amount.rupees($0)) at most for each reference period"] } ?? [])
    }

    private func measure(_ verb: String, _ measure: LineMeasure) -> [String] {
        switch measure {
        case .share(let basisPoints, let names):
            ["\(verb) \(TariffText.percent(basisPoints)) of \(TariffText.list(names))"]
        case .sum(let paise): ["\(verb) \(Amount.rupees(paise)) for each reference period"]
        case .steps(let steps):
            if steps.count == 1, let step = steps.first {
                ["\(verb) \(self.unit.rate(step.rate)) for all \(self.quantity)"]
            } else {
                ["\(verb), for each part of the \(self.quantity), the rate of its step:"] + self.rates(steps)
            }
        }
    }

    private func share(_ basisPoints: Int64, _ names: [String]) -> String {
        guard basisPoints != 0 else { return "nothing" }
        let share = "\(TariffText.percent(abs(basisPoints))) of \(TariffText.list(names))"
        return share + (basisPoints < 0 ? " off" : " on top")
    }

    private func band(_ band: TimeBand) -> String {
        "\(TariffText.hours(band.windows)) \(TariffText.days(band.days))"
    }

    private func rates(_ steps: [SlabStep]) -> [String] {
        zip(self.ranges(steps), steps).map { "  \($0): \(self.unit.rate($1.rate))" }
    }

    private func sums(_ steps: [SlabStep]) -> [String] {
        zip(self.ranges(steps), steps).map { "  \($0): \(Amount.rupees($1.rate))" }
    }

    private func ranges(_ steps: [SlabStep]) -> [String] {
        zip([nil] + steps.map(\.upTo), steps.map(\.upTo)).map { below, upTo in
            switch (below, upTo) {
            case (let below?, let upTo?): "above \(self.unit.text(below)) up to \(self.unit.text(upTo))"
            case (let below?, nil): "above \(self.unit.text(below))"
            case (nil, let upTo?): "up to \(self.unit.text(upTo))"
            case (nil, nil): "any"
            }
        }
    }

    private func powerFactor(_ steps: [PowerFactorStep], _ names: [String]) -> [String] {
        zip([nil] + steps.map(\.below), steps).map { from, step in
            let range =
                switch (from, step.below) {
                case (let from?, let below?): "\(self.factor(from)) to below \(self.factor(below))"
                case (let from?, nil): "\(self.factor(from)) and above"
                case (nil, let below?): "below \(self.factor(below))"
                case (nil, nil): "any"
                }
            return "  \(range): \(self.share(step.basisPoints, names))"
        }
    }

    private func factor(_ value: Int64) -> String {
        TariffText.trimmed(DecimalText.text(value, digits: 4), least: 2)
    }
}
