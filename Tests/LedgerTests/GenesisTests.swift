import Ledger
import TestSupport
import Testing

@Suite struct GenesisTests {
    @Test func valuesThatCannotWorkTogetherAreRefused() throws {
        var random = RandomRecords(generator: SeededGenerator(seed: 5))
        let good = random.genesis()
        #expect(good.problem == nil)
        let changes: [(inout Genesis) -> Void] = [
            { $0.timeZoneOffsetMinutes = 900 }, { $0.intervalSeconds = 0 }, { $0.intervalSeconds = 7000 },
            // Local midnight in India lies half an hour off the hours of UTC.
            { $0.intervalSeconds = 3600 }, { $0.principals[0].roles = .box },
            { $0.principals[1].key = $0.principals[0].key }, { $0.principals[1].label = $0.principals[0].label },
            {
                $0.isDemonstration = false; $0.policy.isIllustrative = true
            },
            {
                $0.isDemonstration = true; $0.policy.isIllustrative = true; $0.policy.billingPeriodSeconds = 1000
            },
            { $0.policy.noticePeriod = .clearDays(14) }, { $0.policy.noticePeriod = .seconds(99) },
            { $0.policy.billingPeriodSeconds = 0 }, { $0.policy.billingPeriodSeconds = .max },
            { $0.policy.switchingStartMinute = 960 }, { $0.policy.switchingWeekdays = 0xff },
            { $0.policy.freshnessSeconds = 0 }, { $0.policy.arrearsFloorPaise = -1 },
            { $0.policy.balanceGraceSeconds = .max }, { $0.policy.dueSeconds = .max },
            { $0.policy.intervalsPerSubmission = 0 }, { $0.policy.intervalsPerSubmission = 25 },
            // Divides no day of quarters of an hour.
            { $0.policy.intervalsPerSubmission = 5 },
        ]
        for (index, change) in changes.enumerated() {
            var genesis = good
            change(&genesis)
            #expect(genesis.problem != nil, "change \(index)")
            #expect(throws: (any Error).self, "change \(index)") { try Genesis(decoding: genesis.encoded()) }
        }
    }
}
