import Enforcement
import TestSupport
import Testing

/// Pairing by what pulse meters count: pure, on a street of taps that a test opens, shuts and breaks.
@Suite struct FlowTrialTests {
    private static func run(
        _ meters: [PulseStreet.Meter], seed: UInt64 = 1, _ change: (inout PulseStreet) -> Void = { _ in }
    ) -> PairingVerdict {
        var street = PulseStreet(meters, seed: seed)
        change(&street)
        return street.pair("A")
    }

    @Test func aMeterThatStandsStillAndComesBackIsPaired() {
        let verdict = Self.run([
            .init("A", perMinute: 30, isCut: true), .init("B", perMinute: 20), .init("C", perMinute: 0),
        ])
        #expect(verdict.isPaired && verdict.reasons == ["A stood still and came back"], "\(verdict)")
        #expect(verdict.unseen == ["C"])
    }

    @Test func anotherMeterThatStandsStillTooRefuses() {
        let verdict = Self.run([.init("A", perMinute: 30, isCut: true), .init("B", perMinute: 20, isCut: true)])
        #expect(!verdict.isPaired, "\(verdict)")
        #expect(verdict.reasons == ["A stood still and came back", "B stood still too"], "\(verdict)")
    }

    @Test func theValveOfAnotherMeterRefuses() {
        let verdict = Self.run([.init("A", perMinute: 30), .init("B", perMinute: 20, isCut: true)])
        #expect(!verdict.isPaired && verdict.reasons.first?.contains("A did not stand") == true, "\(verdict)")
    }

    @Test func aValveThatLeaksRefuses() {
        let verdict = Self.run([.init("A", perMinute: 30, isCut: true, leakPerMinute: 15)])
        #expect(!verdict.isPaired && verdict.reasons.first?.contains("does not shut") == true, "\(verdict)")
    }

    @Test func whatFlowsWhileTheValveTravelsIsNotHeldAgainstIt() {
        let verdict = Self.run([.init("A", perMinute: 30, isCut: true)]) { $0.travelSeconds = 115 }
        #expect(verdict.isPaired, "\(verdict)")
    }

    @Test func aTapThatWasShutMeanwhileDoesNotComeBack() {
        let verdict = Self.run([.init("A", perMinute: 30, isCut: true)]) { $0.tapShutsWhenOpened = true }
        #expect(!verdict.isPaired && verdict.reasons.first?.contains("did not come back") == true, "\(verdict)")
    }

    @Test func aFlowThatIsTooSmallMovesNothing() {
        var street = PulseStreet([.init("A", perMinute: 0.4, isCut: true)], seed: 3)
        let verdict = street.pair("A")
        #expect(!verdict.isPaired && verdict.reasons.first?.contains("open more taps") == true, "\(verdict)")
        #expect(!street.wasOpened && street.seconds <= 901)
    }

    /// A burst of pulses, such as a register that jumps, tells of no flow.
    @Test func aBurstMovesNothing() {
        var street = PulseStreet([.init("A", perMinute: 0, isCut: true)], seed: 3)
        street.burst = (atSecond: 100, pulses: 500)
        #expect(!street.pair("A").isPaired && !street.wasOpened)
    }

    @Test func aRegisterThatGoesBackRefuses() {
        for second in [10.0, 200] {
            let verdict = Self.run([.init("A", perMinute: 30, isCut: true)]) { $0.clearedAtSecond = second }
            #expect(!verdict.isPaired && verdict.reasons.first?.contains("went back") == true, "\(verdict)")
        }
    }

    @Test func whatDoesNotAnswerIsNamed() {
        var trial = FlowTrial(label: "A", limits: FlowLimits())
        for (sight, words) in [
            (MeterSight.silent, "does not answer"), (.unreadable, "cannot be read"),
            (.answers(milliamperes: 3), "no count"),
        ] {
            guard case .over(let verdict) = trial.take(["A": sight], at: 0) else {
                Issue.record("it goes on with \(sight)")
                continue
            }
            #expect(!verdict.isPaired && verdict.reasons.first?.contains(words) == true)
            trial = FlowTrial(label: "A", limits: FlowLimits())
        }
    }

    /// An electricity meter of the same box: its current may go up and down, but not be gone all the time.
    @Test(arguments: [(0, 0, "B dropped too"), (0, 900, nil), (900, 0, nil)] as [(Int64, Int64, String?)])
    func aCurrentThatIsGoneAllTheTimeRefuses(first: Int64, second: Int64, fault: String?) {
        let verdict = Self.run([.init("A", perMinute: 30, isCut: true)]) {
            $0.currentsOfB = (before: 900, shut: [first, second])
        }
        #expect(verdict.isPaired == (fault == nil) && (fault == nil || verdict.reasons.last == fault), "\(verdict)")
    }

    /// A counter or a clock at the ends of its range ends the trial, or lets it go on; nothing traps.
    @Test(
        arguments: [
            [.min, .max], [.min, -1, .max], [0, .max], [.min, 0], [.max, .min, .max],
            (-6...5).map { $0 * (Int64.max / 6) },
        ] as [[Int64]])
    func countersAtTheirEnds(pulses: [Int64]) {
        let times: [Int64] = [.min, .min + 1, -1, 0, 1, .max - 1, .max]
        for start in times {
            for end in times where end >= start {
                var trial = FlowTrial(label: "A", limits: FlowLimits())
                for (index, count) in pulses.enumerated() {
                    let at = index == pulses.count - 1 ? end : start
                    let step = trial.take(["A": .counts(count, atMonotonicNanoseconds: at)], at: at)
                    if step == .open { trial.opened(at: at) }
                    if step == .close { trial.closed(at: at) }
                }
                #expect(trial.windowNanoseconds >= 0 && trial.seen.count == 1)
            }
        }
    }

    /// Whatever the street is like: paired only where the contact cuts this meter, and no other that could be missed.
    @Test func neverPairsWithoutTheDropOfThisMeterAlone() {
        var random = SeededGenerator(seed: 20)
        var paired = 0
        for seed in 0..<400 as Range<UInt64> {
            let flows = [0.3, 2, 12, 60, 200]
            let meters = ["A", "B", "C"].map { label in
                PulseStreet.Meter(
                    label, perMinute: flows.randomElement(using: &random) ?? 0, isCut: .random(using: &random),
                    leakPerMinute: Int.random(in: 0..<4, using: &random) == 0 ? 10 : 0)
            }
            let verdict = Self.run(meters, seed: seed)
            guard verdict.isPaired else { continue }
            paired += 1
            #expect(meters[0].isCut && meters[0].leakPerMinute == 0, "\(seed): \(meters)")
            for other in meters.dropFirst() where other.isCut && other.leakPerMinute == 0 {
                #expect(verdict.unseen.contains(other.label), "\(seed): \(meters)")
            }
        }
        #expect(paired > 20)
    }

    /// People at a gate that nothing shut: it stands still for so long by chance in fewer than one trial of a thousand.
    @Test func chanceAloneHardlyEverPairs() {
        let trials = 5000
        let paired = (0..<trials).count { Self.run([.init("A", perMinute: 8)], seed: UInt64($0)).isPaired }
        #expect(paired <= trials / 1000, "\(paired) of \(trials)")
    }
}
