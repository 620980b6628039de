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
            ["one price, by the step that the \(self.quantity) reach:"] + self.sums(steps)
        case .perUnit(let rate): ["all \(self.quantity) at \(self.unit.rate(rate))"]
        case .fixed(let paise): ["\(Amount.rupees(paise)) for each reference period"]
        case .fixedPerKilowatt(let paise):
            ["\(Amount.rupees(paise)) for each kW of sanctioned load and reference period"]
        case .fixedBySlab(let steps):
            ["a sum for each reference period, by the step that the \(self.quantity) reach:"] + self.sums(steps)
        case .minimum(let paise):
            ["what the lines before it lack to \(Amount.rupees(paise)) for each reference period"]
        case .percentage(let basisPoints, let names): [self.share(basisPoints, names)]
        default: self.adjustment
        }
    }

    private var adjustment: [String] {
        switch self.line.kind {
        case .timeOfDayPercentage(let bands, let names):
            ["by the share of the \(self.quantity) used in:"]
                + bands.map { "  \(self.band($0)): \(self.share($0.value, names))" }
        case .timeOfDayRate(let bands):
            ["the \(self.quantity) used in:"] + bands.map { "  \(self.band($0)): \(self.unit.rate($0.value))" }
        case .maximumDemand(let paise, let least):
            [
                "\(Amount.rupees(paise)) for each kW (kVA) of the highest demand and reference period"
                    + (least > 0 ? ", of at least \(TariffText.percent(least)) of the contract demand" : "")
            ]
        case .excessDemand(let paise, let above):
            [
                "\(Amount.rupees(paise)) for each kW (kVA) of the highest demand above "
                    + "\(TariffText.percent(above)) of the contract demand, and reference period"
            ]
        case .powerFactor(let steps, let names):
            ["by the power factor, kWh ÷ kVAh:"] + self.powerFactor(steps, names)
        default: self.credit
        }
    }

    private var credit: [String] {
        switch self.line.kind {
        case .rebate(let measure, let cap): self.relief("takes off", measure, cap)
        case .subsidy(let measure, let cap, let payer):
            self.relief("takes off", measure, cap) + ["paid by \(payer)"]
        case .exportCredit(let credit):
            [
                "pays \(self.unit.rate(credit.rate)) of surplus (fed back and carried on, less used) above "
                    + "\(self.unit.text(credit.carryUpTo)) for the reference period",
                "surplus up to \(self.unit.text(credit.carryUpTo)) is carried on to the next bill",
            ]
                + (credit.capPerKilowattDay.map {
                    ["pays for \(self.unit.text($0)) at most for each kW of the consumer's plant and day"]
                } ?? [])
        case .arrearsInterest(let millionths, let grace):
            [
                "\(TariffText.trimmed(DecimalText.text(millionths, digits: 4))) % of what is unpaid for each day late"
                    + (grace > 0 ? ", after \(grace) days of grace" : "")
            ]
        case .levy(let measure, let receiver):
            self.measure("charges", measure) + ["collected for \(receiver)"]
        default: []
        }
    }

    private func relief(_ verb: String, _ measure: LineMeasure, _ cap: Int64?) -> [String] {
        self.measure(verb, measure)
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

/// Whom and when a line is for, in plain words.
struct ConditionWords {
    let text: String

    init(_ condition: LineCondition, _ unit: TariffUnit) {
        var parts: [String] = []
        if !condition.classes.isEmpty { parts.append("for class \(TariffText.list(condition.classes, "or"))") }
        if !condition.exemptClasses.isEmpty {
            parts.append("not for class \(TariffText.list(condition.exemptClasses, "or"))")
        }
        parts += Self.range(
            "sanctioned load", condition.loadAbove.map(TariffText.kilowatts),
            condition.loadUpTo.map(TariffText.kilowatts))
        parts += Self.range("use", condition.quantityAbove.map(unit.text), condition.quantityUpTo.map(unit.text))
        if let payment = condition.payment { parts.append("where supply is \(payment)") }
        if condition.needsPromptPayment { parts.append("where the bill before was paid by its due date") }
        if condition.days != .every { parts.append("for use on \(TariffText.days(condition.days))") }
        if !condition.windows.isEmpty { parts.append("for use at \(TariffText.hours(condition.windows))") }
        self.text = parts.joined(separator: "; ")
    }

    private static func range(_ what: String, _ above: String?, _ upTo: String?) -> [String] {
        let parts = [above.map { "above \($0)" }, upTo.map { "up to \($0)" }].compactMap { $0 }
        return parts.isEmpty ? [] : ["for a \(what) \(parts.joined(separator: " and "))"]
    }
}
