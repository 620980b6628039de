import Ledger
import Metering

/// What is done to meters: each leaves a dated fact.
extension Year {
    mutating func hand(_ meter: Int, at interval: Int) {
        guard self.isInUse(meter, interval), let tenant = self.vacant.popLast() else { return }
        self.amend(meter, .account(tenant), at: interval)
        self.tally.count("changes of tenants")
    }

    mutating func retire(_ meter: Int, at interval: Int) {
        guard self.isInUse(meter, interval), !self.meters[meter].isOpen else { return }
        self.amend(meter, .retired, at: interval)
        self.meters[meter].retiredAfter = interval
        self.tally.count("meters retired")
    }

    mutating func move(_ meter: Int, at interval: Int) {
        guard self.rosters.count > 1, self.isInUse(meter, interval) else { return }
        let node = NodeID(UInt32(self.number(0...(self.rosters.count - 1))))
        self.amend(meter, .node(node), at: interval)
        self.tally.count("meters moved")
    }

    /// True for a meter that answers and is not retired.
    private func isInUse(_ meter: Int, _ interval: Int) -> Bool {
        self.meters[meter].retiredAfter == .max && self.meters[meter].silentUntil <= interval
    }

    private mutating func amend(_ meter: Int, _ fact: MeterFact, at interval: Int) {
        self.chain.submit(
            .amendMeter(
                AmendMeter(meter: MeterID(UInt32(meter)), from: Self.end(of: interval), fact: fact)), by: .registrar)
    }

    /// A crew changes a meter in the middle of the interval that ends now; the record comes then, or later.
    mutating func exchange(_ meter: Int, recordedAfter delay: Int, at interval: Int) {
        guard self.isInUse(meter, interval), self.meters[meter].canBeExchanged else { return }
        let openings = self.meters[meter].registers.map { _ in Int64(self.number(0...500)) }
        let values = self.meters[meter].exchange(openings: openings)
        let amendment = AmendMeter(
            meter: MeterID(UInt32(meter)), from: Self.end(of: interval).adding(seconds: -600),
            fact: .exchanged(serial: "X-\(meter)-\(interval)", registers: values))
        if delay > 0 {
            self.agenda.add(.record(amendment), at: interval + delay)
        } else {
            self.chain.submit(.amendMeter(amendment), by: .registrar)
        }
        self.tally.count("meters exchanged")
    }
}
