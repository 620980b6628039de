import Enforcement
import Testing

@Suite struct ControllerPropertyTests {
    /// No trip without all guards on the facts of that moment, at most three retries, no write after unknown, below a tag,
    /// in the hold or before a read-back, no closing without authority.
    @Test func rulesHoldOverRandomEvents() throws {
        var (trips, closes, unknowns, welds, held) = (0, 0, 0, 0, 0)
        for seed: UInt64 in 0..<300 {
            var bus = try RandomBus(seed: seed)
            for step in 0..<400 {
                try bus.step()
                if !bus.faults.isEmpty {
                    Issue.record("seed \(seed), step \(step): \(bus.faults)")
                    return
                }
            }
            trips += bus.trips
            closes += bus.closes
            unknowns += bus.unknowns
            welds += bus.welds
            held += bus.held
        }
        // The events reach what the rules are about.
        #expect(
            trips > 1000 && closes > 1000 && unknowns > 50 && welds > 50 && held > 50,
            "\(trips) \(closes) \(unknowns) \(welds) \(held)")
    }

    @Test func reconnectIsAlwaysPossible() throws {
        for seed: UInt64 in 1000..<1200 {
            var bus = try RandomBus(seed: seed)
            for _ in 0..<Int(seed % 100) { try bus.step() }
            let isClosed = bus.reconnects()
            #expect(isClosed, "seed \(seed)")
            #expect(bus.faults.isEmpty, "seed \(seed): \(bus.faults)")
        }
    }

    @Test func sameEventsGiveTheSameEffects() throws {
        var (left, right) = (try RandomBus(seed: 5), try RandomBus(seed: 5))
        for _ in 0..<300 {
            try left.step()
            try right.step()
            #expect(left.controller == right.controller)
        }
    }
}
