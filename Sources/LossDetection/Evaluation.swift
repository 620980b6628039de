/// An evaluation of all rows as of one interval, made in pieces over the intervals that follow.
struct Evaluation: Sendable {
    struct Outcome: Sendable {
        var analysis: BalanceAnalysis
        /// Houses that turn out to be on other phases: they are moved, not accused.
        var moves: [(house: Int, phases: [GridPhase])]
        /// The first interval that the moves concern.
        var since: Int
        var judgement: LossJudgement?
    }

    /// Everything that was read until then.
    let state: FeederState
    let lines: [LossFit.Line]
    let analyst: BalanceAnalyst
    let ownDrops: OwnDropWatch
    let onsets: [Int]
    let known: [FoundCause]
    /// The interval as of which it judges.
    let now: Int
    /// Houses on three phases whose wires nobody knows.
    let unclear: [Int]
    /// Nothing is said while the phases are not settled.
    let isSettled: Bool
    /// The interval in which whatever is left is made.
    let deadline: Int
    private(set) var pieces = Pieces()

    init(
        state: FeederState, lines: [LossFit.Line], analyst: BalanceAnalyst, ownDrops: OwnDropWatch, onsets: [Int],
        known: [FoundCause], now: Int, unclear: [Int], isSettled: Bool, deadline: Int
    ) {
        self.unclear = unclear
        (self.state, self.lines, self.analyst, self.ownDrops) = (state, lines, analyst, ownDrops)
        (self.onsets, self.known, self.now) = (onsets, known, now)
        (self.isSettled, self.deadline) = (isSettled, deadline)
    }

    enum Progress {
        case unfinished
        /// Nil where the numbers are not finite.
        case done(Outcome?)
    }

    /// Goes on as far as all intervals until now may cost, in rows of a fit.
    mutating func proceed(budget: Int) -> Progress {
        self.pieces.begin(budget: budget)
        do throws(Pieces.Unfinished) {
            return .done(try self.outcome(&self.pieces))
        } catch {
            return .unfinished
        }
    }

    private func outcome(_ pieces: inout Pieces) throws(Pieces.Unfinished) -> Outcome? {
        guard let analysis = try self.analyst.analyse(self.lines, onsets: self.onsets, known: self.known, &pieces)
        else { return nil }
        var outcome = Outcome(analysis: analysis, moves: [], since: .max)
        for found in analysis.causes {
            // What is missing on one phase and found on another, all of it, is a house on another phase than was thought.
            guard case .shift(let house, let to) = found.dated.cause, abs(found.coefficient + 1) < 0.15,
                let phase = GridPhase(rawValue: to), self.state.phases[house].count == 1
            else { continue }
            outcome.moves.append((house, [phase]))
            outcome.since = min(outcome.since, found.dated.onset)
        }
        let wires = WireOrder(
            state: self.state, analyst: self.analyst, lines: BalanceAnalyst.scaled(self.lines, analysis.scales))
        if outcome.moves.isEmpty, let found = try wires.better(than: analysis, of: self.unclear, &pieces) {
            outcome.moves.append((found.house, found.phases))
            outcome.since = 0
        }
        guard outcome.moves.isEmpty, self.isSettled else { return outcome }
        let pair = try self.ownDrops.pair(self.state, &pieces)
        let judge = LossJudge(state: self.state, analyst: self.analyst, now: self.now, pair: pair)
        outcome.judgement = try judge.judge(analysis, &pieces)
        return outcome
    }
}
