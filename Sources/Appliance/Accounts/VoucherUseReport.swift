import Contract
import Ledger

/// A voucher on the chain: a supply was switched on by it before its payment was there.
public struct VoucherUseReport: Codable, Sendable {
    public var number: UInt32
    public var meter: String
    public var account: String
    /// Who signed it: the collector, or an officer of the utility.
    public var issuer: String
    /// The collector's own, of the payment that it stands for.
    public var reference: String
    /// UTC.
    public var usedAt: String
    public var expires: String
    /// Number of the payment that settled it; nil while it is open.
    public var payment: UInt32?
    /// Since when it has been over and open: somebody has to ask its issuer for the money.
    public var unsettledAt: String?

    public var text: String {
        let head =
            "voucher \(self.number) of \(self.issuer), \(self.reference), for \(self.meter), used \(self.usedAt): "
        if let payment { return head + "settled by payment \(payment)" }
        guard let unsettledAt else { return head + "open until \(self.expires)" }
        return head + "NO PAYMENT since it ended, \(unsettledAt): ask \(self.issuer) for the money"
    }
}

extension VoucherUseReport {
    init(_ number: Int, _ state: ContractState) {
        let record = state.vouchers[number]
        self.init(
            number: UInt32(number), meter: state.meters[Int(record.meter.number)].label,
            account: state.accounts[Int(record.account.number)].label,
            issuer: state.principals[Int(record.issuer.number)].label, reference: record.reference,
            usedAt: "\(record.usedAt)", expires: "\(record.expires)", payment: record.payment,
            unsettledAt: record.unsettledAt.map { "\($0)" })
    }

    /// Those of an account, or all of them without one.
    static func all(of account: UInt32? = nil, _ state: ContractState) -> [VoucherUseReport] {
        state.vouchers.indices
            .filter { account == nil || state.vouchers[$0].account.number == account }
            .map { VoucherUseReport($0, state) }
    }
}
