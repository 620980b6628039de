public import Contract
public import Ledger
public import Metering

/// What is to be proven, as numbers of the chain.
public enum ProofSubject: Hashable, Sendable {
    case bill(UInt32)
    /// The reading of a register for the interval that ends then.
    case reading(register: UInt32, end: UTCTime)
    case payment(UInt32)
    case switching(meter: MeterID, order: UInt32)

    /// Payments of one bill that are shown, at most: the last ones.
    private static let mostPayments = 32

    public var kind: ProofKind {
        switch self {
        case .bill: .bill
        case .reading: .reading
        case .payment: .payment
        case .switching: .switching
        }
    }

    /// The end of the interval that it is about; nil for what is not of an interval.
    var interval: UTCTime? {
        guard case .reading(_, let end) = self else { return nil }
        return end
    }

    /// The state entries that such a proof shows; nil where the state does not have them.
    public func keys(in state: ContractState) -> [StateKey]? {
        switch self {
        case .bill(let number): Self.billKeys(number, state)
        case .reading(let register, _): Self.readingKeys(register, state)
        case .payment(let number):
            state.payments[at: number].map {
                [StateKey(.payment, number), StateKey(.principal, $0.collector.number)]
            }
        case .switching(let meter, let order): Self.switchingKeys(meter, order, state)
        }
    }

    private static func billKeys(_ number: UInt32, _ state: ContractState) -> [StateKey]? {
        guard let bill = state.bills[at: number] else { return nil }
        let own = state.bills.indices.filter { state.bills[$0].account == bill.account }.map { UInt32($0) }
        let neighbours = [own.last { $0 < number }, own.first { $0 > number }].compactMap { $0 }
        let registers = Set(bill.registers.map(\.register)).sorted()
        let meters = Set(registers.compactMap { state.registers[at: $0]?.meter.number }).sorted()
        let payments = state.payments.indices.filter { index in
            state.payments[index].account == bill.account
                && state.payments[index].reversedAt == nil
                && state.payments[index].shares.contains { $0.bill == number && $0.amountPaise != 0 }
        }
        return [StateKey(.bill, number)] + neighbours.map { StateKey(.bill, $0) }
            + [StateKey(.account, bill.account.number), StateKey(.tariff, bill.tariff.number)]
            + meters.map { StateKey(.meter, $0) } + registers.map { StateKey(.register, $0) }
            + payments.suffix(Self.mostPayments).map { StateKey(.payment, UInt32($0)) }
    }

    private static func readingKeys(_ register: UInt32, _ state: ContractState) -> [StateKey]? {
        guard let meter = state.registers[at: register]?.meter.number, let record = state.meters[at: meter] else {
            return nil
        }
        return [
            StateKey(.meter, meter), StateKey(.register, register), StateKey(.principal, record.box.number),
        ]
    }

    private static func switchingKeys(_ meter: MeterID, _ order: UInt32, _ state: ContractState) -> [StateKey]? {
        guard let record = state.meters[at: meter.number], let order = state.orders[at: order].map({ (order, $0) })
        else {
            return nil
        }
        return [
            StateKey(.meter, meter.number), StateKey(.order, order.0), StateKey(.bill, order.1.bill),
            StateKey(.account, order.1.account.number), StateKey(.principal, record.box.number),
        ]
    }
}

extension PagedArray {
    /// The element with a number of the chain; nil where there is none.
    fileprivate subscript(at number: UInt32) -> Element? {
        Int(number) < self.count ? self[Int(number)] : nil
    }
}
