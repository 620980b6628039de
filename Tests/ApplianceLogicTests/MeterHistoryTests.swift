import Metering
import Testing

@testable import Appliance

@Suite("From a meter's readings to what is booked") struct MeterHistoryTests {
    @Test("whatever happens to a meter, all that can be read is booked, once", arguments: 0..<300 as Range<UInt64>)
    func conservesEnergy(_ seed: UInt64) {
        var history = MeterHistory(seed: seed)
        for _ in 0..<400 { history.step() }
        history.settle()
        #expect(history.chain.complaints.isEmpty)
        #expect(history.chain.value == history.register, "the chain has the meter's register in the end")
        #expect(history.chain.booked == history.consumed, "\(history.faults.sorted()), \(history.rules.sorted())")
    }

    @Test("the histories hold every fault, and every rule meets one")
    func coverage() {
        var faults: Set<String> = []
        var rules: Set<String> = []
        for seed in 0..<40 as Range<UInt64> {
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
