/// When to tell peers how far this validator is, and when to ask them for what it lacks.
///
/// All moments are nanoseconds of the monotonic clock.
struct RepairSchedule: Sendable {
    private let timing: ConsensusTiming
    private var jitter: UInt64
    /// When the status is published because nothing became final; nil while nothing is to be done.
    private(set) var statusDue: Int64?
    /// When the next question to all validators after a start is due; nil once enough were heard.
    private(set) var questionDue: Int64?
    private var questions = 0
    /// When the next request for what is lacking is due; nil while nothing is.
    private(set) var requestDue: Int64?
    private var lastRequest: Int64?
    /// Requests since something came in.
    private var attempts = 0
    /// All requests: says whose turn it is to be asked.
    private(set) var requests = 0
    private var lastStatus: Int64?

    init(timing: ConsensusTiming, nonce: UInt64) {
        self.timing = timing
        self.jitter = nonce
    }

    /// The pause before the first request, and between requests that are answered: votes overtake each other.
    private var shortPause: Int64 { max(self.timing.viewTimeoutNanoseconds / 4, 1) }

    /// `T_s` to `2 T_s`, another value each time.
    private mutating func longPause() -> Int64 {
        // Knuth's MMIX generator: spread is all that is asked of it.
        self.jitter = self.jitter &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let pause = self.timing.repairNanoseconds
        return pause + Int64(self.jitter >> 33) % max(pause, 1)
    }

    /// Something is to be done, or nothing is.
    mutating func setUnfinal(_ isUnfinal: Bool, at now: Int64) {
        guard isUnfinal else {
            self.statusDue = nil
            return
        }
        if self.statusDue == nil { self.statusDue = now + self.longPause() }
    }

    /// Others are ahead: tells them soon, and not too often.
    mutating func hasten(at now: Int64) {
        guard let due = self.statusDue else { return }
        let allowed = self.lastStatus.map { $0 + self.timing.repairNanoseconds / 2 } ?? now
        self.statusDue = min(due, max(now, allowed) + self.shortPause)
    }

    mutating func finalized() { self.statusDue = nil }

    mutating func sentStatus(at now: Int64) {
        self.lastStatus = now
        self.statusDue = now + self.longPause()
    }

    mutating func setQuestion(_ isOpen: Bool, at now: Int64) {
        guard isOpen else {
            self.questionDue = nil
            return
        }
        if self.questionDue == nil { self.questionDue = now }
    }

    mutating func sentQuestion(at now: Int64) {
        let pause = self.timing.viewTimeout(afterViews: self.questions)
        self.questions += 1
        self.questionDue = now + min(pause, self.longPause())
    }

    /// Something is lacking, or nothing is.
    mutating func setLack(_ isLacking: Bool, at now: Int64) {
        guard isLacking else {
            self.requestDue = nil
            self.attempts = 0
            return
        }
        if self.requestDue == nil { self.requestDue = now + self.shortPause }
    }

    /// Something that was asked for came in: the rest is asked for without the pause that silence brings.
    mutating func gained(at now: Int64) {
        guard let due = self.requestDue, let last = self.lastRequest else { return }
        self.attempts = 0
        self.requestDue = min(due, max(now, last + self.shortPause))
    }

    mutating func sentRequest(at now: Int64) {
        self.lastRequest = now
        let pause = self.shortPause << Int64(min(self.attempts / 2, 6))
        self.attempts += 1
        self.requests += 1
        self.requestDue = now + min(pause, self.timing.repairNanoseconds)
    }

    var deadlines: [Int64] { [self.statusDue, self.questionDue, self.requestDue].compactMap { $0 } }
}
