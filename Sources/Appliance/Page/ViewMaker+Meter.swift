import Contract
import Ledger
import Metering
import Platform
import StatusPage

extension ViewMaker {
    private static let shownBills = 24

    /// Nil where there is no such meter.
    ///
    /// - Parameter person: who is signed in sees the account.
    func meter(_ label: String, for person: SignedInPerson?) async throws -> MeterView? {
        let sight = try await self.sight(person)
        let state = sight.state
        guard let number = state.meters.firstIndex(where: { $0.label == label }) else { return nil }
        let record = state.meters[number]
        let report = MeterReport(number, state)
        let point = await self.reports.box.points.first { $0.label == label }
        let measured = point.map { MeasuredReport($0, now: MonotonicClock.nanoseconds) }
        let place = self.place(of: label)
        let why = try await self.why(label)
        return MeterView(
            meter: sight.meter(number), serial: record.serial, node: report.node, service: Word(record.service),
            place: place.map { "\($0.bus), \($0.unit)" }, bus: place?.bus, unit: place?.unit,
            readings: (measured?.readings ?? []).map { ReadingView($0) },
            intervals: (measured?.intervals ?? []).map { ReadingView($0) },
            registers: report.registers.map { RegisterView($0) },
            switchings: (why?.journal ?? []).map { SwitchingView($0, showsAuthority: person != nil) },
            guards: why.map { GuardView.all($0.now, showsAccount: person != nil) },
            account: person == nil ? nil : record.account.map { self.account(Int($0.number), state) })
    }

    /// Nil for a meter without a relay here.
    private func why(_ label: String) async throws -> PermitWhyReport? {
        do { return try await self.desk.why(meter: label, asksLine: false) } catch FieldRefusal.noRelay { return nil }
    }

    private func place(of label: String) -> (bus: String, unit: Int)? {
        for line in self.reports.configuration.buses {
            guard let device = line.devices.first(where: { $0.meter == label }) else { continue }
            return (line.name, Int(device.unit))
        }
        return nil
    }

    private func account(_ number: Int, _ state: ContractState) -> AccountView {
        let report = AccountReport(number, state)
        let bills = state.bills.indices.filter { state.bills[$0].account.number == UInt32(number) }
        return AccountView(
            label: report.label, tariff: report.tariff, balance: Amount.rupees(report.balancePaise),
            permitThrough: report.permitThrough,
            bills: bills.suffix(Self.shownBills).reversed().map { BillView(BillReport($0, state)) })
    }
}

extension ReadingView {
    init(_ report: ReadingReport) {
        let unit = Metering.Unit.allCases.first { $0.description == report.unit }
        self.init(
            name: report.name, obis: report.obis,
            value: report.value.map { value in
                unit.map { $0.display.digits == 0 ? Amount.quantity(value, report.unit) : $0.text(value) }
                    ?? "\(value) \(report.unit)"
            }, quality: Quality(report.quality), rule: report.rule,
            when: .age(StatisticsText.duration(report.ageSeconds)))
    }

    init(_ report: IntervalReport) {
        self.init(
            name: report.obis, obis: nil,
            value: report.quantity.map { Amount.quantity($0, ObisCode(report.obis)?.registerUnit ?? "") },
            quality: Quality(report.quality), rule: report.rules.isEmpty ? nil : report.rules.joined(separator: ", "),
            when: .interval(
                start: UTCTime(rfc3339: report.start),
                end: UTCTime(rfc3339: report.end)))
    }
}

extension ReadingView.Quality {
    init(_ name: String) {
        switch name {
        case "valid": self = .valid
        case "suspect": self = .suspect
        case "estimated": self = .estimated
        case "substituted": self = .substituted
        default: self = .missing
        }
    }
}

extension RegisterView {
    init(_ report: RegisterReport) {
        self.init(
            obis: report.obis, value: Amount.quantity(report.value, ObisCode(report.obis)?.registerUnit ?? ""),
            boundary: UTCTime(rfc3339: report.boundary))
    }
}

extension ObisCode {
    /// The base unit of a register (IEC 62056-6-1): Wh, varh, VAh, L or m.
    fileprivate var registerUnit: String {
        switch (self.a, self.c) {
        case (1, 3), (1, 4): "varh"
        case (1, 9), (1, 10): "VAh"
        case (1, _): "Wh"
        case (8, _), (9, _): "L"
        default: self == .distanceTravelled ? "m" : ""
        }
    }
}

extension SwitchingView {
    init(_ report: SwitchingReport, showsAuthority: Bool) {
        self.init(
            at: UTCTime(rfc3339: report.at), text: report.text, authority: showsAuthority ? report.authority : nil,
            guards: (report.recheck ?? report.check).map { GuardView.all($0, showsAccount: showsAuthority) } ?? [])
    }
}

extension GuardView {
    /// What a guard saw of an account is for those who are signed in; whether it holds is seen at the relay as well.
    static func all(_ report: GuardsReport, showsAccount: Bool) -> [GuardView] {
        report.guards.map { item in
            GuardView(holds: item.holds, sentence: showsAccount ? "\(item.name): \(item.sentence)" : item.name)
        }
    }
}

extension BillView {
    init(_ report: BillReport) {
        self.init(
            number: report.number, period: "\(report.periodStart.prefix(10)) – \(report.periodEnd.prefix(10))",
            quantity: Amount.quantity(report.quantity, report.unit), total: Amount.rupees(report.totalPaise),
            paid: Amount.rupees(report.paidPaise), due: String(report.dueAt.prefix(10)))
    }
}
