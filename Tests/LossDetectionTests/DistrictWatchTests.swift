import LossDetection
import Metering
import Testing

/// Districts of a water network: balance and night flow.
@Suite struct DistrictWatchTests {
    private func day(_ number: Int) -> UTCTime { SmallDistrict.start.adding(seconds: Int64(number) * 86_400) }

    @Test(arguments: [UInt64(1), 2, 3]) func quietDistrictRaisesNothing(_ seed: UInt64) throws {
        let run = try SmallDistrict(days: 45, seed: seed).run()
        #expect(run.alarms.isEmpty && run.last == nil)
        #expect(run.watch.coverage.until != nil && run.watch.coverage.silentHouses == [])
        var alone = SmallDistrict(days: 45, seed: seed)
        alone.readsCustomers = false
        let inlet = try alone.run()
        #expect(inlet.alarms.isEmpty && inlet.last == nil && inlet.watch.nightFlows.count >= 43)
    }

    @Test(arguments: [UInt64(1), 2, 3]) func leakIsFoundByTheBalance(_ seed: UInt64) throws {
        let run = try SmallDistrict(days: 24, seed: seed, event: .leak(flow: 40), eventDay: 14).run()
        let first = try #require(run.alarms.first)
        #expect(first.time >= self.day(14) && first.time <= self.day(16))
        let last = try #require(run.last)
        #expect(last.kind == .leak && last.test == .balance)
        #expect(abs(last.energy - 40 * 240) < 0.1 * 40 * 240)
        #expect(abs(last.onset.seconds - self.day(14).seconds) <= 12 * 3600)
    }

    @Test(arguments: [UInt64(1), 2, 3]) func leakIsFoundByTheNightsWhereCustomersAreNotRead(_ seed: UInt64) throws {
        var district = SmallDistrict(days: 30, seed: seed, event: .leak(flow: 60), eventDay: 16)
        district.readsCustomers = false
        let run = try district.run()
        let first = try #require(run.alarms.first)
        #expect(first.time >= self.day(16) && first.time <= self.day(20))
        let last = try #require(run.last)
        #expect(last.kind == .leak && last.test == .nightFlow && last.suspects.isEmpty)
        #expect(abs(last.energy - 60 * 24 * 14) < 0.25 * 60 * 24 * 14)
        #expect(abs(last.onset.seconds - self.day(16).seconds) <= 2 * 86_400)
    }

    /// It draws when people are awake: no leak.
    @Test func useWithoutAMeterIsToldFromALeak() throws {
        let run = try SmallDistrict(days: 26, event: .garden(flow: 500), eventDay: 14).run()
        let last = try #require(run.last)
        #expect(last.kind == .unmeteredLoad)
        #expect(abs(last.energy - 1500 * 12) < 0.1 * 1500 * 12)
    }

    @Test func meterThatCountsTooLittleIsNamed() throws {
        let run = try SmallDistrict(days: 40, event: .slowed(share: 0.4), eventDay: 14).run()
        let last = try #require(run.last)
        #expect(last.kind == .underRegistration && last.suspects.first?.meter == .house(4))
    }

    @Test func nightsGoOnBeingWatchedWhereACustomerIsSilent() throws {
        let run = try SmallDistrict(
            days: 34, event: .leak(flow: 80), eventDay: 18,
            isMissing: { meter, interval in meter == .house(3) && interval > 10 * 96 }
        ).run()
        #expect(run.watch.coverage.silentHouses == [3])
        #expect(run.last?.kind == .leak && run.last?.test == .nightFlow)
    }

    /// What customers' meters count at night is no leak.
    @Test func tankThatFillsAtNightIsNoLeak() throws {
        let run = try SmallDistrict(days: 34, event: .tank(flow: 120), eventDay: 18).run()
        #expect(run.alarms.isEmpty && run.last == nil)
    }

    @Test func fewNightsAreNotEnoughData() throws {
        var district = SmallDistrict(days: 5)
        district.readsCustomers = false
        #expect(try district.run().watch.coverage.until == nil)
        district.days = 12
        let until = try #require(try district.run().watch.coverage.until)
        #expect(until > self.day(10) && until < self.day(12))
    }

    @Test func gapsAreNoFlow() throws {
        // The box is away for some hours of every third night, and fills in afterwards what flowed.
        var district = SmallDistrict(
            days: 40, isMissing: { _, interval in interval / 96 % 3 == 0 && (2..<14).contains(interval % 96) })
        district.readsCustomers = false
        let run = try district.run()
        #expect(run.alarms.isEmpty && run.last == nil)
    }

    @Test func districtsThatCannotBeAreRefused() {
        var topology = SmallDistrict(days: 1).topology
        topology.mostInflow = .nan
        #expect(throws: LossDetectionError.self) { try DistrictWatch(topology) }
        topology = SmallDistrict(days: 1).topology
        topology.offsetMinutes = 10_000
        #expect(throws: LossDetectionError.self) { try DistrictWatch(topology) }
        // An hour of a night is whole intervals.
        topology = SmallDistrict(days: 1).topology
        topology.intervalSeconds = 2700
        #expect(throws: LossDetectionError.self) { try DistrictWatch(topology) }
        topology = SmallDistrict(days: 1).topology
        topology.customers = []
        topology.inlet.accuracyClass = 0
        #expect(throws: LossDetectionError.self) { try DistrictWatch(topology) }
    }

    @Test func clockJumpsAreRefusedWithAndWithoutCustomers() throws {
        for readsCustomers in [true, false] {
            var district = SmallDistrict(days: 2)
            district.readsCustomers = readsCustomers
            var watch = try DistrictWatch(district.topology)
            for reading in district.readings { _ = try watch.take(reading) }
            var odd = try #require(district.readings.first)
            #expect(throws: LossDetectionError.self) { try watch.take(odd) }
            odd.time = self.day(100)
            #expect(throws: LossDetectionError.self) { try watch.take(odd) }
        }
    }

    /// What is said at a time rests on what was read until then.
    @Test func laterReadingsChangeNothingThatWasSaid() throws {
        let short = try SmallDistrict(days: 20, event: .leak(flow: 60), eventDay: 12).run()
        let long = try SmallDistrict(days: 24, event: .leak(flow: 60), eventDay: 12).run()
        let early = long.alarms.filter { $0.time <= self.day(20) }
        #expect(!short.alarms.isEmpty && early.map(\.energy) == short.alarms.map(\.energy))
    }
}
