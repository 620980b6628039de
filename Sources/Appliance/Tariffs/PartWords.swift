import Metering
import Tariffs

/// One part of a bill's line in words.
struct PartWords {
    let line: BillLine
    let source: TariffLine
    let unit: TariffUnit
    /// In which the demand of the line is, or the load.
    let power: String
    let input: BillInput

    init(_ line: BillLine, of source: TariffLine, _ unit: TariffUnit, _ input: BillInput) {
        self.line = line
        self.source = source
        self.power = source.goesByDemand ? unit.power : "kW"
        self.input = input
        self.unit = source.quantity.unit(beside: unit)
    }

    func text(_ part: BillPart, _ index: Int) -> String {
        switch self.line.basis {
        case .quantity: "\(self.energy(part)) at \(self.unit.rate(part.rate))\(self.band(index))"
        case .period: self.period(part, index)
        case .load: "\(self.load(part)) at \(Amount.rupees(part.rate))"
        case .lines:
            "\(TariffText.percent(part.rate)) of \(Amount.rupees(part.quantity))" + self.powerFactor(part)
        case .share:
            "\(TariffText.percent(part.rate)) of \(Amount.rupees(self.line.factor)) for "
                + "\(self.unit.text(part.quantity)) of \(self.unit.text(self.line.quantityDivisor))\(self.band(index))"
        case .arrears: self.interest(part, index)
        }
    }

    private func energy(_ part: BillPart) -> String {
        TariffText.quotient(
            part.quantity, self.line.quantityDivisor, digits: self.unit.digits,
            self.unit.base == .none ? "" : self.unit.name)
    }

    /// `110 kW × 31/30`, or the product where the watts are no whole number.
    private func load(_ part: BillPart) -> String {
        let watts = Int128(part.quantity) * Int128(self.input.referenceDays)
        let (whole, rest) = watts.quotientAndRemainder(
            dividingBy: Int128(self.line.quantityDivisor) * Int128(self.input.periodDays))
        guard rest == 0, let exact = Int64(exactly: whole) else {
            return TariffText.quotient(part.quantity, self.line.quantityDivisor, digits: 3, self.power)
        }
        let days = TariffText.ratio(self.input.periodDays, self.input.referenceDays)
        return TariffText.power(exact, self.power) + (days == "1" ? "" : " × \(days)")
    }

    private func period(_ part: BillPart, _ index: Int) -> String {
        if case .minimum = self.source.kind, index == 1 {
            return "less \(TariffText.quotient(-part.quantity, self.line.quantityDivisor, digits: 2, "₹")) reached"
        }
        let count = TariffText.ratio(part.quantity, self.line.quantityDivisor)
        let limit = part.upTo.map { ", up to \(self.unit.text($0))" } ?? ""
        return "\(count) × \(Amount.rupees(part.rate))\(limit)"
    }

    /// The hours of a part that is one for a band.
    private func band(_ index: Int) -> String {
        let bands = self.source.bands
        guard bands.indices.contains(index) else { return "" }
        return ", \(TariffText.hours(bands[index].windows)) \(TariffText.days(bands[index].days))"
    }

    private func interest(_ part: BillPart, _ index: Int) -> String {
        let rate = TariffText.trimmed(DecimalText.text(part.rate, digits: 4))
        guard case .arrearsInterest(_, let grace) = self.source.kind else { return "\(rate) % a day" }
        let late = self.input.bearingInterest(grace: grace)
        guard late.indices.contains(index) else { return "\(rate) % a day" }
        return "\(rate) % a day of \(Amount.rupees(late[index].paise)), \(TariffText.days(late[index].days))"
    }

    private func powerFactor(_ part: BillPart) -> String {
        guard case .powerFactor = self.source.kind, let below = part.upTo else { return "" }
        return ", power factor below \(TariffText.trimmed(DecimalText.text(below, digits: 4), least: 2))"
    }
}

extension TariffLine {
    fileprivate var goesByDemand: Bool {
        switch self.kind {
        case .maximumDemand, .excessDemand: true
        case .slab, .perUnit, .perUnitBySlab, .fixed, .fixedPerKilowatt, .fixedBySlab, .minimum, .percentage,
            .timeOfDayPercentage, .timeOfDayRate, .powerFactor, .rebate, .subsidy, .exportCredit, .arrearsInterest,
            .levy:
            false
        }
    }

    fileprivate var bands: [TimeBand] {
        switch self.kind {
        case .timeOfDayRate(let bands), .timeOfDayPercentage(let bands, _): bands
        case .slab, .perUnit, .perUnitBySlab, .fixed, .fixedPerKilowatt, .fixedBySlab, .minimum, .percentage,
            .maximumDemand, .excessDemand, .powerFactor, .rebate, .subsidy, .exportCredit, .arrearsInterest, .levy:
            []
        }
    }
}
