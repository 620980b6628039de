public import Contract
import Identity
import Ledger
public import Metering

extension AccountStatement {
    /// - Parameters:
    ///   - days: local days of the zone; entries before them make the opening balance, entries after them are left out.
    public init(_ number: Int, _ state: ContractState, days: ClosedRange<CivilDate>) {
        let record = state.accounts[number]
        let offset = state.genesis.timeZoneOffsetMinutes
        // What the account owes fits 64 bits; with a deposit that was taken back while it was held, a sum need not.
        var balance: Int128 = 0
        var opening: Int128 = 0
        var entries: [StatementEntry] = []
        for move in Move.all(of: AccountID(UInt32(number)), state) {
            let day = CivilDate(move.time, offsetMinutes: offset)
            guard day <= days.upperBound else { break }
            balance += Int128(move.paise)
            guard day >= days.lowerBound else {
                opening = balance
                continue
            }
            entries.append(move.entry(day, Int64(clamping: balance), state))
        }
        self.init(
            zone: state.genesis.zone, account: record.label, from: "\(days.lowerBound)", through: "\(days.upperBound)",
            openingPaise: Int64(clamping: opening), entries: entries, closingPaise: Int64(clamping: balance),
            heldPaise: record.dispute?.depositPaise ?? 0,
            vouchers: Self.vouchers(of: UInt32(number), state, days, offset), standing: "\(record.stage)",
            permitThrough: "\(record.permitThrough)", height: state.height, blockHash: state.tipHash.hex,
            time: "\(state.time)")
    }

    private static func vouchers(
        of account: UInt32, _ state: ContractState, _ days: ClosedRange<CivilDate>, _ offset: Int64
    ) -> [VoucherUseReport] {
        state.vouchers.indices
            .filter {
                let voucher = state.vouchers[$0]
                return voucher.account.number == account
                    && days.contains(CivilDate(voucher.usedAt, offsetMinutes: offset))
            }
            .map { VoucherUseReport($0, state) }
    }

    /// From the day on which the account was opened to that of the last block.
    public static func allDays(of number: Int, _ state: ContractState) -> ClosedRange<CivilDate> {
        let offset = state.genesis.timeZoneOffsetMinutes
        let opened = CivilDate(state.accounts[number].openedAt, offsetMinutes: offset)
        return opened...max(opened, CivilDate(state.time, offsetMinutes: offset))
    }
}

/// One movement of an account's money.
private struct Move {
    let time: UTCTime
    let kind: StatementEntry.Kind
    let number: UInt32
    let paise: Int64

    /// By time; bills before payments of the same instant, which settle them.
    static func all(of account: AccountID, _ state: ContractState) -> [Move] {
        var moves: [Move] = []
        for (number, bill) in state.bills.enumerated() where bill.account == account {
            moves.append(Move(time: bill.issuedAt, kind: .bill, number: UInt32(number), paise: bill.totalPaise))
            guard bill.reliefPaise != 0 else { continue }
            moves.append(Move(time: bill.issuedAt, kind: .relief, number: UInt32(number), paise: -bill.reliefPaise))
        }
        let disputed = state.accounts[Int(account.number)].dispute?.bill
        for (number, payment) in state.payments.enumerated() where payment.source == account {
            moves.append(
                Move(time: payment.recordedAt, kind: .given, number: UInt32(number), paise: payment.amountPaise))
        }
        for (number, payment) in state.payments.enumerated() where payment.account == account {
            // Held apart while its dispute is open.
            if let bill = payment.disputedBill, bill == disputed { continue }
            let kind: StatementEntry.Kind = payment.disputedBill == nil ? .payment : .deposit
            let number = UInt32(number)
            moves.append(Move(time: payment.recordedAt, kind: kind, number: number, paise: -payment.amountPaise))
            guard let reversed = payment.reversedAt else { continue }
            moves.append(Move(time: reversed, kind: .reversal, number: number, paise: payment.amountPaise))
        }
        let ordered = moves.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
        return ordered.map(\.element)
    }

    func entry(_ day: CivilDate, _ balance: Int64, _ state: ContractState) -> StatementEntry {
        let isOfBill = self.kind == .bill || self.kind == .relief
        return StatementEntry(
            day: "\(day)", time: "\(self.time)", kind: self.kind, number: self.number,
            reference: isOfBill ? nil : state.payments[Int(self.number)].reference,
            bill: self.kind == .bill ? BillReport(Int(self.number), state) : nil, amountPaise: self.paise,
            balancePaise: balance)
    }
}
