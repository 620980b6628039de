import Metering
import TestSupport
import Testing

/// Readings at minutes, a connection of 6000 Wh in an hour: 100 Wh in a minute and one of rounding.
@Suite struct RegisterCounterTests {
    private static let start: Int64 = 1_767_587_400

    private func counter(
        modulus: Int64? = nil, backwardTolerance: Int64? = nil, lowWord: Int64? = nil, confirmations: Int = 1
    ) -> RegisterCounter {
        RegisterCounter(
            CounterConfiguration(
                maximumUnitsPerHour: 6000, modulus: modulus, backwardTolerance: backwardTolerance,
                lowWordUnits: lowWord, confirmations: confirmations))
    }

    private func minute(_ minute: Int64) -> UTCTime { UTCTime(seconds: Self.start + minute * 60) }

    private struct Step {
        let minute: Int64
        let value: Int64
        var serial: String?
        let rule: CounterRule
        var increment: Int64 = 0

        init(_ minute: Int64, _ value: Int64, _ rule: CounterRule, _ increment: Int64 = 0, serial: String? = nil) {
            (self.minute, self.value, self.rule) = (minute, value, rule)
            (self.increment, self.serial) = (increment, serial)
        }
    }

    private func expect(
        _ steps: [Step], of counter: RegisterCounter, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        var counter = counter
        for step in steps {
            let outcome = counter.update(value: step.value, at: self.minute(step.minute), serial: step.serial)
            #expect(outcome.rule == step.rule, "minute \(step.minute)", sourceLocation: sourceLocation)
            #expect(outcome.increment == step.increment, "minute \(step.minute)", sourceLocation: sourceLocation)
        }
    }

    @Test func booksWhatTheRatingAllows() {
        self.expect(
            [
                Step(0, 1000, .first), Step(1, 1050, .normal, 50), Step(2, 1050, .normal, 0),
                Step(3, 1151, .normal, 101),
                Step(4, 1253, .suspect), Step(5, 1253, .normal, 102),
            ], of: self.counter())
    }

    @Test func aGapIsBookedWhole() {
        self.expect(
            [Step(0, 1000, .first), Step(1, 1010, .normal, 10), Step(1440, 101_010, .normal, 100_000)],
            of: self.counter())
    }

    @Test func aJumpIsBookedOnlyAfterASecondReading() {
        self.expect(
            [
                Step(0, 1000, .first), Step(1, 1010, .normal, 10), Step(2, 90_000, .suspect),
                Step(3, 90_050, .jumpConfirmed, 89_040), Step(4, 90_060, .normal, 10),
            ], of: self.counter())
    }

    @Test func aJumpThatGoesAwayIsNeverBooked() {
        self.expect(
            [
                Step(0, 1000, .first), Step(1, 1010, .normal, 10), Step(2, 90_000, .suspect),
                Step(3, 1030, .normal, 20),
                Step(4, 90_000, .suspect), Step(5, 80_000, .suspect), Step(6, 70_000, .suspect),
                Step(7, 1100, .normal, 70),
            ], of: self.counter())
    }

    @Test func moreConfirmationsWhereAsked() {
        self.expect(
            [
                Step(0, 1000, .first), Step(1, 1000, .normal), Step(2, 90_000, .suspect), Step(3, 90_001, .suspect),
                Step(4, 90_002, .jumpConfirmed, 89_002),
            ], of: self.counter(confirmations: 2))
    }

    @Test func aWrongFirstReadingBooksNothing() {
        self.expect(
            [
                Step(0, 1000, .first), Step(1, 90_000, .suspect), Step(2, 90_010, .first, 10),
                Step(3, 90_020, .normal, 10),
            ], of: self.counter())
        self.expect(
            [Step(0, 90_000, .first), Step(1, 1000, .suspect), Step(2, 1010, .first, 10), Step(3, 1020, .normal, 10)],
            of: self.counter())
    }

    @Test func rollsOverOnlyWithAKnownModulusAndWithinTheRating() {
        self.expect(
            [
                Step(0, 999_950, .first), Step(1, 999_990, .normal, 40), Step(2, 20, .suspect),
                Step(3, 30, .rollover, 40), Step(4, 40, .normal, 10),
            ],
            of: self.counter(modulus: 1_000_000))
        // 500 Wh over the top in a minute is more than the rating allows.
        self.expect(
            [Step(0, 999_950, .first), Step(1, 999_990, .normal, 40), Step(2, 490, .suspect)],
            of: self.counter(modulus: 1_000_000))
        self.expect([Step(0, 999_990, .first), Step(1, 999_990, .normal), Step(2, 20, .suspect)], of: self.counter())
        // After ten days the rating allows more than half a turn: it could as well be a reset.
        self.expect(
            [Step(0, 999_990, .first), Step(1, 999_990, .normal), Step(14_400, 20, .suspect)],
            of: self.counter(modulus: 1_000_000))
    }

