import Ledger

/// What people will do, by interval.
struct Agenda {
    enum Act {
        /// Pays a share of what is open, in thousandths, at most so much.
        case pay(AccountID, share: Int64, most: Int64)
        case payAgain(reference: String)
        case dishonour(reference: String)
        case serveNotice(AccountID)
        case dispute(bill: UInt32, isDeposited: Bool)
        case decide(bill: UInt32, reliefThousandths: Int64)
        case watermark
        case cut(MeterID, order: UInt32)
        case close(MeterID)
        case linkDown(box: Int, intervals: Int)
        case silence(meter: Int, intervals: Int)
        case exchange(meter: Int, recordedAfter: Int)
        case record(AmendMeter)
        case hand(meter: Int)
        case retire(meter: Int)
        case move(meter: Int)
        case enlarge(AccountID)
        case protect(AccountID)

        /// It changes a box's roster.
        var isRetirement: Bool { if case .retire = self { true } else { false } }
    }

    private var acts: [Int: [Act]] = [:]

    mutating func add(_ act: Act, at interval: Int) { self.acts[interval, default: []].append(act) }

    mutating func take(_ interval: Int) -> [Act] { self.acts.removeValue(forKey: interval) ?? [] }
}

/// What the collector has in its own books, apart from the chain.
struct CollectorBooks {
    private(set) var payments: [String: Payment] = [:]
    private var deposits: [String: Int64] = [:]
    private var references = 0

    mutating func reference() -> String {
        self.references += 1
        return "R-\(self.references)"
    }

    mutating func received(_ payment: Payment) { self.payments[payment.reference] = payment }

    mutating func received(_ deposit: Deposit) { self.deposits[deposit.reference] = deposit.amountPaise }

    mutating func gaveBack(_ reference: String) { self.payments[reference] = nil }

    var totalPaise: Int64 { self.payments.values.reduce(0) { $0 + $1.amountPaise } + self.deposits.values.reduce(0, +) }
}

/// How often what happened.
struct Tally {
    private(set) var counts: [String: Int] = [:]

    mutating func count(_ what: String) { self.counts[what, default: 0] += 1 }
}
