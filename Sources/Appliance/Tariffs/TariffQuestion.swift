import Metering
import Tariffs

/// What a bill is to be computed for, as people write it; each option by its name on the command line.
public struct TariffQuestion: Sendable {
    /// `120kWh`.
    public var quantity: String
    public var days: Int64 = 30
    public var referenceDays: Int64 = 30
    /// `5kW`.
    public var load: String?
    public var exported: String?
    public var carriedExport: String?
    public var plant: String?
    public var apparent: String?
    public var reactive: String?
    public var demand: String?
    public var contract: String?
    /// `weekday:06:00-08:00=12kWh`.
    public var timed: [String] = []
    /// `sunday:09:30`.
    public var at: String?
    /// `500.00:20`: rupees and days late.
    public var arrears: [String] = []
    public var classes: [String] = []
    public var isPrepaid = false
    public var paidPromptly: Bool?
    /// Rupees.
    public var carried: String?
    /// The day on which the tariff is to hold: `2026-04-01`.
    public var on: String?

    public init(quantity: String) { self.quantity = quantity }

    func input(_ unit: Metering.Unit) throws(TariffArgumentError) -> BillInput {
        var input = BillInput(
            quantity: try self.quantity("quantity", self.quantity, unit), periodDays: self.days,
            referenceDays: self.referenceDays, sanctionedLoadWatts: try self.power("load", self.load) ?? 0)
        if let carried = self.carried {
            guard let paise = Amount.paise(carried) else {
                throw TariffArgumentError("carried", found: carried, expected: "rupees such as 0.40 or -0.40")
            }
            input.carriedRemainderPaise = paise
        }
        input.exported = try self.optional("exported", self.exported, .wattHour)
        input.carriedExport = try self.optional("carried-export", self.carriedExport, .wattHour) ?? 0
        input.plantWatts = try self.power("plant", self.plant)
        input.apparent = try self.optional("apparent", self.apparent, .voltAmpereHour)
        input.reactive = try self.optional("reactive", self.reactive, .varHour)
        input.maximumDemand = try self.power("demand", self.demand, TariffUnit(unit).power)
        input.contractDemand = try self.power("contract", self.contract, TariffUnit(unit).power)
        input.usedAt = try self.moment()
        if !self.timed.isEmpty { input.timed = try self.timedQuantities(unit) }
        input.arrears = try self.arrearList()
        input.consumerClasses = Set(self.classes)
        input.payment = self.isPrepaid ? .prepaid : .postpaid
        input.paidPromptly = self.paidPromptly
        return input
    }

    func day() throws(TariffArgumentError) -> CivilDate? {
        guard let on = self.on else { return nil }
        guard let day = CivilDate(on) else {
            throw TariffArgumentError("on", found: on, expected: "a day such as 2026-04-01")
        }
        return day
    }

    private func quantity(
        _ option: String, _ text: String, _ unit: Metering.Unit
    ) throws(TariffArgumentError) -> Int64 {
        guard let value = QuantityText.value(text, unit) else {
            throw TariffArgumentError(
                option, found: text, expected: "a quantity with its unit, such as \(QuantityText.example(unit))")
        }
        return value
    }

    private func optional(
        _ option: String, _ text: String?, _ unit: Metering.Unit
    ) throws(TariffArgumentError) -> Int64? {
        guard let text else { return nil }
        return try self.quantity(option, text, unit)
    }

    private func power(
        _ option: String, _ text: String?, _ unit: String = "kW"
    ) throws(TariffArgumentError) -> Int64? {
        guard let text else { return nil }
        guard let value = QuantityText.power(text, unit) else {
            throw TariffArgumentError(option, found: text, expected: "power with its unit, such as 5\(unit)")
        }
        return value
    }

    private func moment() throws(TariffArgumentError) -> LocalMoment? {
        guard let at = self.at else { return nil }
        let parts = at.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let day = TariffHours.day(parts[0]), let minute = CivilTime.minute(reading: parts[1]),
            minute < 1440
        else {
            throw TariffArgumentError(
                "at", found: at, expected: "weekday, saturday, sunday or holiday with a time, such as sunday:09:30")
        }
        return LocalMoment(day: day, minute: minute)
    }

    private func timedQuantities(_ unit: Metering.Unit) throws(TariffArgumentError) -> [TimedQuantity] {
        var timed: [TimedQuantity] = []
        for text in self.timed {
            let sides = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let parts = sides[0].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard sides.count == 2, parts.count == 2, let day = TariffHours.day(parts[0]),
                let window = TariffHours.window(parts[1]), let quantity = QuantityText.value(String(sides[1]), unit)
            else {
                throw TariffArgumentError(
                    "timed", found: text,
                    expected: "day, hours and quantity, such as weekday:06:00-08:00=\(QuantityText.example(unit))")
            }
            timed.append(TimedQuantity(day: day, window: window, quantity: quantity))
        }
        return timed
    }

    private func arrearList() throws(TariffArgumentError) -> [Arrear] {
        var arrears: [Arrear] = []
        for text in self.arrears {
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, let paise = Amount.paise(String(parts[0])), let days = Int64(parts[1]) else {
                throw TariffArgumentError(
                    "arrears", found: text, expected: "rupees and days since the due date, such as 500.00:20")
            }
            arrears.append(Arrear(paise: paise, daysLate: days))
        }
        return arrears
    }
}

extension BillNeed {
    /// The option that gives it.
    var option: String {
        switch self {
        case .exported: "exported"
        case .plantPower: "plant"
        case .apparent: "apparent"
        case .reactive: "reactive"
        case .maximumDemand: "demand"
        case .contractDemand: "contract"
        case .timed: "timed"
        case .timeOfUse: "at"
        case .arrears: "arrears"
        case .promptPayment: "paid-promptly"
        }
    }
}
