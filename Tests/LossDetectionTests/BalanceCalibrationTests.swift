import Metering
import Testing

@testable import LossDetection

@Suite struct BalanceCalibrationTests {
    /// As a registrar would write it down without knowing the node.
    private static let loose = LossAllowance(
        fixedThousandthsPerHour: 120_000, basisPoints: 400, toleranceBasisPoints: 200, threshold: 5000)
    private static let days = 45

    private func calibrate(
        _ intervals: [BalancedInterval], through day: Int = Self.days, registered: LossAllowance = Self.loose
    ) throws -> BalanceCalibration {
        try BalanceCalibration(
            intervals, intervalSeconds: 900, through: SimulatedNode.start.adding(seconds: Int64(day) * 86_400),
            registered: registered)
    }

    /// Why a window is refused.
    private func refusal(
        _ intervals: [BalancedInterval], through day: Int = Self.days, registered: LossAllowance = Self.loose
    ) throws -> CalibrationRefusal? {
        do {
            _ = try self.calibrate(intervals, through: day, registered: registered)
            return nil
        } catch let refusal as CalibrationRefusal {
            return refusal
        }
    }

    /// Findings of a loss and of over-registration, and the day on which the first was raised.
    private func findings(
        _ intervals: ArraySlice<BalancedInterval>, _ allowance: LossAllowance
    ) -> (count: Int, first: UTCTime?) {
        var (loss, overRegistration) = (DriftTest(), DriftTest())
        var (count, first) = (0, UTCTime?.none)
        func take(_ value: Int64, _ drift: Int64, _ end: UTCTime, in test: inout DriftTest) {
            switch test.take(value, drift: drift, threshold: Int64(allowance.threshold) * 1000, end: end) {
            case .quiet, .goesOn: break
            case .raises:
                test.finding = UInt32(count)
                (count, first) = (count + 1, first ?? end)
            case .ends: test = DriftTest()
            }
        }
        for interval in intervals {
            let step = allowance.step(delivered: interval.delivered, metered: interval.metered, seconds: 900)
            take(step.unexplained, step.drift, interval.end, in: &loss)
            take(step.surplus, step.drift, interval.end, in: &overRegistration)
        }
        return (count, first)
    }

    @Test func `days that are held out raise nothing, and a tap is found sooner than before`() throws {
        var (quiet, sooner) = (0, 0)
        for seed in UInt64(1)...20 {
            let clean = SimulatedNode(days: Self.days + 60, seed: seed).intervals
            let found = try self.calibrate(clean)
            #expect(found.proposed.atMost(Self.loose) == found.proposed && !found.needsMore)
            #expect(found.lossAlarmsPerYear <= 1 && found.overRegistrationAlarmsPerYear <= 1)
            let held = clean[(Self.days * 96)...]
            if self.findings(held, found.proposed).count == 0 { quiet += 1 }
            // 3 % of what the node takes, from the fifth of those days on.
            let onset = (Self.days + 5) * 96
            let tapped = SimulatedNode(
                days: Self.days + 60, seed: seed, theft: { $0 < onset ? 0 : 0.03 * $1 }
            ).intervals[(Self.days * 96)...]
            let before = self.findings(tapped, Self.loose).first ?? .init(milliseconds: .max)
            let now = try #require(self.findings(tapped, found.proposed).first)
            if now < before, now >= clean[onset].end { sooner += 1 }
        }
        #expect(quiet >= 18)
        #expect(sooner >= 18)
    }

