import Appliance
import Contract
import Ledger
import Metering
import Proofs

/// What a year came to, and whether the chain, the meters and the collector agree on it.
struct Reckoning {
    let bills: Int
    let billedPaise: Int64
    let reliefPaise: Int64
    let receivedPaise: Int64
    let heldPaise: Int64
    let settledPaise: Int64
    let creditPaise: Int64
    /// By the registers that bills go by, in Wh.
    let billedWattHours: Int64
    let unbilledWattHours: Int64
    let flowedWattHours: Int64

    init(_ year: Year) throws {
        let state = year.chain.state
        self.bills = state.bills.count
        self.billedPaise = state.bills.reduce(0) { $0 + $1.totalPaise }
        self.reliefPaise = state.bills.reduce(0) { $0 + $1.reliefPaise }
        self.settledPaise = state.bills.reduce(0) { $0 + $1.settledPaise }
        self.creditPaise = state.accounts.reduce(0) { $0 + $1.creditPaise }
        (self.receivedPaise, self.heldPaise) = (state.zone.receivedPaise, state.zone.heldPaise)
        guard state.zone.billedPaise == self.billedPaise - self.reliefPaise else {
            throw YearError("the zone's sum of bills is not that of the bills")
        }
        guard self.settledPaise + self.creditPaise == self.receivedPaise else {
            throw YearError("what was received is neither settled nor credit")
        }
        let (sum, books) = (self.receivedPaise + self.heldPaise, year.books.totalPaise)
        guard sum == books else { throw YearError("the collector's books say \(books) paise, the chain \(sum)") }
        try Self.checkStatements(state)
        (self.billedWattHours, self.unbilledWattHours, self.flowedWattHours) = try Self.energy(year)
    }

    /// Every account's statement leads to what it owes, also where it is cut in two.
    private static func checkStatements(_ state: ContractState) throws {
        for (number, account) in state.accounts.enumerated() {
            let all = AccountStatement.allDays(of: number, state)
            guard let half = CivilDate(daysSinceEpoch: all.lowerBound.daysSinceEpoch + 180) else { continue }
            let whole = AccountStatement(number, state, days: all)
            let middle = min(half, all.upperBound)
            let parts = [all.lowerBound...middle, middle.next...max(middle.next, all.upperBound)].map {
                AccountStatement(number, state, days: $0)
            }
            guard whole.openingPaise == 0, whole.closingPaise == account.balancePaise,
                parts[0].closingPaise == parts[1].openingPaise, parts[1].closingPaise == whole.closingPaise,
                parts[0].entries.count + parts[1].entries.count == whole.entries.count
            else { throw YearError("the statement of account \(number) does not lead to what it owes") }
        }
    }

    /// Every register of every house: what flowed is billed, or waits for the next bill.
    private static func energy(_ year: Year) throws -> (Int64, Int64, Int64) {
        let state = year.chain.state
        var billed: [UInt32: Int64] = [:]
        for item in state.bills.flatMap(\.registers) { billed[item.register, default: 0] += item.quantity }
        var sums: (billed: Int64, open: Int64, flowed: Int64) = (0, 0, 0)
        for (meter, home) in zip(year.meters, year.homes) where home != nil {
            let first = state.meters[Int(meter.number)].firstRegister
            for (index, flowed) in meter.flowed.enumerated() {
                let register = first + UInt32(index)
                let open = state.registers[Int(register)].uses.reduce(Int64(0)) { $0 + $1.quantity }
                let sum = billed[register, default: 0]
                guard sum + open == flowed else {
                    throw YearError(
                        "register \(register) of meter \(meter.number): \(flowed) flowed, \(sum) billed, \(open) open")
                }
                guard index == 0 else { continue }
                sums = (sums.billed + sum, sums.open + open, sums.flowed + flowed)
            }
        }
        return sums
    }

    var json: String {
        """
        {"bills": \(self.bills), "billed_paise": \(self.billedPaise), "relief_paise": \(self.reliefPaise), \
        "received_paise": \(self.receivedPaise), "held_paise": \(self.heldPaise), "credit_paise": \(self.creditPaise), \
        "billed_wh": \(self.billedWattHours)}
        """
    }
}
