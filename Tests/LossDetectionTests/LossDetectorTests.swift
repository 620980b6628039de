import LossDetection
import Metering
import Testing

@Suite struct LossDetectorTests {
    @Test func quietFeederRaisesNothing() throws {
        let run = try SmallFeeder(days: 12).run()
        #expect(run.alarms.isEmpty)
        #expect(run.last == nil)
        #expect(run.detector.coverage.allSatisfy { $0.until != nil && $0.silentHouses.isEmpty })
    }

    @Test func steadyTapIsFoundOnItsPhase() throws {
        let run = try SmallFeeder(days: 14, event: .tap(watts: 150), eventDay: 8).run()
        let first = try #require(run.alarms.first)
        #expect(first.time >= SmallFeeder.start.adding(seconds: 8 * 86_400))
        #expect(first.time <= SmallFeeder.start.adding(seconds: 9 * 86_400 + 7200))
        let last = try #require(run.last)
        #expect(last.kind == .unmeteredLoad)
        #expect(last.phase == .l2)
        #expect(abs(last.energy - 150 * 24 * 6) < 0.04 * 150 * 24 * 6)
        #expect(abs(last.onset.seconds - SmallFeeder.start.seconds - 8 * 86_400) <= 6 * 3600)
    }

    @Test func slowedMeterIsNamed() throws {
        let run = try SmallFeeder(days: 14, event: .slowed(share: 0.6), eventDay: 8).run()
        let last = try #require(run.last)
        #expect(last.kind == .underRegistration)
        #expect(last.phase == .l2)
        #expect(last.suspects.first?.meter == .house(4))
    }

    @Test func houseOnAnotherPhaseThanRecordedIsMovedAndNotAccused() throws {
        let run = try SmallFeeder(days: 10, wronglyRecorded: 4).run()
        #expect(run.alarms.isEmpty)
        #expect(run.detector.housePhases[4] == [.l2])
    }

    @Test func energyIsNotLostOverAGap() throws {
        // The whole box is silent for a day, a house for two, inside a quiet month.
        let run = try SmallFeeder(
            days: 14,
            isMissing: { meter, interval in
                (500..<596).contains(interval) || (meter == .house(7) && (800..<1000).contains(interval))
            }
        ).run()
        #expect(run.alarms.isEmpty)
        #expect(run.last == nil)
    }

    @Test func silentHouseStopsItsPhaseOnlyAndIsNamed() throws {
        let run = try SmallFeeder(
            days: 10, event: .tap(watts: 200), eventDay: 6,
            isMissing: { meter, interval in meter == .house(8) && interval > 500 }
        ).run()
        #expect(run.last?.phase == .l2)
        let third = try #require(run.detector.coverage.first { $0.phase == .l3 })
        #expect(third.silentHouses == [8])
    }

    /// What is said at a time rests on what was read until then, whatever comes behind.
    @Test func laterReadingsChangeNothingThatWasSaid() throws {
        let calm = try SmallFeeder(days: 12, event: .tap(watts: 300), eventDay: 6).run()
        let longer = try SmallFeeder(days: 16, event: .tap(watts: 300), eventDay: 6).run()
        let end = SmallFeeder.start.adding(seconds: 12 * 86_400)
        let early = longer.alarms.filter { $0.time <= end }
        #expect(!calm.alarms.isEmpty && early.count == calm.alarms.count)
        for (one, other) in zip(early, calm.alarms) {
            #expect(one.time == other.time && one.kind == other.kind && one.energy == other.energy)
        }
    }

    @Test func repeatedReadingsChangeNothing() throws {
        let feeder = SmallFeeder(days: 12, event: .tap(watts: 300), eventDay: 6)
        let once = try feeder.run()
        var detector = try LossDetector(feeder.topology)
        for reading in feeder.readings {
            _ = try detector.take(reading)
            _ = try detector.take(reading)
        }
        let last = try #require(once.last)
        #expect(detector.conclude()?.energy == last.energy)
    }

    @Test func valuesThatAreNoNumbersAreLeftOut() throws {
        let feeder = SmallFeeder(days: 8)
        var detector = try LossDetector(feeder.topology)
        for (index, reading) in feeder.readings.enumerated() {
            #expect(try detector.take(reading) == nil)
            guard index % 50 == 0 else { continue }
            for value in [Double.nan, .infinity, -5, 1e300] {
                var odd = reading
                odd.value = value
                #expect(try detector.take(odd) == nil)
            }
        }
        #expect(detector.conclude() == nil)
    }

    /// A frame that was damaged tells a voltage that no grid has, now and then.
    @Test(arguments: [0.0, 23, 1e9]) func voltagesThatCannotBeMoveNoSuspect(_ volts: Double) throws {
        var feeder = SmallFeeder(days: 10, event: .located(house: 7), eventDay: 4)
        feeder.hasLines = true
        let clean = try #require(try feeder.run().last)
        var detector = try LossDetector(feeder.topology)
        for (index, reading) in feeder.readings.enumerated() {
            _ = try detector.take(reading)
            guard index % 400 == 0, reading.meter != .transformer else { continue }
            var odd = reading
            (odd.quantity, odd.value) = (.voltage(.l1), volts)
            _ = try detector.take(odd)
        }
        let concluded = detector.conclude()
        let last = try #require(concluded)
        #expect(last.suspects.map(\.meter) == clean.suspects.map(\.meter))
        #expect(abs(last.energy - clean.energy) < 1)
    }

