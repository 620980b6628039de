internal import Metering

/// The guided trip of a valve, pump or gate, whose meter gives pulses: they come, stand still while the contact is open, and
/// come again.
///
/// Pure: looks at all meters go in, one round after the other, and what to do next comes out. Who drives it opens and closes
/// the contact, and tells when that was read back.
public struct FlowTrial: Hashable, Sendable {
    public enum Step: Hashable, Sendable {
        /// Look again.
        case wait
        /// The flow is there: open the contact, and say so by ``FlowTrial/opened(at:)``.
        case open
        /// Enough was seen: close it, and say so by ``FlowTrial/closed(at:)``.
        case close
        case over(PairingVerdict)
    }

    private enum Phase: Hashable {
        case flowing(since: Int64?)
        case travelling(until: Int64)
        case shut
        case returning(until: Int64)
        case over
    }

    private let label: String
    private let limits: FlowLimits
    private var phase = Phase.flowing(since: nil)
    /// The looks at the meter since its first pulse; before that the last one.
    private var counts: [FlowSpan.Count] = []
    private var hasBegun = false
    private(set) var before: [String: FlowSpan] = [:]
    private(set) var during: [String: FlowSpan] = [:]
    private(set) var after: [String: FlowSpan] = [:]
    private var fault: String?

    /// - Parameter label: of the meter that the contact is to be paired with.
    public init(label: String, limits: FlowLimits) {
        self.label = label
        self.limits = limits
    }

    /// As long as the pulses before took, the meter has to stand still. In nanoseconds; 0 before it is known.
    public var windowNanoseconds: Int64 { self.before[self.label]?.nanoseconds ?? 0 }

    /// The contact is open for the trial.
    public var isOpen: Bool {
        switch self.phase {
        case .travelling, .shut: true
        case .flowing, .returning, .over: false
        }
    }

    /// Takes a round of looks at all meters of the box.
    ///
    /// - Parameter now: CLOCK_MONOTONIC, in nanoseconds.
    public mutating func take(_ sights: [String: MeterSight], at now: Int64) -> Step {
        switch self.phase {
        case .flowing(let since): return self.flows(sights, since: since, now)
        case .travelling(let until):
            guard case .counts(_, let at) = sights[self.label], at >= until else { return .wait }
            self.phase = .shut
            return self.stands(sights)
        case .shut: return self.stands(sights)
        case .returning(let until): return self.returns(sights, until: until, now)
        case .over: return .over(self.verdict)
        }
    }

    /// The contact reads open.
    public mutating func opened(at now: Int64) {
        self.phase = .travelling(until: now.addingSaturated(self.limits.travelNanoseconds))
    }

    /// The contact reads closed.
    public mutating func closed(at now: Int64) {
        let wait = self.limits.travelNanoseconds.addingSaturated(self.windowNanoseconds)
        self.phase = self.fault == nil ? .returning(until: now.addingSaturated(wait)) : .over
    }

    // MARK: Before

    private mutating func flows(_ sights: [String: MeterSight], since: Int64?, _ now: Int64) -> Step {
        let sight = sights[self.label] ?? .silent
        if since == nil, let fault = sight.hindrance(of: self.label) { return self.end(fault) }
        if since == nil, case .answers = sight { return self.end("\(self.label) tells no count of its pulses") }
        let since = since ?? now
        self.phase = .flowing(since: since)
        Self.take(sights, into: &self.before)
        if self.before[self.label]?.wentBack == true { return self.end(Self.wentBack(self.label)) }
        if case .counts(let pulses, let at) = sight {
            self.count(FlowSpan.Count(pulses: pulses, at: at), sights)
        }
        if self.isSteady { return .open }
        let passed = now.subtractingSaturated(since)
        guard passed >= self.limits.longestNanoseconds else { return .wait }
        let came = self.hasBegun ? (self.before[self.label]?.pulses ?? 0).addingSaturated(1) : 0
        return self.end(
            "\(self.label): \(came) pulses came in \(FlowSpan.seconds(passed)), and \(FlowLimits.leastPulses) have to "
                + "come evenly after the first: open more taps and leave them open (at a gate, let people walk through one "
                + "after the other), and try again")
    }

    /// The time begins with the first pulse: what was not turned on yet says nothing.
    private mutating func count(_ count: FlowSpan.Count, _ sights: [String: MeterSight]) {
        if self.hasBegun { return self.counts.append(count) }
        self.hasBegun = self.counts.last.map { count.pulses > $0.pulses } ?? false
        self.counts = [count]
        self.before = [:]
        Self.take(sights, into: &self.before)
    }

