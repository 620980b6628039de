/// Says when a block is due and when a view has taken too long, so that an idle chain stays silent.
///
/// All moments are nanoseconds of the monotonic clock.
struct ProposalClock: Sendable {
    private let timing: ConsensusTiming
    /// Since when transactions wait; nil while none does.
    private(set) var workSince: Int64?
    /// Since when something is to be done in this view; nil while nothing is.
    private var dueSince: Int64?
    private var viewsSinceFinality = 0
    /// No own proposal before this moment: set after one could not be built.
    private var notBefore = Int64.min

    init(timing: ConsensusTiming) {
        self.timing = timing
    }

    mutating func setWork(_ isPending: Bool, at now: Int64) {
        self.workSince = isPending ? self.workSince ?? now : nil
    }

    mutating func finalized() {
        self.workSince = nil
        self.dueSince = nil
        self.viewsSinceFinality = 0
        self.notBefore = .min
    }

    mutating func enteredView(afterViews views: Int) {
        self.dueSince = nil
        self.viewsSinceFinality = views
    }

    mutating func buildFailed(at now: Int64) {
        self.notBefore = now + self.timing.viewTimeout(afterViews: self.viewsSinceFinality)
    }

    /// Starts the view's time-out once something is to be done, and stops it when nothing is.
    mutating func setDue(_ isDue: Bool, at now: Int64) {
        self.dueSince = isDue ? self.dueSince ?? now : nil
    }

    /// Something is to be done in this view.
    var isDue: Bool { self.dueSince != nil }

    /// When waiting transactions have waited for others long enough.
    var batchDeadline: Int64? { self.workSince.map { $0 + self.timing.batchNanoseconds } }

    /// When the view has taken too long.
    var timeoutDeadline: Int64? {
        self.dueSince.map { $0 + self.timing.viewTimeout(afterViews: self.viewsSinceFinality) }
    }

    /// When a leader with nothing of its own proposes, so that what is notarized becomes final.
    var fillerDeadline: Int64? {
        self.dueSince.map { $0 + self.timing.viewTimeout(afterViews: self.viewsSinceFinality) / 2 }
    }

    /// The same moment, or the end of the pause after a failed build where that is later.
    func proposing(_ deadline: Int64) -> Int64 { max(deadline, self.notBefore) }
}
