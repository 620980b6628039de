import Metering
import Testing

@testable import LossDetection

/// What an interval costs is counted, in rows of a fit: an evaluation is spread over the intervals of an hour.
@Suite struct SpreadingTests {
    /// Costs of the intervals from a day on, by day.
    private func costs(_ feeder: SmallFeeder, budget: Int) throws -> [Int: [Int]] {
        var detector = try LossDetector(feeder.topology, clockSeconds: 3, budget: budget)
        var costs: [Int: [Int]] = [:]
        for reading in feeder.readings {
            _ = try detector.take(reading)
            guard reading.meter == .transformer, reading.quantity == .imported(.l3) else { continue }
            let day = Int((reading.time.seconds - SmallFeeder.start.seconds) / 86_400)
            costs[day, default: []].append(detector.lastCost)
        }
        return costs
    }

    @Test func noIntervalMakesAnEvaluationAlone() throws {
        let feeder = SmallFeeder(days: 20, event: .located(house: 4), eventDay: 8, hasLines: true)
        let costs = try self.costs(feeder, budget: 100)
        for day in 5..<20 {
            let ofDay = try #require(costs[day])
            let (most, all) = (ofDay.max() ?? 0, ofDay.reduce(0, +))
            #expect(ofDay.count { $0 > 0 } >= 3)
            // On the day on which the load is found, what was not foreseen is left to the last interval.
            #expect(most <= all * (day == 8 ? 7 : 6) / 8, "\(most) of \(all) on day \(day)")
        }
    }

    /// Where an evaluation costs more than usual, the last interval of its hour makes what is left.
    @Test func evaluationIsDoneWithinAnHour() throws {
        let costs = try self.costs(SmallFeeder(days: 10), budget: 1)
        for day in 5..<10 {
            let working = try #require(costs[day]).enumerated().filter { $0.element > 0 }.map(\.offset)
            let (first, last) = (try #require(working.first), try #require(working.last))
            #expect(first < last && last - first <= 4)
        }
    }

    /// Only the times of judgements move, by an hour at most.
    @Test(arguments: [SmallFeeder.Event.tap(watts: 200), .slowed(share: 0.6), .located(house: 5)])
    func spreadingChangesNoJudgement(_ event: SmallFeeder.Event) throws {
        let feeder = SmallFeeder(days: 13, event: event, eventDay: 7, hasLines: true)
        var (atOnce, spread): ([LossJudgement], [LossJudgement]) = ([], [])
        var quick = try LossDetector(feeder.topology, clockSeconds: 3, budget: .max)
        var slow = try LossDetector(feeder.topology, clockSeconds: 3, budget: 1)
        for reading in feeder.readings {
            if let judgement = try quick.take(reading) { atOnce.append(judgement) }
            if let judgement = try slow.take(reading) { spread.append(judgement) }
        }
        #expect(atOnce.count > 3 && atOnce.count == spread.count)
        for (one, other) in zip(atOnce, spread) {
            #expect((0...3600).contains(other.time.seconds - one.time.seconds))
            #expect(one.kind == other.kind && one.phase == other.phase && one.onset == other.onset)
            #expect(one.energy == other.energy && one.logLikelihoodRatio == other.logLikelihoodRatio)
            #expect(one.suspects.map(\.meter) == other.suspects.map(\.meter))
        }
        let (last, other) = (quick.conclude(), slow.conclude())
        #expect(last?.energy == other?.energy && last?.time == other?.time)
    }

    @Test func piecesAreMadeOnceAndInTheirOrder() {
        var made: [Int] = []
        var pieces = Pieces()
        func sum(_ pieces: inout Pieces) throws(Pieces.Unfinished) -> Int {
            var sum = 0
            for number in 1...5 {
                sum += try pieces.piece(10) {
                    made.append(number)
                    return number
                }
            }
            return sum
        }
        var sums: [Int?] = []
        for turn in 1...3 {
            pieces.begin(budget: 17 * turn)
            sums.append(try? sum(&pieces))
        }
        #expect(sums == [nil, nil, 15])
        #expect(made == [1, 2, 3, 4, 5])
        #expect(pieces.total == 50)
    }
}
