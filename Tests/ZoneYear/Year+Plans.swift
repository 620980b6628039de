import Contract
import Ledger
import Metering

/// What happens on a day, and what follows from what the contract did.
extension Year {
    private static let day = Int(86_400 / Year.interval)

    /// Strikes, broken lines, silent meters, crews on their way.
    mutating func planDay(_ interval: Int) {
        let noon = interval + Self.day / 2
        if interval >= self.strikeUntil {
            self.agenda.add(.watermark, at: interval + 1)
            if self.chance(60) {
                self.strikeUntil = interval + Self.day * self.number(3...6)
                self.tally.count("strikes of the banks")
            }
        }
        for box in self.rosters.indices where self.chance(25) {
            // Most come back before the period is billed, some do not.
            let hours = self.chance(8) ? self.number(100...140) : self.number(1...40)
            self.agenda.add(.linkDown(box: box, intervals: hours * 2), at: interval + self.number(0...40))
        }
        let houses = max(1, self.households.count)
        for _ in 0..<max(1, houses / 150) {
            self.agenda.add(.silence(meter: self.anyHouse(), intervals: self.number(1...60)), at: noon)
        }
        if self.chance(max(1, 12_000 / houses)) {
            let delay = self.number(0...80) - 20
            self.agenda.add(.exchange(meter: self.anyHouse(), recordedAfter: delay), at: noon + self.number(0...9))
        }
        if self.chance(max(1, 15_000 / houses)) { self.agenda.add(.hand(meter: self.anyHouse()), at: noon + 3) }
        if self.chance(max(1, 60_000 / houses)) { self.agenda.add(.retire(meter: self.anyHouse()), at: noon + 5) }
        if self.chance(max(1, 30_000 / houses)) { self.agenda.add(.move(meter: self.anyHouse()), at: noon + 7) }
        if self.chance(max(1, 20_000 / houses)) { self.agenda.add(.enlarge(self.anyAccount()), at: noon) }
        if self.chance(max(1, 60_000 / houses)) { self.agenda.add(.protect(self.anyAccount()), at: noon) }
        if interval / Self.day % 10 == 0 {
            for (home, household) in self.households.enumerated() where household.isPrepaid {
                self.agenda.add(
                    .pay(AccountID(UInt32(home)), share: 0, most: Int64(household.load) * 25), at: noon)
            }
        }
    }

    private mutating func anyHouse() -> Int {
        let box = self.number(0...(self.rosters.count - 1))
        return self.rosters[box][self.number(min(1, self.rosters[box].count - 1)...(self.rosters[box].count - 1))]
    }

    private mutating func anyAccount() -> AccountID { AccountID(UInt32(self.number(0...(self.accounts - 1)))) }

    mutating func note(_ event: ContractEvent, at interval: Int) throws {
        switch event {
        case .transactionFailed(_, _, "readings", let box, let reason):
            // Nothing that happens to one meter may keep a box's other readings away.
            throw YearError("interval \(interval): readings of box \(box) refused: \(reason)")
        case .transactionFailed(_, _, let kind, _, let reason):
            let name = Mirror(reflecting: reason).children.first?.label ?? "\(reason)"
            self.tally.count("\(kind) refused: \(name)")
        case .billClosed(let bill, let account, _, _, _, let paise, _, let marks, _):
            self.noteMarks(marks)
            if paise > 0 { self.planPayment(of: account, bill, at: interval) }
        case .noticeDue(let account, _, _):
            self.agenda.add(.serveNotice(account), at: interval + Self.day * self.number(1...4) + 20)
        case .orderIssued(let order, _, _, _, _, _, _):
            for meter in self.chain.state.orders[Int(order)].meters {
                self.agenda.add(.cut(meter, order: order), at: interval + self.number(1...20))
            }
            self.tally.count("orders to disconnect")
        case .orderRevoked(let order, _, _, _):
            for meter in self.chain.state.orders[Int(order)].meters {
                self.agenda.add(.close(meter), at: interval + self.number(1...4))
            }
        default: break
        }
    }

    private mutating func noteMarks(_ marks: BillMarks) {
        let names: [(BillMarks, String)] = [
            (.substituted, "substituted values"), (.late, "late use"), (.suspect, "doubtful values"),
            (.discontinuous, "a register that began anew"), (.incomplete, "readings missing"),
            (.uncomputable, "no amount"),
        ]
        for (mark, name) in names where marks.contains(mark) { self.tally.count("bills with \(name)") }
    }

    private mutating func planPayment(of account: AccountID, _ bill: UInt32, at interval: Int) {
        func after(_ days: ClosedRange<Int>, _ year: inout Year) -> Int {
            interval + year.number(days) * Self.day + year.number(10...30)
        }
        let isTenant = Int(account.number) >= self.households.count
        let temper = isTenant ? .prompt : self.households[Int(account.number)].temper
        if self.chance(60) {
            self.agenda.add(.dispute(bill: bill, isDeposited: self.chance(2)), at: after(1...10, &self))
        }
        switch temper {
        case .prompt: self.agenda.add(.pay(account, share: 1000, most: .max), at: after(1...14, &self))
        case .late: self.agenda.add(.pay(account, share: 1000, most: .max), at: after(16...50, &self))
        case .inParts:
            self.agenda.add(.pay(account, share: 500, most: .max), at: after(2...14, &self))
            self.agenda.add(.pay(account, share: 700, most: 1_000_000), at: after(16...28, &self))
        case .inAdvance: self.agenda.add(.pay(account, share: 1500, most: .max), at: after(1...10, &self))
        case .onlyWhenCutOff: break
        }
    }
}
