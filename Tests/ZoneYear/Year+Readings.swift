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

    /// What waited goes over the roster of now, and four intervals at a time where they follow one another.
    private static func together(_ queue: ArraySlice<Readings>, _ version: UInt32) -> [Readings] {
        var submissions: [Readings] = []
        for var readings in queue {
            readings.rosterVersion = version
            if let last = submissions.last, last.intervals.count < 4,
                let longer = last.joined(with: readings, intervalSeconds: Self.interval)
            {
                submissions[submissions.count - 1] = longer
            } else {
                submissions.append(readings)
            }
        }
        return submissions
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
            for readings in Self.together(self.queues[box].prefix(48), version) {
                self.chain.submit(.readings(readings), by: .box(UInt32(box)))
            }
            self.queues[box].removeFirst(min(48, self.queues[box].count))
        }
    }
}
