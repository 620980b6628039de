import Metering

@testable import Enforcement

/// A relay, its box and what happens to them as one value, for a search of all states that they can reach together.
///
/// Every time is counted from now, so that states which differ in nothing but the hour are one; what is only told to people
/// is left out.
struct RelayModel: Hashable, Sendable {
    struct Write: Hashable, Sendable {
        let command: RelayCommand
        var hasReached = false
    }

    /// What the chain says of the meter's order.
    enum Order: UInt8, Hashable, Sendable { case none, stands, revoked }

    enum ChainRight: UInt8, Hashable, Sendable { case none, toldBefore, told }

    var controller: RelayController
    /// What is durable: all that a crash leaves of the controller.
    var stored: RelayMemory
    /// What the contact really is, whatever the controller believes.
    var contact = OutputState.closed
    var tags: [SafetyTag]? = []
    var order = Order.none
    /// The facts that the controller waits for.
    var stage: FactStage?
    /// A write that is on its way, or was made and not answered yet.
    var write: Write?
    /// A person or a power failure gave a right to close that was neither used yet nor told to wait for a person.
    var mayClose = false
    /// The chain's right to close, the same. Told before a start it is told again after it.
    var chainRight = ChainRight.none
    /// People were told that a right to close waits for one of them.
    var awaitsPerson = false
    /// A tag was in force while an order stood, and nobody has resumed since.
    var hadJob = false
    /// The box died: it does nothing until it starts again.
    var isDead = false
    /// The contact moved without a command, and no read-back has shown it yet.
    var hasMoved = false
    /// Nothing was read back since the box started.
    var isBlind = true
    /// How many more surprises there are: contacts that move, currents, other masters.
    var surprises: Int

    static let now = GuardFixture.start
    static let second: Int64 = 1_000_000_000
    /// Older than every limit of the policy.
    private static let past = Self.now.monotonicNanoseconds - 8 * Self.second

    /// The real policy with short times: each of its limits lies on another step.
    static var policy: EnforcementPolicy {
        var policy = EnforcementPolicy.standard
        policy.powerReturnHoldNanoseconds = 2 * self.second
        policy.staggerNanoseconds = self.second
        policy.mostRetries = 1
        policy.backOffNanoseconds = self.second
        policy.answerNanoseconds = self.second
        policy.factsNanoseconds = self.second
        policy.checkNanoseconds = self.second
        policy.settleNanoseconds = self.second
        policy.trialNanoseconds = self.second
        return policy
    }

    init(relay: RelayDeclaration, surprises: Int) throws {
        self.controller = try RelayController(
            meter: GuardFixture.meter, relay: relay, policy: Self.policy, safetyTags: [])
        self.stored = self.controller.memory
        self.surprises = surprises
    }

    /// Cheap, as most states differ in these.
    func hash(into hasher: inout Hasher) {
        hasher.combine(self.stored)
        hasher.combine(self.controller.memory)
        hasher.combine(self.controller.output)
        hasher.combine(self.controller.settledAt)
        hasher.combine(self.controller.nextCheckAt)
        hasher.combine(self.contact)
        hasher.combine(self.tags?.count)
        hasher.combine(self.order)
        hasher.combine(self.stage)
        hasher.combine(self.write)
        hasher.combine(self.mayClose)
        hasher.combine(self.chainRight)
        hasher.combine(self.awaitsPerson)
        hasher.combine(self.hadJob)
        hasher.combine(self.isDead)
        hasher.combine(self.isBlind)
        hasher.combine(self.surprises)
    }

    /// So much later.
    mutating func wait(_ nanoseconds: Int64) {
        self.controller = self.controller.seen(later: nanoseconds, notBefore: Self.past)
        self.stored = self.stored.seen(later: nanoseconds)
    }

    /// Without what is only told to people.
    mutating func strip() {
        self.controller = self.controller.seen(later: 0, notBefore: Self.past)
        self.stored = self.stored.seen(later: 0)
    }

    /// The box as it comes up: all that it knows is what is durable.
    mutating func boot() throws {
        self.controller = try RelayController(
            meter: GuardFixture.meter, relay: self.controller.relay, policy: Self.policy, memory: self.stored,
            safetyTags: self.tags)
        (self.stage, self.isBlind) = (nil, true)
        if self.chainRight == .told { self.chainRight = .toldBefore }
        self.strip()
    }
}

extension RelayController {
    /// The same state with all its times counted from a now that is later. Times that only have to be over are all one once
    /// they are, and so are the rights that only have to be there.
    fileprivate func seen(later elapsed: Int64, notBefore past: Int64) -> RelayController {
        let now = RelayModel.now.monotonicNanoseconds
        func over(_ time: Int64) -> Int64 { time < past || time - elapsed <= now ? past : time - elapsed }
        func since(_ time: Int64, _ limit: Int64) -> Int64 { max(now - limit, time < past ? past : time - elapsed) }
        func moved(_ job: SwitchingJob) -> SwitchingJob {
            var job = SwitchingJob(
                command: job.command, order: job.order, authority: job.authority.map(\.simple), trial: job.trial,
                before: .unknown, writes: job.writes, lastSeen: job.lastSeen)
            if let last = job.writes.last {
                let isNow = elapsed == 0 && last.asked.monotonicNanoseconds == now
                let asked = Moment(time: RelayModel.now.time, monotonicNanoseconds: isNow ? now : past)
                job.writes = [WriteAttempt(attempt: 1, asked: asked)]
            }
            return job
        }
        var copy = self
        copy.memory = self.memory.seen(later: elapsed)
        (copy.lastRefusal, copy.hasReportedUndeclared, copy.nextReadAt) = (nil, false, past)
        copy.authority = self.authority.map(\.simple)
        (copy.tripHoldUntil, copy.staggerUntil) = (over(self.tripHoldUntil), over(self.staggerUntil))
        copy.nextCheckAt = over(self.nextCheckAt)
        copy.settledAt = since(self.settledAt, max(self.policy.settleNanoseconds, self.policy.trialNanoseconds))
        let answer = self.policy.answerNanoseconds
        copy.phase =
            switch self.phase {
            case .idle: .idle
            case .reconciling: .reconciling(since: past)
            case .checking(let job, let stage, let start):
                .checking(moved(job), stage: stage, since: since(start, answer))
            case .writing(let job, let start): .writing(moved(job), since: since(start, answer))
            case .backingOff(let job, let until): .backingOff(moved(job), until: over(until))
            }
        return copy
    }
}

extension ReconnectAuthority {
    /// A permit and a revocation are the same right once they are there.
    fileprivate var simple: ReconnectAuthority {
        if case .orderRevoked = self { .permit(number: 50, height: 901) } else { self }
    }

    /// Whoever's right waits for a person, from then on it is that person's; but a trial's is there without a pairing.
    fileprivate var kept: ReconnectAuthority {
        if case .trial = self { self } else { .crew(person: "crew", reason: "test") }
    }
}

extension RelayMemory {
    fileprivate func seen(later elapsed: Int64) -> RelayMemory {
        let floor = RelayModel.now.time.milliseconds - 1000
        let holds = self.holds.map { hold in
            var hold = hold
            // Of a tag it is the time of an order, and says nothing about now.
            if hold.kind != .safetyTag {
                hold.untilMilliseconds = max(floor, hold.untilMilliseconds - elapsed / 1_000_000)
            }
            return hold
        }
        return RelayMemory(
            control: self.control, expected: self.expected, lock: self.lock, inFlight: self.inFlight,
            attempts: self.attempts, openedUnder: self.openedUnder, holds: holds, trial: self.trial,
            withheld: self.withheld.map(\.kept))
    }
}