    @Test(arguments: [(20, 45), (42, 45), (10, 20), (0, 30)])
    func `what was taken in a part of the window is not learned`(_ from: Int, _ to: Int) throws {
        for seed in UInt64(1)...5 {
            let node = SimulatedNode(
                days: Self.days, seed: seed, theft: { from * 96 <= $0 && $0 < to * 96 ? 0.03 * $1 : 0 })
            let refusal = try self.refusal(node.intervals)
            guard case .step(let since, let basisPoints) = refusal else {
                Issue.record("seed \(seed): \(refusal.map { "\($0)" } ?? "calibrated")")
                continue
            }
            let day = (since.seconds - SimulatedNode.start.seconds) / 86_400
            #expect(abs(day - Int64(from > 0 ? from : to)) <= 1)
            #expect((from > 0) == (basisPoints > 0))
        }
    }

    @Test func `what is taken by night only is seen too`() throws {
        for seed in UInt64(1)...5 {
            let node = SimulatedNode(
                days: Self.days, seed: seed, theft: { $0 >= 25 * 96 && $0 % 96 < 16 ? 0.022 * $1 : 0 })
            guard case .step = try self.refusal(node.intervals) else {
                Issue.record("seed \(seed)")
                continue
            }
        }
    }

    /// What is lost from the first day on looks like the node's own loss: it is told, and goes on being found.
    @Test func `a loss beyond the record is not allowed but told`() throws {
        let tight = LossAllowance(
            fixedThousandthsPerHour: 60_000, basisPoints: 200, toleranceBasisPoints: 100, threshold: 3000)
        for seed in UInt64(1)...5 {
            let intervals = SimulatedNode(days: Self.days, seed: seed, theft: { 0.06 * $1 }).intervals
            let found = try self.calibrate(intervals, registered: tight)
            #expect(found.needsMore && found.proposed.atMost(tight) == found.proposed)
            #expect(found.needed.basisPoints + found.needed.fixedThousandthsPerHour / 1000 > 260)
            #expect(found.lossAlarmsPerYear > 10)
            #expect(self.findings(intervals[...], found.proposed).count > 0)
        }
    }

    @Test func `meters that count more than is delivered are not calibrated away`() throws {
        var intervals = SimulatedNode(days: Self.days, seed: 3).intervals
        for index in intervals.indices { intervals[index].metered += intervals[index].metered / 10 }
        guard case .moreMeteredThanDelivered(let basisPoints) = try self.refusal(intervals) else {
            Issue.record("calibrated")
            return
        }
        #expect((400...1000).contains(basisPoints))
    }

    @Test func `order and repetitions do not matter`() throws {
        let intervals = SimulatedNode(days: Self.days, seed: 4).intervals
        let found = try self.calibrate(intervals)
        #expect(try self.calibrate(intervals.reversed() + intervals.prefix(700)) == found)
        #expect(found.intervals == Self.days * 96 && found.leftOut == 0)
        #expect(found.first == intervals.first?.end && found.last == intervals.last?.end)
    }

    @Test func `only the last weeks count, and nothing that comes behind`() throws {
        let node = SimulatedNode(days: 70, seed: 5, theft: { $0 < 15 * 96 || $0 >= 62 * 96 ? 0.1 * $1 : 0 })
        let found = try self.calibrate(node.intervals, through: 61)
        #expect(found.intervals == Self.days * 96)
        #expect(found.first == SimulatedNode.start.adding(seconds: 16 * 86_400 + 900))
        #expect(found.last == SimulatedNode.start.adding(seconds: 61 * 86_400))
    }