    @Test func aZeroJustBeforeTheEndIsNoRollover() {
        self.expect(
            [
                Step(0, 999_900, .first), Step(1, 999_950, .normal, 50), Step(2, 0, .suspect),
                Step(3, 999_990, .normal, 40), Step(4, 20, .suspect), Step(5, 30, .rollover, 40),
            ], of: self.counter(modulus: 1_000_000))
        // Zeros that stay are taken for the end, and what was booked for it comes off when they go: 50 less 40.
        var counter = self.counter(modulus: 1_000_000)
        let readings: [(Int64, Int64)] = [(0, 999_900), (1, 999_950), (2, 0), (3, 0), (4, 999_980), (5, 999_990)]
        let outcomes = readings.map { counter.update(value: $1, at: self.minute($0), serial: nil) }
        #expect(outcomes.map(\.rule) == [.first, .normal, .suspect, .rollover, .suspect, .restored])
        #expect(outcomes.map(\.increment) == [0, 50, 0, 50, 0, 0])
        #expect(outcomes.map(\.credit) == [0, 0, 0, 0, 0, 10])
    }

    @Test func aRegisterClearedAfterAJumpIsNotBackWhereItWas() {
        // A jump from 30 to 144 was believed; what is seen at 41 half an hour later, after 1600 Wh more, was cleared.
        self.expect(
            [
                Step(0, 20, .first), Step(1, 30, .normal, 10), Step(2, 144, .suspect), Step(3, 144, .normal, 114),
            ], of: self.counter())
        self.expect(
            [
                Step(0, 20, .first), Step(1, 30, .normal, 10), Step(2, 300, .suspect),
                Step(3, 310, .jumpConfirmed, 280),
                Step(20, 1900, .normal, 1590), Step(21, 41, .suspect), Step(22, 50, .reset, 50),
            ], of: self.counter())
    }

    @Test func whatWasBookedTooMuchIsGivenBack() {
        var counter = self.counter()
        let readings: [(Int64, Int64)] = [
            (0, 1000), (1, 1010), (2, 9000), (3, 9010), (4, 1040), (5, 1050), (6, 1060),
        ]
        let outcomes = readings.map { counter.update(value: $1, at: self.minute($0), serial: nil) }
        #expect(outcomes[5].rule == .restored)
        // 8000 and 10 were booked since 1010, and 40 were consumed.
        #expect(outcomes[5].credit == 7960)
        #expect(outcomes.map { $0.increment - $0.credit }.reduce(0, +) == 60)
    }

    @Test func aRegisterThatFellWhileTheClockWasWrongIsBelievedInTheEnd() {
        var steps = [Step(0, 50_000, .first), Step(1, 50_010, .normal, 10), Step(9_000_000, 50_020, .normal, 10)]
        steps += (3...12).map { Step($0, $0 * 10, .outOfOrder) }
        steps += [Step(13, 130, .reset, 130), Step(14, 140, .normal, 10)]
        self.expect(steps, of: self.counter())
    }

    @Test func oldReadingsThatComeLateClearNothing() {
        var steps = [Step(0, 50_000, .first), Step(60, 50_600, .normal, 600)]
        steps += (10...15).map { Step($0, 50_000 + $0 * 10, .outOfOrder) }
        steps += [Step(61, 50_610, .normal, 10)]
        self.expect(steps, of: self.counter())
    }

    @Test func aClearedRegisterBooksWhatItShows() {
        self.expect(
            [
                Step(0, 50_000, .first), Step(1, 50_010, .normal, 10), Step(2, 5, .suspect), Step(3, 15, .reset, 15),
                Step(4, 25, .normal, 10),
            ], of: self.counter())
    }

    @Test func aRegisterThatFallsElsewhereBooksOnlyItsOwnMovement() {
        self.expect(
            [
                Step(0, 50_000, .first), Step(1, 50_010, .normal, 10), Step(2, 7000, .suspect),
                Step(3, 7030, .reset, 30),
            ],
            of: self.counter())
    }

    @Test func zerosOfAStartingMeterCostNothing() {
        self.expect(
            [
                Step(0, 50_000, .first), Step(1, 50_010, .normal, 10), Step(2, 0, .suspect), Step(3, 0, .reset),
                Step(4, 0, .normal), Step(5, 50_060, .suspect), Step(6, 50_070, .restored, 60),
                Step(7, 50_080, .normal, 10),
            ], of: self.counter())
    }

