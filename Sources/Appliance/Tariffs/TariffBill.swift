import Contract
import Identity
import Metering
public import Tariffs

/// A bill as a tariff gives it, with everything that each line was computed from.
public struct TariffBill: Codable, Sendable {
    public struct Part: Codable, Sendable {
        /// The limit of the step that this part is in; nil for the last step and where there are no steps.
        public let upTo: Int64?
        public let quantity: Int64
        public let rate: Int64
        /// The same in words.
        public let text: String
    }

    /// `amount = rounding(factor × Σ quantity × rate ÷ (quantity_divisor × basis_divisor))`.
    public struct Line: Codable, Sendable {
        public let name: String
        public let basis: String
        public let basisDivisor: Int64
        public let quantityDivisor: Int64
        public let factor: Int64
        public let parts: [Part]
        public let rounding: String
        public let amountPaise: Int64
        /// Who pays a subsidy, or whom a levy is collected for.
        public let party: String?
    }

    public let label: String
    public let hash: String
    /// The unit of quantities and steps, and the base unit in which this has them.
    public let unit: String
    public let baseUnit: String
    public let quantity: Int64
    public let periodDays: Int64
    public let referenceDays: Int64
    public let sanctionedLoadW: Int64
    /// Day and time of the one use that the bill is for; nil for a period.
    public let usedAt: String?
    public let carriedInPaise: Int64
    public let lines: [Line]
    public let subtotalPaise: Int64
    public let totalPaise: Int64
    /// What the total's rounding leaves to the next bill.
    public let carriedRemainderPaise: Int64
    /// Surplus of what was fed back, in Wh, for the next bill.
    public let carriedExport: Int64
    /// Why this may be no bill: the tariff was not made for the day that was asked for.
    public let notes: [String]

    /// - Throws: ``TariffArgumentError`` where the question makes no sense or leaves out what a line needs,
    ///   ``TariffError`` where the tariff gives no amount for it.
    public init(_ tariff: Tariff, _ question: TariffQuestion) throws {
        let input = try question.input(tariff.unit)
        let isFor = try question.day().map { tariff.isValid(on: $0) } ?? true
        let notes = isFor ? [] : ["\(tariff.label) was not made for \(question.on ?? "")"]
        self.init(tariff, input, try Self.computation(tariff, input), notes)
    }

    private static func computation(_ tariff: Tariff, _ input: BillInput) throws -> BillComputation {
        do throws(TariffError) {
            return try tariff.computeBill(input)
        } catch .missingInput(let line, let need) {
            throw TariffArgumentError(need.option, "is missing", expected: "\(need), which line \"\(line)\" needs")
        }
    }

    private init(_ tariff: Tariff, _ input: BillInput, _ bill: BillComputation, _ notes: [String]) {
        let unit = TariffUnit(tariff.unit)
        (self.label, self.hash) = (tariff.label, tariff.digest.hex)
        (self.unit, self.baseUnit) = (unit.name, "\(tariff.unit)")
        (self.quantity, self.periodDays, self.referenceDays) = (input.quantity, input.periodDays, input.referenceDays)
        (self.sanctionedLoadW, self.carriedInPaise) = (input.sanctionedLoadWatts, input.carriedRemainderPaise)
        self.usedAt = input.usedAt.map { "\($0.day) \(CivilTime.clock($0.minute))" }
        self.lines = bill.lines.compactMap { line in
            tariff.lines.first { $0.name == line.name }.map { Line(line, of: $0, unit, input) }
        }
        (self.subtotalPaise, self.totalPaise) = (bill.subtotalPaise, bill.totalPaise)
        (self.carriedRemainderPaise, self.carriedExport) = (bill.carriedRemainderPaise, bill.carriedExport)
        self.notes = notes
    }

    /// For a terminal.
    public var text: String {
        let unit = TariffUnit.all.first { $0.name == self.unit } ?? TariffUnit(.none)
        let days = self.periodDays == self.referenceDays ? "" : ", reference period \(self.referenceDays) days"
        let time = self.usedAt.map { ", \($0)" } ?? " in \(self.periodDays) days\(days)"
        var rows = ["\(self.label): \(unit.text(self.quantity))\(time)"]
        for line in self.lines {
            rows.append(Self.row(line.name + (line.party.map { " (\($0))" } ?? ""), line.amountPaise))
            rows += line.parts.map { "    \($0.text)" }
        }
        if self.carriedInPaise != 0 { rows.append(Self.row("carried from the last bill", self.carriedInPaise)) }
        rows.append(Self.row("total", self.totalPaise))
        if self.carriedRemainderPaise != 0 {
            rows.append(Self.row("carried to the next bill", self.carriedRemainderPaise))
        }
        if self.carriedExport != 0 {
            rows.append("  surplus carried to the next bill: \(TariffUnit(.wattHour).text(self.carriedExport))")
        }
        return (rows + self.notes.map { "  note: \($0)" }).joined(separator: "\n")
    }

    private static func row(_ name: String, _ paise: Int64) -> String {
        let amount = Amount.rupees(paise)
        return "  \(name)" + String(repeating: " ", count: max(2, 58 - name.count - amount.count)) + amount
    }
}

extension TariffBill.Line {
    init(_ line: BillLine, of source: TariffLine, _ unit: TariffUnit, _ input: BillInput) {
        let words = PartWords(line, of: source, unit, input)
        self.init(
            name: line.name, basis: "\(line.basis)", basisDivisor: line.basis.divisor,
            quantityDivisor: line.quantityDivisor, factor: line.factor,
            parts: line.parts.enumerated().map { index, part in
                TariffBill.Part(
                    upTo: part.upTo, quantity: part.quantity, rate: part.rate, text: words.text(part, index))
            }, rounding: "\(line.rounding)", amountPaise: line.amountPaise, party: source.party)
    }
}

extension TariffLine {
    /// Who pays a subsidy, or whom a levy is collected for.
    fileprivate var party: String? {
        switch self.kind {
        case .subsidy(_, _, let payer): "paid by \(payer)"
        case .levy(_, let receiver): "for \(receiver)"
        case .slab, .perUnit, .perUnitBySlab, .fixed, .fixedPerKilowatt, .fixedBySlab, .minimum, .percentage,
            .timeOfDayPercentage, .timeOfDayRate, .maximumDemand, .excessDemand, .powerFactor, .rebate, .exportCredit,
            .arrearsInterest:
            nil
        }
    }
}
