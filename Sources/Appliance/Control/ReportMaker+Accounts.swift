import Contract
import Identity
import Ledger
import Metering
import Platform
import Tariffs

extension ReportMaker {
    func accounts(named name: String?) async throws -> [AccountReport] {
        let state = await self.node.snapshot()
        return try Self.numbers(name, state.accounts.map(\.label), "account").map { AccountReport($0, state) }
    }

    func bills(account name: String?) async throws -> [BillReport] {
        let state = await self.node.snapshot()
        let chosen = Set(try Self.numbers(name, state.accounts.map(\.label), "account"))
        return state.bills.indices.filter { chosen.contains(Int(state.bills[$0].account.number)) }
            .map { BillReport($0, state) }
    }

    /// - Parameters:
    ///   - from: first local day, and `through` the last; without them the account's first day and the last block's.
    func statement(account name: String?, from: String?, through: String?) async throws -> AccountStatement {
        guard let name else { throw RequestRefusal(kind: .badRequest, description: "account: name one") }
        let state = await self.node.snapshot()
        let number = try Self.number(name, state.accounts.map(\.label), "account")
        let all = AccountStatement.allDays(of: number, state)
        let first = try Self.day(from, "from") ?? all.lowerBound
        let last = try Self.day(through, "through") ?? max(first, all.upperBound)
        guard first <= last else {
            throw RequestRefusal(kind: .badRequest, description: "from: \(first) comes after \(last)")
        }
        return AccountStatement(number, state, days: first...last)
    }

    private static func day(_ text: String?, _ name: String) throws -> CivilDate? {
        guard let text else { return nil }
        guard let day = CivilDate(text) else {
            throw RequestRefusal(kind: .badRequest, description: "\(name): '\(text)' is no day such as 2026-03-31")
        }
        return day
    }

    func meters(named name: String?) async throws -> [MeterReport] {
        let state = await self.node.snapshot()
        let points = await self.box.points
        let now = MonotonicClock.nanoseconds
        return try Self.numbers(name, state.meters.map(\.label), "meter").map { number in
            var report = MeterReport(number, state)
            report.measured = points.first { $0.label == report.label }.map { MeasuredReport($0, now: now) }
            return report
        }
    }

    func vouchers() async -> [VoucherUseReport] { VoucherUseReport.all(await self.node.snapshot()) }

    func orders() async -> [OrderReport] {
        let state = await self.node.snapshot()
        return state.orders.enumerated().map { number, order in
            OrderReport(
                number: UInt32(number), account: state.accounts[Int(order.account.number)].label,
                arrearsPaise: order.arrearsPaise, noticeAt: "\(order.noticeAt)", noticeEnd: "\(order.noticeEnd)",
                issuedAt: "\(order.issuedAt)", revokedAt: order.revokedAt.map { "\($0)" })
        }
    }

    func calendar() async -> CalendarReport { CalendarReport(await self.node.snapshot()) }

    /// All numbers, or the one with this label or number.
    private static func numbers(_ name: String?, _ labels: [String], _ what: String) throws -> [Int] {
        try name.map { [try self.number($0, labels, what)] } ?? Array(labels.indices)
    }

    private static func number(_ name: String, _ labels: [String], _ what: String) throws -> Int {
        if let number = labels.firstIndex(of: name) { return number }
        if let number = Int(name), labels.indices.contains(number) { return number }
        throw RequestRefusal(kind: .notFound, description: "no \(what) '\(name)'; `gridtally \(what)` lists them")
    }
}

extension AccountReport {
    init(_ number: Int, _ state: ContractState) {
        let record = state.accounts[number]
        self.init(
            number: UInt32(number), label: record.label,
            tariff: state.tariffs[Int(record.tariff.number)].versions.last?.tariff.label ?? "",
            balancePaise: record.balancePaise, standing: "\(record.stage)",
            protection: record.protection.map { "\($0)" },
            permitThrough: "\(record.permitThrough)",
            meters: state.meters.filter { $0.account == AccountID(UInt32(number)) }.map(\.label),
            awaitsNotice: record.awaitsNotice, noticeAt: record.noticeAt.map { "\($0)" },
            noticeEnd: record.noticeEnd.map { "\($0)" }, awaitsOrder: record.awaitsOrder,
            dispute: record.dispute.map { dispute in
                DisputeReport(
                    bill: dispute.bill, openedAt: "\(dispute.openedAt)", deadline: "\(dispute.deadline)",
                    requiredPaise: dispute.requiredPaise, depositPaise: dispute.depositPaise)
            }, heldBills: HeldBillsReport(AccountID(UInt32(number)), state),
            vouchers: VoucherUseReport.all(of: UInt32(number), state))
    }
}

