import Metering
import TestSupport
import Testing

@Suite struct DriftTestTests {
    private static func value(_ random: inout SeededGenerator) -> Int64 {
        switch Int.random(in: 0...4, using: &random) {
        case 0: .min
        case 1: .max
        case 2: .random(in: .min ... .max, using: &random)
        default: .random(in: -4000...4000, using: &random)
        }
    }

    /// Values that no block holds: nothing traps, and the statistic stays within its cap.
    @Test(arguments: [UInt64(1), 2, 3, 4]) func everythingSaturates(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let loss = LossAllowance(
                fixedThousandthsPerHour: .random(in: 0 ... .max, using: &random),
                basisPoints: .random(in: 0...LossAllowance.allBasisPoints, using: &random),
                toleranceBasisPoints: .random(in: 0...LossAllowance.allBasisPoints, using: &random),
                threshold: .random(in: 0 ... .max, using: &random))
            let seconds = Int64.random(in: 60...3600, using: &random)
            let threshold = Int64(loss.threshold) * 1000
            var (test, over) = (DriftTest(), DriftTest())
            for number in 1...20 as ClosedRange<Int64> {
                let (delivered, metered) = (Self.value(&random), Self.value(&random))
                let step = loss.step(delivered: delivered, metered: metered, seconds: seconds)
                #expect(step.allowed >= 0 && step.drift >= 0)
                let end = UTCTime(seconds: number * seconds)
                _ = test.take(step.unexplained, drift: step.drift, threshold: threshold, end: end)
                _ = over.take(step.surplus, drift: step.drift, threshold: threshold, end: end)
                #expect((0...2 * threshold).contains(test.statistic) && (0...2 * threshold).contains(over.statistic))
            }
        }
    }

    /// Against sums in wide numbers, for values that a node has.
    @Test func stepIsDeliveredLessMeteredLessAllowance() {
        var random = SeededGenerator(seed: 5)
        for _ in 0..<500 {
            let loss = LossAllowance(
                fixedThousandthsPerHour: .random(in: 0...90_001, using: &random),
                basisPoints: .random(in: 0...300, using: &random),
                toleranceBasisPoints: .random(in: 0...150, using: &random), threshold: 500)
            let (delivered, metered) = (
                Int64.random(in: 0...9000, using: &random), Int64.random(in: 0...9000, using: &random)
            )
            let step = loss.step(delivered: delivered, metered: metered, seconds: 900)
            let allowed = Int64(loss.fixedThousandthsPerHour) / 4 + delivered * Int64(loss.basisPoints) / 10
            #expect(step.allowed == allowed && step.unexplained == (delivered - metered) * 1000 - allowed)
            #expect(step.surplus == (metered - delivered) * 1000)
            #expect(step.drift == delivered * Int64(loss.toleranceBasisPoints) / 10)
        }
    }

    @Test func findingIsRaisedGoesOnAndEndsAfterEightQuietIntervals() {
        var test = DriftTest()
        func take(_ value: Int64, _ number: Int64) -> DriftTest.Turn {
            test.take(value, drift: 10, threshold: 100, end: UTCTime(seconds: 900 * number))
        }
        #expect(take(70, 1) == .quiet && test.statistic == 60 && test.onset == UTCTime(seconds: 900))
        #expect(take(70, 2) == .raises && test.energy == 140)
        test.finding = 3
        #expect(take(500, 3) == .goesOn && test.statistic == 200)
        for number in 4...10 as ClosedRange<Int64> { #expect(take(-500, number) == .quiet) }
        #expect(take(-500, 11) == .ends)
    }
}
