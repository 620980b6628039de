/// A statement as a consumer reads it.
extension AccountStatement {
    public var text: String {
        var rows = [("", "brought forward", "", Amount.rupees(self.openingPaise))]
        rows += self.entries.map { entry in
            (entry.day, entry.words, Amount.rupees(entry.amountPaise), Amount.rupees(entry.balancePaise))
        }
        let table = rows.map { day, words, amount, balance in
            "  \(day.filled(10))  \(words.filled(44))  \(amount.filledLeft(14))  \(balance.filledLeft(14))"
        }
        let heading = "statement of \(self.account), \(self.from) to \(self.through) (zone \(self.zone))"
        return ([heading] + table + [self.closing] + self.notes.map { "  \($0)" }).joined(separator: "\n")
    }

    /// What is owed, or the credit, after the last entry.
    public var closing: String {
        self.closingPaise < 0
            ? "credit at the end: \(Amount.rupees(self.closingSum))"
            : "owed at the end: \(Amount.rupees(self.closingSum))"
    }

    /// Without its sign.
    var closingSum: Int64 { Int64(clamping: self.closingPaise.magnitude) }

    var notes: [String] {
        let held =
            self.heldPaise == 0
            ? [] : ["\(Amount.rupees(self.heldPaise)) deposited under protest are held until the dispute is decided"]
        return held + self.vouchers.map(\.text) + [
            "standing at \(self.time): \(self.standing), permit through \(self.permitThrough)",
            "as of block \(self.height), \(self.blockHash)",
            "anyone can check it: `gridtally prove bill` and `gridtally prove payment` write proofs for `gridtally verify`",
        ]
    }
}

extension StatementEntry {
    var words: String {
        switch self.kind {
        case .bill: "bill \(self.number)" + (self.bill.map { ", \(Amount.quantity($0.quantity, $0.unit))" } ?? "")
        case .relief: "taken off bill \(self.number) by decision"
        case .payment: "payment \(self.reference ?? "")"
        case .given: "paid from credit for another account, \(self.reference ?? "")"
        case .deposit: "deposit under protest \(self.reference ?? "")"
        case .reversal: "taken back: payment \(self.reference ?? "")"
        }
    }
}

extension String {
    fileprivate func filled(_ width: Int) -> String { self + String(repeating: " ", count: max(0, width - self.count)) }

    fileprivate func filledLeft(_ width: Int) -> String {
        String(repeating: " ", count: max(0, width - self.count)) + self
    }
}
