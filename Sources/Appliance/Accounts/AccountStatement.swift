/// Everything that moved an account's money over some days, and what was owed before and after.
public struct AccountStatement: Codable, Sendable {
    public var zone: String
    public var account: String
    /// Local days of the zone, the first and the last, such as `2026-03-31`.
    public var from: String
    public var through: String
    /// What was owed before the first entry, in paise; negative is credit.
    public var openingPaise: Int64
    /// By time.
    public var entries: [StatementEntry]
    public var closingPaise: Int64
    /// Deposited under protest for a bill whose dispute is open: the account's money once it is decided.
    public var heldPaise: Int64
    /// By which its supplies were switched on in these days, before a payment was there: they move no money by themselves.
    public var vouchers: [VoucherUseReport] = []
    /// `active`, `due`, `noticed` or `ordered`, and until when the supply permit holds, at the time of the statement.
    public var standing: String
    public var permitThrough: String
    /// The block whose state this is.
    public var height: UInt64
    public var blockHash: String
    public var time: String
}

/// One line of a statement.
public struct StatementEntry: Codable, Sendable {
    public enum Kind: String, CaseIterable, Codable, Sendable {
        case bill
        /// What the decision of a dispute took off a bill; on the day of the bill.
        case relief
        case payment
        /// Credit that its holder gave to another account.
        case given
        /// Money that was held under protest, since the dispute was decided.
        case deposit
        case reversal
    }

    /// The zone's local day.
    public var day: String
    public var time: String
    public var kind: Kind
    /// Of the bill or the payment.
    public var number: UInt32
    /// Of the payment.
    public var reference: String?
    /// A bill, with the lines that it was computed from.
    public var bill: BillReport?
    /// What it added to what is owed, in paise; negative for money that came in.
    public var amountPaise: Int64
    /// What was owed after it.
    public var balancePaise: Int64
}
