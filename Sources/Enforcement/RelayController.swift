/// The state machine of one meter's supply relay: events in, effects out.
///
/// It leaves the relay as it is unless it must not. To open takes a final order and all twelve guards, twice: at a first
/// look, and on fresh facts in the same step that asks for the write; the one exception is the pairing trial of a person on
/// site. To close takes an authority and no safety tag. The state of the output comes from read-backs alone. Everything
/// that the controller does or refuses is recorded.
///
/// ```swift
/// var controller = try RelayController(meter: 7, relay: declaration, safetyTags: [])
/// for effect in controller.handle(.restarted(powerLost: false), at: now) { /* carry it out, in order */ }
/// ```
public struct RelayController: Hashable, Sendable {
    /// The meter's number on the chain.
    public let meter: UInt32
    public internal(set) var relay: RelayDeclaration
    /// The limits that are in force.
    public internal(set) var policy: EnforcementPolicy
    /// Why the newest policy cannot be used; nothing trips then.
    var policyFault: EnforcementError?

    /// What has to survive a crash; also in ``RelayEffect/remember(_:)`` whenever it matters.
    public internal(set) var memory: RelayMemory
    /// As last read back; unknown while that is in doubt.
    public internal(set) var output: OutputState = .unknown
    /// The final order in force.
    public internal(set) var order: DisconnectOrder?
    /// Nil while they are not known, which blocks all switching.
    public internal(set) var safetyTags: [SafetyTag]?

    /// The right to close, not used yet.
    var authority: ReconnectAuthority?
    /// The chain has said since the relay opened that it may be closed, whoever's right it is closed by.
    var hasRightOfTheChain = false
    var phase: SwitchingPhase = .reconciling(since: Int64.min)
    /// Monotonic nanoseconds, as all times of the controller.
    var tripHoldUntil = Int64.min
    var staggerUntil = Int64.min
    var nextCheckAt = Int64.min
    var nextReadAt = Int64.min
    /// When the output was last established; older stamps say nothing about it.
    var settledAt = Int64.min
    /// So that a refusal that repeats itself is recorded once.
    var lastRefusal: Refusal?
    var hasReportedUndeclared = false
    /// What the last trial looked for, which says how long it may last.
    var trialSign = PairingSign.load

    struct Refusal: Hashable, Sendable {
        var outcome: SwitchingOutcome
        var failed: [SwitchingGuard]
    }

    /// - Parameters:
    ///   - memory: what the last ``RelayEffect/remember(_:)`` before the restart held; nil at commissioning.
    ///   - safetyTags: those of the meter, its bus, transformer and feeder from the durable store; nil if it cannot be read.
    public init(
        meter: UInt32, relay: RelayDeclaration, policy: EnforcementPolicy = .standard, memory: RelayMemory? = nil,
        safetyTags: [SafetyTag]?
    ) throws(EnforcementError) {
        try policy.validate()
        self.meter = meter
        self.relay = relay
        self.policy = policy
        self.memory = memory ?? RelayMemory()
        self.safetyTags = safetyTags
    }

    /// Control and output state, kept apart as the standard does.
    public var state: RelayState { RelayState(control: self.memory.control, output: self.output) }

    public var lock: RelayLock? { self.memory.lock }

    /// A right to close that something blocked, and that a person has to confirm.
    public var awaitsConfirmation: ReconnectAuthority? { self.memory.withheld }

    /// Nothing is under way and nothing stands to be closed.
    public var isAtRest: Bool { self.phase == .idle && self.authority == nil }

    /// After a power return, reconnections wait this long; the same for a meter every time, spread over all meters.
    public var staggerNanoseconds: Int64 {
        // The finalizer of SplitMix64 spreads neighbouring numbers.
        var mixed = UInt64(self.meter) &+ 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        mixed ^= mixed >> 31
        return Int64(mixed % (self.policy.staggerNanoseconds.magnitude + 1))
    }

    /// Takes over the limits that are in force on the chain now. Where they would switch a guard off nothing trips, and the
    /// other limits stay.
    public mutating func adopt(_ policy: EnforcementPolicy) {
        do throws(EnforcementError) {
            try policy.validate()
            (self.policy, self.policyFault) = (policy, nil)
        } catch {
            self.policyFault = error
        }
    }

    /// Takes one event and says what to do, in order. Never writes on an event that is out of place.
    public mutating func handle(_ event: RelayEvent, at now: Moment) -> [RelayEffect] {
        let effects: [RelayEffect] =
            switch event {
            case .restarted(let powerLost): self.restarted(powerLost: powerLost, now)
            case .powerReturned: self.powerReturned(now)
            case .orderFinal(let order): self.orderFinal(order, now)
            case .orderRevoked(let number, let height): self.orderRevoked(number, height, now)
            case .reconnect(let authority): self.reconnect(authority, endsOrder: true, now)
            case .facts(let facts): self.factsGathered(facts, now)
            case .writeAnswered(let observation): self.writeAnswered(observation, now)
            case .writeFailed(let reason): self.writeFailed(reason, now)
            case .readBack(let observation): self.readBack(observation, now)
            case .load(let load): self.loadRead(load, now)
            case .tags(let tags): self.tagsAre(tags)
            case .held(let hold, let authority): self.held(hold, authority, now)
            case .resumed(let by): self.resumed(by, now)
            case .confirmed(let by): self.confirmed(by, now)
            case .trial(let by, let facts, let sign): self.startTrial(by, facts, sign, now)
            case .trialSeen: self.endTrial()
            case .paired(let time): self.paired(at: time)
            case .foreignWrite(let detail): self.foreignWrite(detail, now)
            case .operatorCleared(let by): self.operatorCleared(by, now)
            case .tick: self.tick(now)
            }
        return effects + self.proceed(now)
    }

    /// Starts what stands to be done; closing goes first.
    private mutating func proceed(_ now: Moment) -> [RelayEffect] {
        let held = self.holdTagged()
        guard case .idle = self.phase else { return held }
        if let authority = self.authority { return held + self.startClose(authority, now) }
        if let order = self.order, self.output == .closed { return held + self.startTrip(order, now) }
        return held
    }

    private mutating func tick(_ now: Moment) -> [RelayEffect] {
        let time = now.monotonicNanoseconds
        switch self.phase {
        case .checking(let job, _, let since) where time - since >= self.policy.answerNanoseconds:
            return self.stopTrip(job, .refused(reason: "the facts for the guards did not come"), now)
        case .writing(let job, let since) where time - since >= self.policy.answerNanoseconds:
            return self.attemptFailed(job, nil, "no answer", now)
        case .backingOff(let job, let until) where time >= until:
            return self.retry(job, now)
        case .idle where self.isTrialOver(now):
            return self.endTrial()
        case .reconciling, .idle:
            guard time >= self.nextReadAt else { return [] }
            self.nextReadAt = time + self.policy.checkNanoseconds
            return [.readBack, .armTimer(atMonotonicNanoseconds: self.nextReadAt)]
        case .checking, .writing, .backingOff:
            return []
        }
    }
}
