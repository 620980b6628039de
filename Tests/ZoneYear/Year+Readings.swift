import Contract
import Ledger
import Metering

/// What flows, and how the boxes report it.
extension Year {
    mutating func flow(_ interval: Int) {
        let localHour = Int((Self.end(of: interval - 1).seconds + Self.offset) / 3600 % 24)
        for roster in self.rosters {
            var delivered: Int64 = 0
            for meter in roster.dropFirst() {
                guard interval <= self.meters[meter].retiredAfter, let home = self.homes[meter] else { continue }
                let registers = self.meters[meter].registers.count
                let flow =
                    self.meters[meter].isOpen
                    ? Array(repeating: 0, count: registers)
                    : self.households[home].flow(localHour: localHour, &self.random)
                self.meters[meter].count(flow)
                delivered += flow[0]
            }
            self.meters[roster[0]].count([delivered + delivered / 50])
        }
    }

    mutating func read(_ interval: Int) {
        for box in self.rosters.indices {
            let roster = self.rosters[box]
            var values: [ReportedValue] = []
            for meter in roster {
                let (isDoubted, isSubstituted) = (self.chance(3000), self.chance(3))
                values += self.meters[meter].report(
                    interval: interval, isDoubted: isDoubted, isSubstituted: isSubstituted)
            }
            self.queues[box].append(Readings(version: UInt32(roster.count), end: Self.end(of: interval), values))
            guard interval >= self.linkDownUntil[box] else { continue }
            if self.queues[box].count > 1 { self.tally.count("late batches") }
            let version = self.chain.state.roster(of: YearChain.Who.box(UInt32(box)).id).version
            for var readings in self.queues[box].prefix(48) {
                readings.rosterVersion = version
                self.chain.submit(.readings(readings), by: .box(UInt32(box)))
            }
            self.queues[box].removeFirst(min(48, self.queues[box].count))
        }
    }
}
