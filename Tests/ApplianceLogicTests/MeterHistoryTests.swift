import Foundation
import Metering
import Testing

@testable import Appliance

@Suite("From a meter's readings to what is booked") struct MeterHistoryTests {
    /// How many lives are run; more of them with the environment variable GRIDTALLY_HISTORY_SEEDS.
    private static let seeds =
        ProcessInfo.processInfo.environment["GRIDTALLY_HISTORY_SEEDS"].flatMap { UInt64($0) } ?? 200

    @Test("whatever happens to a meter, all that can be read is booked, once", arguments: 0..<10 as Range<UInt64>)
    func conservesEnergy(_ part: UInt64) {
        for seed in stride(from: part, to: Self.seeds, by: 10) {
            var history = MeterHistory(seed: seed)
            for _ in 0..<400 { history.step() }
            history.settle()
            #expect(history.chain.complaints.isEmpty, "seed \(seed)")
            #expect(history.chain.value == history.register, "seed \(seed): the chain has the meter's register")
            #expect(
                history.chain.booked == history.consumed,
                "seed \(seed): \(history.faults.sorted()), \(history.rules.sorted())")
        }
    }

    @Test("the histories hold every fault, and every rule meets one")
    func coverage() {
        var faults: Set<String> = []
        var rules: Set<String> = []
        for seed in 0..<30 as Range<UInt64> {
            var history = MeterHistory(seed: seed)
            for _ in 0..<400 { history.step() }
            faults.formUnion(history.faults)
            rules.formUnion(history.rules)
        }
        #expect(
            faults == [
                "absent", "cleared", "cleared while away", "clock", "end", "late", "lie", "outage", "replaced",
                "replaced while away", "restart", "zeros",
            ])
        let expected: [CounterRule] = [
            .rollover, .suspect, .torn, .reset, .restored, .replaced, .serialChanged, .implausible, .clockCorrected,
        ]
        #expect(rules.isSuperset(of: expected.map(\.rawValue)))
    }
}
