import ModbusProtocol
import TestSupport
import Testing

@Suite("Poll scheduler under overload")
struct PollFairnessTests {
    @Test("no device starves, and all get their turns, whatever they need and however little the bus can")
    func fairness() {
        for seed in UInt64(1)...40 {
            var random = SeededGenerator(seed: seed)
            let count = Int.random(in: 2...12, using: &random)
            let durations = (0..<count).map { _ in Int64.random(in: 1...40, using: &random) * 1_000_000 }
            let pauses = (0..<count).map { _ in Int64([0, 0, 50, 200].randomElement(using: &random) ?? 0) * 1_000_000 }
            // Everything is due again long before the bus has been round.
            let shortest = durations.min() ?? 1
            let devices = (0..<count).map { _ in
                (0..<3).map { _ in
                    PollScheduler.Item(
                        periodNanoseconds: Int64.random(in: 1...shortest, using: &random), atBoundary: false)
                }
            }
            var scheduler = PollScheduler(devices: devices, start: 0)
            var ready = [Int64](repeating: 0, count: count)
            var served = [Int](repeating: 0, count: count)
            var last = [Int64](repeating: 0, count: count)
            var (now, longest): (Int64, Int64) = (0, 0)
            while served.reduce(0, +) < 300 * count {
                switch scheduler.next(at: now, ready: { ready[$0] }) {
                case .wait(let until): now = until
                case .serve(let device):
                    #expect(ready[device] <= now && !scheduler.beginSweep(device, at: now).fields.isEmpty)
                    longest = max(longest, now - last[device])
                    now += durations[device]
                    scheduler.endSweep(device)
                    (served[device], last[device], ready[device]) = (served[device] + 1, now, now + pauses[device])
                }
            }
            // Nobody waits longer than a round of all others and his own pause, twice over.
            let round = durations.reduce(0, +) + (pauses.max() ?? 0)
            #expect(longest <= 2 * round, "seed \(seed)")
            #expect(served.allSatisfy { $0 > 0 })
            if pauses.allSatisfy({ $0 == 0 }) { #expect(served.allSatisfy { abs($0 - 300) <= 3 }, "seed \(seed)") }
        }
    }

    @Test("turns that a bus could not take are left out and told, and a field that is always due misses none")
    func missedTurns() {
        let second: Int64 = 1_000_000_000
        var scheduler = PollScheduler(
            devices: [
                [.init(periodNanoseconds: second, atBoundary: false)], [.init(periodNanoseconds: 1, atBoundary: false)],
            ],
            start: 0)
        #expect(scheduler.beginSweep(0, at: 0).missedTurns == 0)
        scheduler.endSweep(0)
        #expect(scheduler.beginSweep(0, at: 3 * second + 1).missedTurns == 2)
        scheduler.endSweep(0)
        // The raster stays.
        #expect(scheduler.next(at: 3 * second + 2, ready: { $0 == 0 ? 0 : nil }) == .wait(until: 4 * second))
        _ = scheduler.beginSweep(1, at: 0)
        scheduler.endSweep(1)
        #expect(scheduler.beginSweep(1, at: 9 * second).missedTurns == 0)
    }

    @Test("a boundary field that is read again by itself goes its own way, and joins the others again")
    func retriedField() {
        let item = PollScheduler.Item(periodNanoseconds: 1000, atBoundary: true)
        var scheduler = PollScheduler(devices: [[item, item, item]], start: 0)
        scheduler.snapshot(at: 10)
        #expect(scheduler.beginSweep(0, at: 10).fields == [0, 1, 2])
        scheduler.endSweep(0)
        scheduler.retryBoundary(0, fields: [1], at: 300)
        #expect(scheduler.next(at: 20, ready: { _ in 0 }) == .wait(until: 300))
        let retry = scheduler.beginSweep(0, at: 300)
        #expect(retry.fields == [1] && retry.isBoundary)
        scheduler.endSweep(0)
        scheduler.snapshot(at: 400)
        #expect(scheduler.beginSweep(0, at: 400).fields == [0, 1, 2])
        scheduler.endSweep(0)
    }

    @Test("fields that would soon be read by themselves join a sweep; those that meet another anyway wait for it")
    func earlyTurns() {
        func scheduler(_ periods: [Int64]) -> PollScheduler {
            PollScheduler(devices: [periods.map { .init(periodNanoseconds: $0, atBoundary: false) }], start: 0)
        }
        func fields(_ scheduler: inout PollScheduler, at now: Int64) -> [Int] {
            defer { scheduler.endSweep(0) }
            return scheduler.beginSweep(0, at: now).fields
        }
        var apart = scheduler([1000, 1200])
        #expect(fields(&apart, at: 0) == [0, 1])
        // At 1200 nothing else would be read; the raster stays.
        #expect(fields(&apart, at: 1000) == [0, 1])
        #expect(fields(&apart, at: 2000) == [0])
        #expect(fields(&apart, at: 2400) == [1])
        // A turn that was late is not taken twice.
        #expect(fields(&apart, at: 3990) == [0, 1])
        var together = scheduler([1000, 4000])
        #expect(fields(&together, at: 0) == [0, 1])
        for now: Int64 in [1000, 2000, 3000] { #expect(fields(&together, at: now) == [0]) }
        #expect(fields(&together, at: 4000) == [0, 1])
    }
}
