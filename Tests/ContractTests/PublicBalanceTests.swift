import Ledger
import LossDetection
import Metering
import TestSupport
import Testing

@testable import Contract

/// The balance that a calibration rests on, against the contract's own.
@Suite struct PublicBalanceTests {
    private func allowance(_ loss: LossAllowance) -> BalanceAllowance {
        BalanceAllowance(
            fixedThousandthsPerHour: loss.fixedThousandthsPerHour, basisPoints: loss.basisPoints,
            toleranceBasisPoints: loss.toleranceBasisPoints, threshold: loss.threshold)
    }

    private func expectSame(_ contract: DriftTest, _ page: PageTest, _ interval: Int) {
        #expect(contract.statistic == page.statistic, "interval \(interval)")
        #expect(contract.onset == page.onset && contract.energy == page.energy, "interval \(interval)")
        #expect(contract.quietIntervals == page.quietIntervals, "interval \(interval)")
        #expect((contract.finding != nil) == page.isFinding, "interval \(interval)")
    }

    /// Blocks of a zone, with losses that come and go.
    @Test(arguments: [UInt64(1), 2, 3]) func `both say the same of a node`(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let loss = LossAllowance(
            fixedThousandthsPerHour: .random(in: 0...90_001, using: &random),
            basisPoints: .random(in: 0...300, using: &random),
            toleranceBasisPoints: .random(in: 0...150, using: &random),
            threshold: .random(in: 200...900, using: &random))
        var zone = try Zone()
        try zone.setUp(houses: 1, loss: loss)
        var balance = PublicBalance(self.allowance(loss), intervalSeconds: 900)
        var taken: UInt64 = 0
        for interval in 1...220 {
            let delivered = UInt64.random(in: 0...3000, using: &random)
            let gone = Int64.random(in: -90...150, using: &random) + (interval / 40 % 2 == 1 ? 160 : -160)
            let metered = UInt64(max(0, Int64(delivered) - gone))
            let end = Samples.start.adding(seconds: Int64(interval) * 900)
            zone.read(end, [delivered, metered])
            try zone.block(at: end.adding(seconds: 3))
            let node = zone.state.nodes[0].balance
            guard let last = node.last, node.taken > taken else { continue }
            taken = node.taken
            balance.take(BalancedInterval(end: last.end, delivered: last.delivered, metered: last.metered))
            self.expectSame(node.loss, balance.loss, interval)
            self.expectSame(node.overRegistration, balance.overRegistration, interval)
        }
        #expect(taken > 200)
        #expect(zone.state.findings.count == balance.loss.findings + balance.overRegistration.findings)
        #expect(balance.loss.findings > 1)
    }

    /// Values that no block holds, one by one.
    @Test(arguments: [UInt64(1), 2, 3, 4]) func `both saturate alike`(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let loss = LossAllowance(
                fixedThousandthsPerHour: .random(in: 0 ... .max, using: &random),
                basisPoints: .random(in: 0...10_000, using: &random),
                toleranceBasisPoints: .random(in: 0...10_000, using: &random),
                threshold: .random(in: 0 ... .max, using: &random))
            let seconds = Int64.random(in: 60...3600, using: &random)
            var balance = PublicBalance(self.allowance(loss), intervalSeconds: seconds)
            var (test, over) = (DriftTest(), DriftTest())
            for number in 1...20 {
                var pending = PendingInterval(end: UTCTime(seconds: Int64(number) * seconds))
                pending.delivered = Self.value(&random)
                pending.metered = Self.value(&random)
                let taken = IntervalBalance(pending, loss, intervalSeconds: seconds)
                let drift = Int64(
                    clamping: Int128(max(0, pending.delivered)) * Int128(loss.toleranceBasisPoints) / 10)
                let cap = 2000 * Int64(loss.threshold)
                test.step(taken.unexplainedThousandths, drift: drift, cap: cap, end: pending.end)
                let surplus = taken.unexplainedThousandths.addingSaturated(taken.allowanceThousandths)
                over.step(Int64(0).subtractingSaturated(surplus), drift: drift, cap: cap, end: pending.end)
                balance.take(
                    BalancedInterval(end: pending.end, delivered: pending.delivered, metered: pending.metered))
                #expect(test.statistic == balance.loss.statistic)
                #expect(over.statistic == balance.overRegistration.statistic)
            }
        }
    }

    private static func value(_ random: inout SeededGenerator) -> Int64 {
        switch Int.random(in: 0...4, using: &random) {
        case 0: .min
        case 1: .max
        case 2: .random(in: .min ... .max, using: &random)
        default: .random(in: -4000...4000, using: &random)
        }
    }
}
