internal import Contract
internal import Identity
internal import Ledger
internal import Metering

/// A payment: the collector's transaction in the payment ledger, and the record that the contract made of it.
struct PaymentClaim {
    private let content: ProvenContent
    private let number: UInt32
    private let record: PaymentRecord
    private let collector: PrincipalRecord
    private let signed: ProvenContent.Signed

    init(_ content: ProvenContent) throws(ProofError) {
        self.content = content
        try content.expect([.payment, .principal])
        (self.number, self.record) = try content.only(PaymentRecord.self)
        self.collector = try content.only(PrincipalRecord.self, self.record.collector.number)
        guard content.transactions.count == 1, let signed = content.transactions.first,
            signed.transaction.body.paidAccount != nil
        else { throw .missing("one payment transaction") }
        self.signed = signed
        guard self.record.isMade(by: signed.transaction, at: signed.header.time) else {
            throw .contradiction("the transaction is not that of payment \(self.number)")
        }
    }

    func verdict() -> ProofVerdict {
        var verdict = ProofVerdict(.payment, at: self.content.header)
        verdict.note("payment", self.number)
        verdict.note("block", self.signed.header.height)
        verdict.note("collector", self.record.collector.number)
        verdict.note("collector_label", self.collector.label)
        verdict.note("account", self.record.account.number)
        verdict.note("amount_paise", self.record.amountPaise)
        verdict.note("reference", self.record.reference)
        verdict.note("received_at_ms", self.record.receivedAt)
        verdict.note("recorded_at_ms", self.record.recordedAt)
        let (payer, amount) = (self.collector.label, Figures.rupees(self.record.amountPaise))
        if let source = self.record.source {
            verdict.note("from_credit_of", source.number)
            verdict.say(
                "\(payer) paid \(amount) for account \(self.record.account) from the credit of account \(source), "
                    + "reference \(self.record.reference).")
        } else {
            verdict.say(
                "\(payer) received \(amount) for account \(self.record.account) at \(self.record.receivedAt), "
                    + "reference \(self.record.reference).")
        }
        verdict.say(
            "Its signed transaction is in the payment ledger of block \(self.signed.header.height), and was booked as "
                + "payment \(self.number) at \(self.record.recordedAt).")
        if let reversedAt = self.record.reversedAt {
            verdict.note("reversed_at_ms", reversedAt)
            verdict.say("The collector took it back at \(reversedAt): what it settled is open again.")
        }
        for share in self.record.shares {
            verdict.say("\(Figures.rupees(share.amountPaise)) of it settled bill \(share.bill).")
        }
        verdict.say(self.signed.words(about: self.collector))
        return verdict
    }
}

extension ProvenContent.Signed {
    /// Whether the key that signed is the principal's key in the state that the bundle shows.
    func words(about signer: PrincipalRecord) -> String {
        signer.key == self.key
            ? "The signature is by \(signer.label)'s key of that state."
            : "The signature is by another key than \(signer.label)'s of that state (\(self.key.hex)): that it was its "
                + "key then is the word of the validators who made the block final."
    }
}