extension HeldBillsReport {
    init?(_ account: AccountID, _ state: ContractState) {
        let held = state.accounts[Int(account.number)].heldPeriods
        guard let first = held.first, let last = held.last else { return nil }
        let meter = state.meterHoldingBills(of: account).map { state.meters[Int($0.number)] }
        self.init(
            count: held.count, periodStart: "\(first.period.start)", periodEnd: "\(last.period.end)",
            meter: meter?.label, shown: meter?.ratios?.read.map { "\($0.ratios)" },
            expected: meter?.ratios.map { "\($0.declared.ratios)" })
    }
}

extension RatiosReport {
    init(_ ratios: MeterRatios) {
        let isDeclared = ratios.declared.time > UTCTime(milliseconds: 0)
        self.init(
            declared: "\(ratios.declared.ratios)", declaredFrom: isDeclared ? "\(ratios.declared.time)" : nil,
            shown: ratios.read.map { "\($0.ratios)" }, shownAt: ratios.read.map { "\($0.time)" },
            isContradictory: ratios.isContradictory)
    }
}

extension CalendarReport {
    init(_ state: ContractState) {
        let names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
        let policy = state.policy
        let (start, end) = (Int64(policy.switchingStartMinute), Int64(policy.switchingEndMinute))
        self.init(
            hours: "\(CivilTime.clock(start))-\(CivilTime.clock(end))",
            weekdays: names.indices.filter { policy.switchingWeekdays >> UInt8($0) & 1 == 1 }.map { names[$0] },
            holidays: state.zone.holidays.map { day in
                CivilDate(daysSinceEpoch: Int64(day)).map { "\($0)" } ?? "day \(day)"
            })
    }
}

extension BillReport {
    init(_ number: Int, _ state: ContractState) {
        let record = state.bills[number]
        let tariff = state.tariffs[Int(record.tariff.number)].versions[Int(record.tariffVersion)].tariff
        self.init(
            number: UInt32(number), account: state.accounts[Int(record.account.number)].label,
            periodStart: "\(record.periodStart)", periodEnd: "\(record.periodEnd)", tariff: tariff.label,
            tariffVersion: Int(record.tariffVersion), quantity: record.quantity, unit: "\(tariff.unit)",
            lines: record.lines.map { line in
                BillLineReport(
                    name: line.name, amountPaise: line.amountPaise,
                    parts: line.parts.map { BillPartReport(quantity: $0.quantity, rate: $0.rate) })
            },
            totalPaise: record.totalPaise, reliefPaise: record.reliefPaise, paidPaise: record.settledPaise,
            dueAt: "\(record.dueAt)",
            isIncomplete: !record.marks.isDisjoint(with: [.incomplete, .substituted, .suspect]),
            problem: record.problem(under: tariff).map { "\($0)" })
    }
}

extension MeterReport {
    init(_ number: Int, _ state: ContractState) {
        let record = state.meters[number]
        let registers = (record.firstRegister..<record.firstRegister + record.registerCount).compactMap { index in
            let register = state.registers[Int(index)]
            return register.boundary.map {
                RegisterReport(obis: "\(register.channel)", value: register.value, boundary: "\($0)")
            }
        }
        self.init(
            number: UInt32(number), label: record.label, serial: record.serial,
            node: state.nodes[Int(record.node.number)].label,
            account: record.account.map { state.accounts[Int($0.number)].label }, service: "\(record.service)",
            registers: registers,
            relay: record.relay.readBack.map { $0.value == 0 ? "open" : $0.value == 1 ? "closed" : "unknown" },
            ratios: record.ratios.map { RatiosReport($0) })
    }

    /// A pairing trial watches what it counts: it is a meter of water or trips, and has no current.
    var isPairedByFlow: Bool { self.service != "\(Service.electricity)" }
}

extension BlockReport {
    init(_ final: FinalizedBlock) {
        let header = final.block.header
        self.init(
            height: header.height, hash: final.block.hash.hex, parent: header.parent.hex, time: "\(header.time)",
            view: header.view, proposer: header.proposer.number, energyRoot: header.energyRoot.hex,
            paymentRoot: header.paymentRoot.hex, stateRoot: header.stateRoot.hex,
            signers: final.certificate.signatures.map(\.signer.number),
            transactions: final.block.transactions.map { signed in
                BlockTransactionReport(
                    id: signed.id.hex, ledger: "\(signed.transaction.body.ledger)",
                    kind: signed.transaction.body.kindName, sender: signed.transaction.sender.number,
                    sequence: signed.transaction.sequence)
            })
    }
}