    /// Enough pulses, over long enough, and a quarter of them at least in each half of that time: no burst.
    private var isSteady: Bool {
        guard self.hasBegun, let own = self.before[self.label], let first = own.first, let last = own.last,
            own.pulses >= FlowLimits.leastPulses, own.nanoseconds >= self.limits.shortestNanoseconds,
            let middle = self.counts.last(where: { $0.at <= first.at.addingSaturated(own.nanoseconds / 2) })
        else { return false }
        let early = middle.pulses.subtractingSaturated(first.pulses)
        let late = last.pulses.subtractingSaturated(middle.pulses)
        return min(early, late) >= own.pulses / 4 && min(early, late) > 0
    }

    // MARK: Shut, and open again

    private mutating func stands(_ sights: [String: MeterSight]) -> Step {
        Self.take(sights, into: &self.during)
        guard let own = self.during[self.label] else { return .wait }
        if own.wentBack {
            self.fault = Self.wentBack(self.label)
            return .close
        }
        guard own.pulses == 0 else {
            self.fault =
                "\(self.label) did not stand: \(own) while the contact was open; it is another meter's valve or gate, it "
                + "does not shut, or something goes past it"
            return .close
        }
        return own.nanoseconds >= self.windowNanoseconds ? .close : .wait
    }

    private mutating func returns(_ sights: [String: MeterSight], until: Int64, _ now: Int64) -> Step {
        Self.take(sights, into: &self.after)
        let own = self.after[self.label] ?? FlowSpan()
        if own.pulses >= FlowLimits.returnPulses {
            self.phase = .over
            return .over(self.verdict)
        }
        guard now >= until else { return .wait }
        return self.end("\(self.label) did not come back: look at the valve or gate, and whether the tap is still open")
    }

    private mutating func end(_ fault: String) -> Step {
        self.fault = fault
        self.phase = .over
        return .over(self.verdict)
    }

    private static func take(_ sights: [String: MeterSight], into spans: inout [String: FlowSpan]) {
        for (label, sight) in sights { spans[label, default: FlowSpan()].take(sight) }
    }

    private static func wentBack(_ label: String) -> String {
        "the register of \(label) went back while it was watched: look at the counter, and try again"
    }
}

// MARK: What it showed

extension FlowTrial {
    private var others: [String] { self.before.keys.filter { $0 != self.label }.sorted() }

    private var verdict: PairingVerdict {
        // Nothing was opened: nothing is known of others.
        let others = self.during.isEmpty ? [] : self.others.compactMap(self.fault)
        return PairingVerdict(
            fault: self.fault, shown: "\(self.label) stood still and came back", others: others,
            unseen: self.others.filter { !self.canBeSeen($0) })
    }

    /// What was seen of each meter: before, shut, and open again.
    public var seen: [String] {
        ([self.label] + self.others).map { label in
            func text(_ spans: [String: FlowSpan]) -> String { spans[label].map { "\($0)" } ?? "not looked at" }
            return "\(label): \(text(self.before)), shut \(text(self.during)), open again \(text(self.after))"
        }
    }

    /// It gave enough to be missed.
    private func canBeSeen(_ label: String) -> Bool {
        guard let before = self.before[label] else { return false }
        return before.pulses >= FlowLimits.leastPulsesOfOthers
            || before.lastCurrent.map { $0 >= PairingVerdict.leastLoad.magnitude } ?? false
    }

    /// Why another meter stands against the pairing; nil where it does not.
    private func fault(of label: String) -> String? {
        guard let before = self.before[label], before.hasAnswered else { return nil }
        let during = self.during[label] ?? FlowSpan()
        guard during.hasAnswered else {
            return during.wasUnreadable ? PairingVerdict.unreadable(label) : "\(label) dropped too"
        }
        if before.wentBack || during.wentBack { return Self.wentBack(label) }
        guard self.canBeSeen(label) else { return nil }
        if before.lastCurrent != nil {
            guard let largest = during.largestCurrent else { return PairingVerdict.unreadable(label) }
            return largest <= PairingVerdict.mostRest.magnitude ? "\(label) dropped too" : nil
        }
        // Looked at over too short a time to be missed.
        guard during.nanoseconds >= self.windowNanoseconds / 2 else { return PairingVerdict.unreadable(label) }
        return during.pulses <= before.pulses / 10 ? "\(label) stood still too" : nil
    }
}
