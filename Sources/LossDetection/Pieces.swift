/// A long computation that is made in pieces over several turns, by count and never by time: every turn it is gone through
/// again from its beginning, and a piece that was made is not made again.
///
/// Its way must depend on what it was given alone, so that each turn meets the same pieces in the same order.
struct Pieces: Sendable {
    /// Thrown where the rest has to wait for the next turn.
    struct Unfinished: Error {}

    private struct Made<Value: Sendable>: Sendable {
        var value: Value
    }

    private var made: [any Sendable] = []
    private var next = 0
    private var budget = 0
    /// What this turn's pieces cost, in rows of a fit.
    private(set) var spent = 0
    /// What all turns' pieces cost.
    private(set) var total = 0

    /// Begins a turn. All turns up to its end may cost so much, in rows of a fit: a piece is made where most of it is
    /// within that, and the first of a turn whatever it costs.
    mutating func begin(budget: Int) {
        (self.next, self.budget, self.spent) = (0, budget, 0)
    }

    /// The next piece: made now, or in an earlier turn.
    mutating func piece<Value: Sendable>(_ cost: Int, _ make: () -> Value) throws(Unfinished) -> Value {
        if self.next < self.made.count, let known = self.made[self.next] as? Made<Value> {
            self.next += 1
            return known.value
        }
        guard self.spent == 0 || self.budget - self.total >= cost / 2 else { throw Unfinished() }
        self.spent += cost
        self.total += cost
        let value = make()
        self.made.append(Made(value: value))
        self.next += 1
        return value
    }
}
