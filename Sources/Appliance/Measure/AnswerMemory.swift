import Simulation

/// Knows what the units of a simulated line truly answered.
protocol AnswerMemory: AnyObject, Sendable {
    /// Nanoseconds of the clock by which readings are stamped.
    var now: Int64 { get }
    /// When the run began.
    var beginning: Int64 { get }

    /// What `unit` truly answered to the bus's requests that ended at `from` or later, as far as it began by `to`.
    func served(unit: UInt8, from: Int64, to: Int64) -> [ServedAnswer]
}

/// The answers of the last seconds, in the order in which they were given.
struct RecentAnswers {
    /// How long answers are kept for comparison, in nanoseconds.
    private static let memory: Int64 = 20_000_000_000

    private var answers: [ServedAnswer] = []

    mutating func add(_ new: [ServedAnswer], at now: Int64) {
        self.answers += new
        let limit = now - Self.memory
        if let first = self.answers.first, first.requestEndNanoseconds < limit - Self.memory {
            self.answers.removeAll { $0.requestEndNanoseconds < limit }
        }
    }

    func served(unit: UInt8, from: Int64, to: Int64) -> [ServedAnswer] {
        self.answers.filter {
            $0.unit == unit && !$0.isForeign && $0.requestEndNanoseconds >= from && $0.startNanoseconds <= to
        }
    }
}
