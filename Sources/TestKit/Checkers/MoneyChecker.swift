internal import Contract
internal import Ledger

/// Money is conserved: what accounts owe is what was billed less what was received, bill by bill.
enum MoneyChecker {
    static func check(_ state: ContractState) throws(Violation) {
        let zone = state.zone
        let owed = state.accounts.map(\.balancePaise).reduce(0, +)
        guard owed == zone.billedPaise - zone.receivedPaise else {
            throw Violation(check: "MONEY", text: "accounts owe \(owed), billed less received is another sum")
        }
        let received = state.payments.filter { $0.source == nil }.map(\.amountPaise).reduce(0, +)
        guard received == zone.receivedPaise else {
            throw Violation(check: "MONEY", text: "payments sum up to \(received), received were \(zone.receivedPaise)")
        }
        for (number, account) in state.accounts.enumerated() {
            let open = state.openBills(of: AccountID(UInt32(number))).map { state.bills[Int($0)].openPaise }
            guard open.reduce(0, +) - account.creditPaise == account.balancePaise else {
                throw Violation(check: "MONEY", text: "account \(number): open bills less credit is not its balance")
            }
        }
    }
}
