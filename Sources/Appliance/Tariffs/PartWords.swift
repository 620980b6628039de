import Metering
import Tariffs

/// One part of a bill's line in words.
struct PartWords {
    let line: BillLine
    let source: TariffLine
    let unit: TariffUnit
    let periodDays: Int64
    let referenceDays: Int64

    init(_ line: BillLine, of source: TariffLine, _ unit: TariffUnit, _ input: BillInput) {
        self.line = line
        self.source = source
        (self.periodDays, self.referenceDays) = (input.periodDays, input.referenceDays)
        self.unit = source.quantity.unit(beside: unit)
    }

    func text(_ part: BillPart, _ index: Int) -> String {
        switch self.line.basis {
        case .quantity: "\(self.energy(part)) at \(self.unit.rate(part.rate))\(self.band(index))"
        case .period: self.period(part, index)
        case .load: "\(self.power(part)) at \(Amount.rupees(part.rate))"
        case .lines:
            "\(TariffText.percent(part.rate)) of \(Amount.rupees(part.quantity))" + self.powerFactor(part)
        case .share:
            "\(TariffText.percent(part.rate)) of \(Amount.rupees(self.line.factor)) for "
                + "\(self.unit.text(part.quantity)) of \(self.unit.text(self.line.quantityDivisor))\(self.band(index))"
        case .arrears:
            "\(TariffText.trimmed(DecimalText.text(part.rate, digits: 4))) % a day of "
                + "\(Amount.rupees(part.quantity)) times days"
        }
    }

    private func energy(_ part: BillPart) -> String {
        TariffText.quotient(
            part.quantity, self.line.quantityDivisor, digits: self.unit.digits,
            self.unit.base == .none ? "" : self.unit.name)
    }

    /// `110 kW × 31/30`, or the product where the watts are no whole number.
    private func power(_ part: BillPart) -> String {
        let watts = Int128(part.quantity) * Int128(self.referenceDays)
        let (whole, rest) = watts.quotientAndRemainder(
            dividingBy: Int128(self.line.quantityDivisor) * Int128(self.periodDays))
        guard rest == 0, let exact = Int64(exactly: whole) else {
            return TariffText.quotient(part.quantity, self.line.quantityDivisor, digits: 3, "kW")
        }
        let days = TariffText.ratio(self.periodDays, self.referenceDays)
        return TariffText.kilowatts(exact) + (days == "1" ? "" : " × \(days)")
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
        switch self.source.kind {
        case .timeOfDayRate(let bands) where bands.indices.contains(index),
            .timeOfDayPercentage(let bands, _) where bands.indices.contains(index):
            ", \(TariffText.hours(bands[index].windows)) \(TariffText.days(bands[index].days))"
        default: ""
        }
    }

    private func powerFactor(_ part: BillPart) -> String {
        guard case .powerFactor = self.source.kind, let below = part.upTo else { return "" }
        return ", power factor below \(TariffText.trimmed(DecimalText.text(below, digits: 4), least: 2))"
    }
}