    @Test func lampsOfOneStreetAreOneLoad() throws {
        var feeder = SmallFeeder(days: 12, event: .tap(watts: 300), eventDay: 6).topology
        func last(_ lamps: [Double]) throws -> LossJudgement {
            feeder.declaredLoads = lamps.map { DeclaredLoad(phase: .l1, watts: $0, schedule: .duskToDawn) }
            var detector = try LossDetector(feeder)
            for reading in SmallFeeder(days: 12, event: .tap(watts: 300), eventDay: 6).readings {
                _ = try detector.take(reading)
            }
            let concluded = detector.conclude()
            return try #require(concluded)
        }
        let one = try last([60])
        let many = try last(Array(repeating: 0.5, count: 120))
        #expect(one.phase == .l2 && many.phase == one.phase && many.energy == one.energy)
    }

    /// Eight months after the first reading, as in the first weeks, lamps are believed to burn as nights are long.
    @Test func lampsMoveWithTheSeasonForYears() throws {
        let last = 230
        let run = try SmallFeeder(
            days: last + 30, seed: 5, lamps: (watts: 1000, minutesLonger: 1.5),
            isMissing: { _, interval in interval < last * 96 && interval % (25 * 96) >= 96 }
        ).run()
        #expect(run.alarms.isEmpty && run.last == nil)
    }

    /// A register that is reset every morning is its own trouble, and hides no exchange elsewhere.
    @Test func meterThatStartsAnewEveryDayRaisesNothing() throws {
        let feeder = SmallFeeder(days: 60)
        var detector = try LossDetector(feeder.topology)
        var alarms = 0
        var base = 0.0
        for reading in feeder.readings {
            var reading = reading
            let second = reading.time.seconds - SmallFeeder.start.seconds
            if reading.meter == .house(0) {
                if second % 86_400 < 900 { base = reading.value }
                reading.value -= base
            }
            if try detector.take(reading) != nil { alarms += 1 }
        }
        #expect(alarms == 0)
    }

    @Test func unsortedReadingsAndClockJumpsAreRefused() throws {
        let feeder = SmallFeeder(days: 2)
        var detector = try LossDetector(feeder.topology)
        for reading in feeder.readings { _ = try detector.take(reading) }
        var late = try #require(feeder.readings.first)
        #expect(throws: LossDetectionError.self) { try detector.take(late) }
        late.time = SmallFeeder.start.adding(seconds: 100 * 86_400)
        #expect(throws: LossDetectionError.self) { try detector.take(late) }
    }

    @Test func emptyAndMissingReadingsGiveNotEnoughData() throws {
        var detector = try LossDetector(SmallFeeder(days: 1).topology)
        #expect(detector.conclude() == nil)
        #expect(detector.coverage.allSatisfy { $0.until == nil })
        let run = try SmallFeeder(days: 5, isMissing: { meter, _ in meter == .transformer }).run()
        #expect(run.last == nil)
        #expect(run.detector.coverage.allSatisfy { $0.until == nil && $0.isTransformerSilent })
        #expect(run.detector.sensitivity().isEmpty)
    }

    @Test func oneHouseIsEnough() throws {
        var topology = SmallFeeder(days: 1).topology
        topology.houses = [topology.houses[0]]
        var detector = try LossDetector(topology)
        for reading in SmallFeeder(days: 4).readings where reading.meter == .transformer || reading.meter == .house(0) {
            _ = try detector.take(reading)
        }
        // What the eight others take is missing below the transformer.
        #expect(detector.conclude() != nil)
    }

    @Test func topologiesThatCannotBeAreRefused() {
        var topology = SmallFeeder(days: 1).topology
        topology.houses = []
        #expect(throws: LossDetectionError.self) { try LossDetector(topology) }
        topology = SmallFeeder(days: 1).topology
        topology.houses[1].label = "H0"
        #expect(throws: LossDetectionError.self) { try LossDetector(topology) }
        topology = SmallFeeder(days: 1).topology
        topology.intervalSeconds = 700
        #expect(throws: LossDetectionError.self) { try LossDetector(topology) }
        topology = SmallFeeder(days: 1).topology
        topology.transformer.ratedKVA = .nan
        #expect(throws: LossDetectionError.self) { try LossDetector(topology) }
        topology = SmallFeeder(days: 1).topology
        topology.lines = Array(
            repeating: LineFacts(from: "A", to: "B", ohms: 0.1), count: FeederTopology.mostLines + 1)
        #expect(throws: LossDetectionError.self) { try LossDetector(topology) }
    }

    /// A tap of three times what the detector says that it would see is seen in that time, one of a third is not said.
    @Test func sensitivityTellsWhatWouldBeSeen() throws {
        let quiet = try SmallFeeder(days: 12).run()
        let week = try #require(quiet.detector.sensitivity().first { $0.phase == .l2 && $0.days == 7 })
        let loud = try SmallFeeder(days: 19, event: .tap(watts: 3 * week.watts), eventDay: 12).run()
        #expect(loud.last?.phase == .l2)
        let faint = try SmallFeeder(days: 19, event: .tap(watts: week.watts / 3), eventDay: 12).run()
        #expect(faint.alarms.isEmpty)
    }
}
