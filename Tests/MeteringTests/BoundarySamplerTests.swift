import Metering
import TestSupport
import Testing

@Suite struct BoundarySamplerTests {
    /// A multiple of 900 s.
    private static let start: Int64 = 1_767_587_400

    private func at(_ seconds: Int64, _ milliseconds: Int64 = 0) -> UTCTime {
        UTCTime(milliseconds: (Self.start + seconds) * 1000 + milliseconds)
    }

    private func boundary(
        _ seconds: Int64, _ value: Int64, _ quality: Quality = .valid, skew: Int64
    ) -> BoundaryValue {
        BoundaryValue(
            boundary: self.at(seconds), value: value, quality: quality, skewMilliseconds: skew,
            method: quality == .estimated ? .linear : nil)
    }

    @Test func interpolatesBetweenTheSamplesOnBothSides() throws {
        var sampler = BoundarySampler(intervalSeconds: 900)
        #expect(try sampler.add(value: 1000, at: self.at(880), quality: .valid).isEmpty)
        #expect(
            try sampler.add(value: 1040, at: self.at(910), quality: .valid)
                == [self.boundary(900, 1026, skew: 10_000)])
        #expect(try sampler.add(value: 1050, at: self.at(1000), quality: .valid).isEmpty)
    }

    @Test func fallingValuesAreRoundedDownToo() throws {
        var sampler = BoundarySampler(intervalSeconds: 900)
        _ = try sampler.add(value: 10, at: self.at(890), quality: .suspect)
        #expect(
            try sampler.add(value: 0, at: self.at(920), quality: .valid)
                == [self.boundary(900, 6, .suspect, skew: 10_000)])
    }

    @Test func aSampleOnTheBoundaryIsExact() throws {
        var sampler = BoundarySampler(intervalSeconds: 900)
        #expect(
            try sampler.add(value: 7, at: self.at(0), quality: .suspect) == [self.boundary(0, 7, .suspect, skew: 0)])
        #expect(
            try sampler.add(value: 19, at: self.at(900), quality: .valid) == [self.boundary(900, 19, .valid, skew: 0)])
        #expect(try sampler.add(value: 20, at: self.at(900, 1), quality: .valid).isEmpty)
    }

    @Test func boundariesInsideALongGapAreEstimates() throws {
        var sampler = BoundarySampler(intervalSeconds: 900)
        _ = try sampler.add(value: 0, at: self.at(890), quality: .valid)
        #expect(
            try sampler.add(value: 2710, at: self.at(3600), quality: .valid) == [
                self.boundary(900, 10, .estimated, skew: 10_000), self.boundary(1800, 910, .estimated, skew: 910_000),
                self.boundary(2700, 1810, .estimated, skew: 900_000), self.boundary(3600, 2710, .valid, skew: 0),
            ])
        var patient = BoundarySampler(intervalSeconds: 900, maximumGapSeconds: 3600)
        _ = try patient.add(value: 0, at: self.at(890), quality: .valid)
        #expect(try patient.add(value: 2710, at: self.at(3600), quality: .valid).allSatisfy { $0.quality == .valid })
    }

    @Test func aGapTooLongToEstimateHasNoValuesInside() throws {
        var sampler = BoundarySampler(intervalSeconds: 900, maximumEstimateSeconds: 7200)
        _ = try sampler.add(value: 0, at: self.at(0), quality: .valid)
        #expect(try sampler.add(value: 8, at: self.at(7200), quality: .valid).count == 8)
        #expect(try sampler.add(value: 17, at: self.at(14_401), quality: .valid).isEmpty)
        let next = try sampler.add(value: 17, at: self.at(15_300), quality: .valid)
        #expect(next == [self.boundary(15_300, 17, skew: 0)])
        // The sample after the gap lies on a boundary, and is a reading.
        let far = try sampler.add(value: 30, at: self.at(36_000), quality: .valid)
        #expect(far == [self.boundary(36_000, 30, skew: 0)])
    }

    @Test func qualityIsTheWorstOfBothSides() throws {
        for left in Quality.allCases where left != .missing {
            for right in Quality.allCases where right != .missing {
                var sampler = BoundarySampler(intervalSeconds: 900)
                _ = try sampler.add(value: 0, at: self.at(890), quality: left)
                let values = try sampler.add(value: 20, at: self.at(910), quality: right)
                #expect(values.map(\.quality) == [Quality.worst(left, right)])
            }
        }
        #expect(Quality.worst(.valid, .suspect) == .suspect)
        #expect(Quality.worst(.substituted, .estimated) == .substituted)
    }

    @Test func lateAndUselessSamplesAreRefusedAndChangeNothing() throws {
        var sampler = BoundarySampler(intervalSeconds: 900)
        _ = try sampler.add(value: 0, at: self.at(890), quality: .valid)
        let before = sampler
        for seconds in [890, 889, -1] as [Int64] {
            #expect(throws: BoundarySampleError.late(sample: self.at(seconds), last: self.at(890))) {
                try sampler.add(value: 5, at: self.at(seconds), quality: .valid)
            }
        }
        #expect(throws: BoundarySampleError.missingValue(self.at(900))) {
            try sampler.add(value: 5, at: self.at(900), quality: .missing)
        }
        for time in [Int64.min, -1, .max] {
            #expect(throws: BoundarySampleError.timeOutOfRange(UTCTime(milliseconds: time))) {
                try sampler.add(value: 5, at: UTCTime(milliseconds: time), quality: .valid)
            }
        }
        #expect(sampler == before)
    }

    @Test func aGapOfYearsIsAnErrorAndNotAFlood() throws {
        var sampler = BoundarySampler(intervalSeconds: 1, maximumBoundaries: 100)
        _ = try sampler.add(value: 0, at: self.at(0), quality: .valid)
        #expect(throws: BoundarySampleError.gapTooLong(from: self.at(0), to: self.at(101), boundaries: 101)) {
            try sampler.add(value: 5, at: self.at(101), quality: .valid)
        }
        #expect(try sampler.add(value: 6, at: self.at(102), quality: .valid) == [self.boundary(102, 6, skew: 0)])
    }

    @Test func restartDrawsNoLineFromTheOldMeter() throws {
        var sampler = BoundarySampler(intervalSeconds: 900)
        _ = try sampler.add(value: 1_000_000, at: self.at(890), quality: .valid)
        sampler.restart()
        #expect(try sampler.add(value: 3, at: self.at(910), quality: .valid).isEmpty)
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func boundariesAreCompleteMonotoneAndBetweenTheirSamples(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let interval = ([1, 60, 900, 1800, 86_400] as [Int64]).randomElement(using: &random) ?? 900
        var sampler = BoundarySampler(intervalSeconds: interval)
        var time = self.at(Int64.random(in: 0...100_000, using: &random))
        var value = Int64.random(in: 0...(1 << 60), using: &random)
        var boundaries = try sampler.add(value: value, at: time, quality: .valid)
        for _ in 0..<200 {
            let next = time.adding(milliseconds: Int64.random(in: 1...(interval * 3000), using: &random))
            let nextValue = value + Int64.random(in: 0...100_000, using: &random)
            let new = try sampler.add(value: nextValue, at: next, quality: .valid)
            #expect(
                new.allSatisfy { (value...nextValue).contains($0.value) && time < $0.boundary && $0.boundary <= next })
            boundaries += new
            (time, value) = (next, nextValue)
        }
        for (left, right) in zip(boundaries, boundaries.dropFirst()) {
            #expect(right.boundary == left.boundary.adding(seconds: interval))
            #expect(right.value >= left.value)
        }
    }

    @Test func extremeValuesDoNotTrap() throws {
        var sampler = BoundarySampler(intervalSeconds: .max, maximumGapSeconds: .max, maximumBoundaries: 10_000)
        _ = try sampler.add(value: .min, at: UTCTime(milliseconds: 0), quality: .valid)
        let values = try sampler.add(value: .max, at: UTCTime(milliseconds: 253_402_300_799_999), quality: .valid)
        #expect(!values.isEmpty)
        var least = BoundarySampler(intervalSeconds: 0, maximumGapSeconds: -5, maximumBoundaries: 0)
        #expect(try least.add(value: 1, at: UTCTime(milliseconds: 1), quality: .valid).isEmpty)
    }
}
