import Contract
import Ledger
import Metering

/// Numbers of the chain for what people call things.
struct ProofNames {
    private let state: ContractState

    init(_ state: ContractState) { self.state = state }

    /// The last bill of an account for a period.
    func bill(of account: String, in period: String) throws(ProofRequestError) -> UInt32 {
        let id = AccountID(
            try self.number(
                account, self.state.account(labelled: account)?.number, self.state.accounts.count, "account"))
        let time = UTCTime(rfc3339: period)
        let number = UInt32(period)
        guard time != nil || number != nil else {
            throw .usage("`\(period)` is no period; give its number, or a time in it such as 2026-01-05T00:00:00Z")
        }
        let bill = self.state.bills.lastIndex { bill in
            bill.account == id
                && (time.map { bill.periodStart <= $0 && $0 < bill.periodEnd } ?? (bill.period == number))
        }
        guard let bill else {
            let own = self.state.bills.filter { $0.account == id }.suffix(12)
            let known = own.map { "\($0.period) (\($0.periodStart) to \($0.periodEnd))" }.joined(separator: ", ")
            throw .absent(
                "account \(account) has no bill for the period \(period); "
                    + (own.isEmpty ? "it has none yet" : "the last ones are \(known)"))
        }
        return UInt32(bill)
    }

    /// A meter's register of a channel; without one, of that which bills are for.
    func register(of meter: String, _ channel: String?) throws(ProofRequestError) -> UInt32 {
        let record = self.state.meters[Int(try self.meter(meter).number)]
        let wanted: ObisCode
        if let channel {
            guard let code = ObisCode(channel) else { throw .usage("`\(channel)` is no OBIS code such as 1-0:1.8.0") }
            wanted = code
        } else {
            wanted = record.service.billedChannel
        }
        let registers = record.firstRegister..<record.firstRegister + record.registerCount
        guard let register = registers.first(where: { self.state.registers[Int($0)].channel == wanted }) else {
            let known = registers.map { "\(self.state.registers[Int($0)].channel)" }.joined(separator: ", ")
            throw .usage("meter \(record.label) has no register \(wanted); it has \(known)")
        }
        return register
    }

    /// The end of the interval that a time is in.
    func intervalEnd(of time: String) throws(ProofRequestError) -> UTCTime {
        guard let instant = UTCTime(rfc3339: time) else {
            throw .usage("`\(time)` is no time; write it as 2026-01-05T06:15:00Z or with an offset")
        }
        let interval = Int64(self.state.genesis.intervalSeconds)
        let start = instant.floored(toMultipleOf: interval)
        return start == instant ? instant : start.adding(seconds: interval)
    }

    func payment(of collector: String, _ reference: String) throws(ProofRequestError) -> UInt32 {
        let id = PrincipalID(
            try self.number(
                collector, self.state.principal(labelled: collector)?.number, self.state.principals.count, "principal"))
        guard let number = self.state.payment(of: id, reference: reference) else {
            throw .absent("\(collector) recorded no payment under the reference \(reference)")
        }
        return number
    }

    /// The order to disconnect a meter; without a number the newest.
    func order(of meter: String, _ number: UInt32?) throws(ProofRequestError) -> (MeterID, UInt32) {
        let id = try self.meter(meter)
        let orders = self.state.orders
        if let number {
            guard Int(number) < orders.count, orders[Int(number)].meters.contains(id) else {
                throw .absent("order \(number) does not name meter \(meter)")
            }
            return (id, number)
        }
        guard let newest = orders.lastIndex(where: { $0.meters.contains(id) }) else {
            throw .absent("no order ever named meter \(meter)")
        }
        return (id, UInt32(newest))
    }

    private func meter(_ name: String) throws(ProofRequestError) -> MeterID {
        MeterID(try self.number(name, self.state.meter(labelled: name)?.number, self.state.meters.count, "meter"))
    }

    /// The number of a label, or the number that was given.
    private func number(
        _ name: String, _ labelled: UInt32?, _ count: Int, _ what: String
    ) throws(ProofRequestError) -> UInt32 {
        if let labelled { return labelled }
        if let number = UInt32(name), Int(number) < count { return number }
        throw .usage("no \(what) `\(name)` is on the chain")
    }
}