    @Test func `two weeks are needed`() throws {
        let intervals = SimulatedNode(days: 14, seed: 6).intervals
        #expect(
            try self.refusal(intervals.dropLast(), through: 14)
                == .tooFewIntervals(found: 14 * 96 - 1, needed: 14 * 96))
        #expect(try self.calibrate(intervals, through: 14).intervals == 14 * 96)
        #expect(try self.refusal([]) == .tooFewIntervals(found: 0, needed: 14 * 96))
        #expect(throws: CalibrationRefusal.interval(seconds: 7)) {
            try BalanceCalibration(intervals, intervalSeconds: 7, through: .init(seconds: 0), registered: Self.loose)
        }
    }

    @Test func `a node without a load has nothing to calibrate`() throws {
        var intervals = SimulatedNode(days: 20, seed: 7).intervals
        for index in intervals.indices { (intervals[index].delivered, intervals[index].metered) = (0, 0) }
        #expect(try self.refusal(intervals) == .nothingDelivered)
    }

    /// Values that cannot be are left out, and counted; where there are many, the window teaches nothing.
    @Test func `wild values neither trap nor teach`() throws {
        let clean = SimulatedNode(days: Self.days, seed: 8).intervals
        let found = try self.calibrate(clean)
        let wild: [Int64] = [.min, .max, -1_000_000_000_001, 1_000_000_000_001, 90_000_000]
        var intervals = clean
        for (index, value) in wild.enumerated() where index < 4 {
            intervals[700 * index + 300].delivered = value
        }
        let beside = try self.calibrate(intervals)
        #expect(beside.leftOut == 4)
        #expect(abs(Int(beside.proposed.basisPoints) - Int(found.proposed.basisPoints)) < 10)
        for (index, value) in wild.enumerated() { intervals[800 * index + 150].metered = value }
        guard case .wildValues(9) = try self.refusal(intervals) else {
            Issue.record("calibrated")
            return
        }
        // Two different ones of an interval: neither is believed.
        var twice = clean
        twice.append(BalancedInterval(end: clean[99].end, delivered: 1, metered: 1))
        #expect(try self.calibrate(twice).leftOut == 1)
    }

    @Test(arguments: [UInt64(1), 2, 3, 4]) func `whatever comes is answered`(_ seed: UInt64) {
        var random = TestDraws(seed: seed)
        func value() -> Int64 {
            switch Int(6 * random.next()) {
            case 0: .min
            case 1: .max
            case 2: Int64(1e12 * (2 * random.next() - 1))
            default: Int64(5000 * random.next())
            }
        }
        for _ in 0..<30 {
            let many = (0..<3000).map { number in
                BalancedInterval(
                    end: random.next() < 0.9
                        ? SimulatedNode.start.adding(seconds: Int64(number) * 900) : .init(milliseconds: value()),
                    delivered: value(), metered: value())
            }
            let registered = LossAllowance(
                fixedThousandthsPerHour: UInt32.max >> UInt32(32 * random.next()),
                basisPoints: UInt32.max >> UInt32(32 * random.next()),
                toleranceBasisPoints: UInt32(10_000 * random.next()),
                threshold: UInt32.max >> UInt32(32 * random.next()))
            let seconds: Int64 = [900, 900, 60, 3600, 0, .min, .max][Int(7 * random.next())]
            let through = random.next() < 0.7 ? many[2999].end : UTCTime(milliseconds: value())
            let found = try? BalanceCalibration(
                many, intervalSeconds: seconds, through: through, registered: registered)
            if let found { #expect(found.proposed.atMost(registered) == found.proposed) }
        }
    }

    /// Of Page's test in normal noise, against 400 runs of it.
    @Test(arguments: [(0.25, 8.0), (0.5, 4.0), (0.1, 12.0)])
    func `run lengths are those of the test`(_ drift: Double, _ threshold: Double) throws {
        var random = TestDraws(seed: 11)
        var sum = 0
        for _ in 0..<400 {
            var statistic = 0.0
            while statistic <= threshold {
                let normal = (0..<12).reduce(-6.0) { sum, _ in sum + random.next() }
                statistic = max(0, statistic + normal - drift)
                sum += 1
            }
        }
        let page = PageRunLength(drift: drift, deviation: 1)
        let expected = page.intervals(threshold: threshold)
        #expect(abs(Double(sum) / 400 - expected) < 0.15 * expected)
        let again = try #require(page.threshold(intervals: expected))
        #expect(abs(again - threshold) < 1e-6)
        #expect(PageRunLength(drift: -0.1, deviation: 1).threshold(intervals: 1000) == nil)
    }
}
