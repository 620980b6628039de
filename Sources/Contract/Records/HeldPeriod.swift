internal import CanonicalCBOR
internal import Ledger
internal import Metering

/// A period that is over and whose bill is held, with what the bill takes from the time at which it was due.
public struct HeldPeriod: Hashable, Sendable {
    public let period: BillingPeriod
    /// Days that the bill is for.
    public let days: Int64
    /// What was doubtful then; what came later is in a later bill.
    public let marks: BillMarks
    /// Whether the bill before was paid by its due date; nil where there was none.
    public let paidPromptly: Bool?

    init(_ period: BillingPeriod, days: Int64, marks: BillMarks, paidPromptly: Bool?) {
        (self.period, self.days, self.marks, self.paidPromptly) = (period, days, marks, paidPromptly)
    }

    var cbor: CBOR {
        .array([
            .number(self.period.number), .signed(self.period.start), .time(self.period.end), .integer(self.days),
            .unsigned(UInt64(self.marks.rawValue)), .optional(self.paidPromptly.map { .boolean($0) }),
        ])
    }

    init(_ fields: inout CBORFields) throws(CBORError) {
        self.period = BillingPeriod(
            number: try fields.uint32("period"), start: try fields.signedTime("start"), end: try fields.time("end"))
        self.days = try fields.integer("days")
        self.marks = BillMarks(rawValue: try fields.uint8("marks"))
        self.paidPromptly = try fields.optional("paid promptly") { (value: CBOR) throws(CBORError) -> Bool in
            var item = try CBORFields(.array([value]), of: "paid promptly")
            return try item.boolean("paid promptly")
        }
    }
}