    @Test func aJumpBelievedInErrorIsNotBookedAgain() {
        self.expect(
            [
                Step(0, 1000, .first), Step(1, 1010, .normal, 10), Step(2, 9000, .suspect),
                Step(3, 9010, .jumpConfirmed, 8000), Step(4, 1040, .suspect), Step(5, 1050, .restored, 0),
                Step(6, 1060, .normal, 10),
            ], of: self.counter())
    }

    @Test func afterAResetASingleJumpIsStillNotBelieved() {
        self.expect(
            [
                Step(0, 50_000, .first), Step(1, 50_010, .normal, 10), Step(2, 5, .suspect), Step(3, 15, .reset, 15),
                Step(10_000, 2000, .normal, 1985), Step(10_001, 67_536, .suspect), Step(10_002, 2010, .normal, 10),
            ], of: self.counter())
    }

    @Test func theSerialNumberIsKeptWhileItIsNotRead() {
        self.expect(
            [
                Step(0, 50_000, .first, serial: "A"), Step(1, 50_010, .normal, 10), Step(2, 50_020, .normal, 10),
                Step(3, 50_030, .serialChanged, serial: "B"), Step(4, 50_040, .replaced, 10, serial: "B"),
                Step(5, 50_050, .normal, 10), Step(6, 50_060, .serialChanged, serial: "A"),
            ], of: self.counter())
    }

    @Test func aReplacedMeterDoesNotComeBackToTheOldOnesRegister() {
        self.expect(
            [
                Step(0, 50_000, .first, serial: "A"), Step(1, 50_010, .normal, 10, serial: "A"), Step(2, 5, .suspect),
                Step(3, 15, .reset, 15), Step(4, 20, .serialChanged, serial: "B"),
                Step(5, 25, .replaced, 5, serial: "B"),
                Step(6, 50_030, .suspect), Step(7, 50_040, .jumpConfirmed, 50_015),
            ], of: self.counter())
    }

    @Test func aSmallStepBackKeepsTheHigherBase() {
        self.expect(
            [
                Step(0, 1000, .first), Step(1, 1050, .normal, 50), Step(2, 1049, .backward), Step(3, 1050, .normal, 0),
                Step(4, 1060, .normal, 10), Step(5, 1040, .suspect),
            ], of: self.counter(backwardTolerance: 8))
    }

    @Test func aTornReadIsNamedAndBooksNothing() {
        let counter = self.counter(lowWord: 65_536)
        // True values 65 530, then 65 540: read as old high with new low word, and as new high with old low word.
        self.expect(
            [
                Step(0, 65_520, .first), Step(1, 65_530, .normal, 10), Step(2, 4, .torn), Step(3, 65_545, .normal, 15),
                Step(4, 65_545 + 65_540, .torn), Step(5, 65_560, .normal, 15), Step(6, 20_000, .suspect),
            ], of: counter)
    }

    @Test func zerosThatComeAgainCostNothing() {
        self.expect(
            [
                Step(0, 0, .first), Step(1, 0, .normal), Step(2, 9000, .suspect), Step(3, 9000, .jumpConfirmed, 9000),
                Step(4, 0, .suspect), Step(5, 0, .reset), Step(6, 9030, .suspect), Step(7, 9040, .restored, 40),
            ], of: self.counter())
    }

    @Test func zerosOfANewMeterCostNothingEither() {
        self.expect(
            [
                Step(0, 40, .first), Step(1, 50, .normal, 10), Step(2, 0, .suspect), Step(3, 0, .reset),
                Step(4, 0, .normal), Step(5, 70, .restored, 20), Step(6, 80, .normal, 10),
            ], of: self.counter(backwardTolerance: 1))
        // Moving from zero it is a cleared register, whatever it passes.
        self.expect(
            [
                Step(0, 40, .first), Step(1, 50, .normal, 10), Step(2, 0, .suspect), Step(3, 0, .reset),
                Step(4, 20, .normal, 20), Step(5, 70, .normal, 50),
            ], of: self.counter(backwardTolerance: 1))
    }

    @Test func aTornReadAfterALongGapIsNotBelievedAtOnce() {
        let counter = self.counter(lowWord: 65_536, confirmations: 2)
        // A day allows 144 000 Wh: 66 000 Wh could be true, or 464 Wh with the new high word and the old low word.
        self.expect(
            [
                Step(0, 65_000, .first), Step(1, 65_010, .normal, 10), Step(1440, 131_010, .torn),
                Step(1441, 65_474, .normal, 464),
            ], of: counter)
        self.expect(
            [
                Step(0, 65_000, .first), Step(1, 65_010, .normal, 10), Step(1440, 131_010, .torn),
                Step(1441, 131_010, .torn), Step(1442, 131_020, .normal, 66_010),
            ], of: counter)
    }

    @Test func aNewSerialNumberIsBelievedTheSecondTime() {
        self.expect(
            [
                Step(0, 50_000, .first, serial: "A"), Step(1, 50_010, .normal, 10, serial: "A"),
                Step(2, 300, .serialChanged, serial: "B"), Step(3, 310, .replaced, 10, serial: "B"),
                Step(4, 330, .normal, 20), Step(5, 340, .normal, 10, serial: "B"),
            ], of: self.counter())
    }

    @Test func aSerialNumberReadWrongOnceChangesNothing() {
        self.expect(
            [
                Step(0, 50_000, .first, serial: "A"), Step(1, 50_010, .normal, 10, serial: "A"),
                Step(2, 50_020, .serialChanged, serial: "X"), Step(3, 50_030, .normal, 20, serial: "A"),
                Step(4, 50_040, .serialChanged, serial: "Y"), Step(5, 50_050, .serialChanged, serial: "Z"),
                Step(6, 50_060, .normal, 30, serial: "A"),
            ], of: self.counter())
    }

    @Test func lateReadingsAreRefused() {
        self.expect(
            [
                Step(0, 1000, .first), Step(2, 1100, .normal, 100), Step(1, 1050, .outOfOrder), Step(2, 1100, .normal),
                Step(2, 1101, .outOfOrder), Step(3, 1150, .normal, 50),
            ], of: self.counter())
    }

    @Test func aClockThatIsSetBackDoesNotSilenceTheCounter() {
        self.expect(
            [
                Step(0, 1000, .first), Step(1, 1010, .normal, 10), Step(9_000_000, 1020, .normal, 10),
                Step(3, 1030, .outOfOrder), Step(4, 1040, .clockCorrected, 20), Step(5, 1050, .normal, 10),
            ], of: self.counter())
    }

    @Test func nonsenseChangesNothing() {
        var counter = self.counter(modulus: 1000)
        #expect(counter.update(value: -1, at: self.minute(0), serial: nil).rule == .implausible)
        #expect(counter.update(value: 1000, at: self.minute(0), serial: nil).rule == .implausible)
        #expect(counter.update(value: 1, at: UTCTime(milliseconds: .max), serial: nil).rule == .implausible)
        #expect(counter.update(value: 1, at: UTCTime(milliseconds: .min), serial: nil).rule == .implausible)
        #expect(counter.state == nil)
    }

    @Test func stateSurvivesARestart() {
        var counter = self.counter()
        _ = counter.update(value: 1000, at: self.minute(0), serial: "A")
        _ = counter.update(value: 1010, at: self.minute(1), serial: "A")
        var restarted = RegisterCounter(counter.configuration, state: counter.state)
        #expect(
            restarted.update(value: 3010, at: self.minute(60), serial: "A")
                == counter.update(value: 3010, at: self.minute(60), serial: "A"))
        #expect(restarted == counter)
    }

    /// Whatever happens between, with true readings at the end everything is booked and nothing twice.
    @Test(arguments: 0..<200 as Range<UInt64>)
    func bookedEnergyIsTheRegistersMovement(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var counter = self.counter(lowWord: 65_536)
        var (register, minute, booked) = (Int64.random(in: 0...1_000_000, using: &random), Int64(0), Int64(0))
        let start = register
        _ = counter.update(value: register, at: self.minute(minute), serial: nil)
        for _ in 0..<200 {
            let minutes = Int64.random(in: 1...30, using: &random)
            minute += minutes
            register += Int64.random(in: 0...(minutes * 100), using: &random)
            // A wrong value comes alone: the next reading is right.
            if Int.random(in: 0..<5, using: &random) == 0 {
                let lies: [Int64] = [0, register + 65_536, max(0, register - 65_536), .max, register / 3]
                let wrong = lies.randomElement(using: &random) ?? 0
                let outcome = counter.update(value: wrong, at: self.minute(minute), serial: nil)
                booked += outcome.increment
                minute += 1
            }
            booked += counter.update(value: register, at: self.minute(minute), serial: nil).increment
        }
        #expect(booked == register - start)
    }

    @Test func neverTrapsAndNeverBooksLessThanNothing() {
        for seed in 0..<100 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            var counter = self.counter(
                modulus: Bool.random(using: &random) ? .max : nil, backwardTolerance: .max, lowWord: .max)
            for _ in 0..<300 {
                let edge = ([0, 1, .max, .max - 1, .min, 1 << 62] as [Int64]).randomElement(using: &random) ?? 0
                let value = Bool.random(using: &random) ? edge : Int64.random(in: .min ... .max, using: &random)
                let time = UTCTime(
                    milliseconds: Bool.random(using: &random)
                        ? edge : Int64.random(in: 0...253_402_300_799_999, using: &random))
                let serial = ["A", "B", nil].randomElement(using: &random) ?? nil
                #expect(counter.update(value: value, at: time, serial: serial).increment >= 0)
            }
        }
    }
}
