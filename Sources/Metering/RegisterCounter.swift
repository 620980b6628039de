/// The state machine of one cumulative register: turns readings into increments that may be booked.
///
/// An increment is always the difference of two readings that were believed, so no energy is lost over a gap: the next
/// good reading books all of it. A reading that the connection's rating cannot explain books nothing until further
/// readings confirm it: ``CounterOutcome/wantsReread`` asks for them at once, and they come in as any other reading.
///
/// ```swift
/// var counter = RegisterCounter(CounterConfiguration(maximumUnitsPerHour: 23_000))
/// let outcome = counter.update(value: 1_234_560, at: time, serial: "20121234")
/// ```
public struct RegisterCounter: Hashable, Sendable {
    public let configuration: CounterConfiguration
    /// Nil before the first reading. Keep it, and hand it to the initializer after a restart.
    public private(set) var state: CounterState?

    /// So many readings in a row that are older and lower than the base are no stragglers any more.
    private static let lateReadings = 10
    private static let day: Int64 = 86_400_000

    public init(_ configuration: CounterConfiguration, state: CounterState? = nil) {
        (self.configuration, self.state) = (configuration, state)
    }

    /// Takes one reading.
    ///
    /// - Parameters:
    ///   - value: the register in base units.
    ///   - time: when it was read.
    ///   - serial: the meter's serial number as read with it; nil where it was not read.
    public mutating func update(value: Int64, at time: UTCTime, serial: String?) -> CounterOutcome {
        guard value >= 0, UTCTime.representable.contains(time), self.configuration.modulus.map({ value < $0 }) ?? true
        else { return .doubted(.implausible) }
        let sample = CounterState.Sample(value: value, time: time, serial: serial)
        guard let state else {
            self.state = CounterState(accepted: sample, isVerified: false)
            return .accepted(.first, 0)
        }
        if let known = state.accepted.serial, let serial, known != serial { return self.newSerial(sample, state) }
        guard time > state.accepted.time else { return self.outOfOrder(sample, state) }
        return self.laterReading(sample, state)
    }

    /// A later reading of the meter that is known.
    ///
    /// - Parameter told: the readings that confirm it, where they are known to do so.
    private mutating func laterReading(
        _ sample: CounterState.Sample, _ state: CounterState, _ told: CounterState.Story? = nil
    ) -> CounterOutcome {
        let delta = Int128(sample.value) - Int128(state.accepted.value)
        let allowance = self.allowance(from: state.accepted, to: sample)
        if delta >= 0, delta <= allowance {
            // After a long gap the rating allows a whole low word as well: only reading again shows a torn read.
            if self.couldBeTornUpwards(delta), (told ?? self.confirmed(sample, state)) == nil { return .doubted(.torn) }
            if let balance = self.backAtOnce(sample, state) { return self.restore(sample, state, balance) }
            return self.accept(sample, state, .normal, Int64(clamping: delta))
        }
        let turned = self.turned(delta, allowance: allowance)
        if turned == nil, delta < 0, -delta <= Int128(self.configuration.backwardTolerance) {
            // The higher reading stays the base: what was booked is not booked again.
            self.state?.pending = nil
            return CounterOutcome(
                rule: .backward, increment: 0, quality: .suspect, isAccepted: false, wantsReread: false)
        }
        guard let story = told ?? self.confirmed(sample, state) else {
            return .doubted(self.isTorn(delta, allowance: allowance) ? .torn : .suspect)
        }
        guard state.isVerified else {
            return self.accept(sample, state, .first, max(0, sample.value - story.first.value), .suspect)
        }
        if let balance = self.restored(sample, state) { return self.restore(sample, state, balance) }
        // One zero of a meter that starts, close to the register's end, looks like this too: so it is confirmed first.
        if let turned { return self.supersede(sample, state, .rollover, turned, .valid) }
        if delta > 0 { return self.supersede(sample, state, .jumpConfirmed, Int64(clamping: delta), .suspect) }
        // What a cleared register shows was consumed since. One that starts elsewhere proves only its own movement.
        let isCleared = Int128(sample.value) <= allowance
        let increment = isCleared ? sample.value : max(0, sample.value - story.first.value)
        return self.supersede(sample, state, .reset, increment, .suspect)
    }

    private mutating func newSerial(_ sample: CounterState.Sample, _ state: CounterState) -> CounterOutcome {
        guard let story = self.confirmed(sample, state) else { return .doubted(.serialChanged) }
        self.state?.superseded = nil
        let increment = max(0, sample.value - story.first.value)
        return self.accept(sample, self.state ?? state, .replaced, increment, .suspect)
    }

    /// A clock that was wrong and is set back would silence the counter until then, so readings that go on in order
    /// among themselves move the base to the corrected time.
    private mutating func outOfOrder(_ sample: CounterState.Sample, _ state: CounterState) -> CounterOutcome {
        if sample.time == state.accepted.time, sample.value == state.accepted.value { return .accepted(.normal, 0) }
        guard sample.time < state.accepted.time, let story = self.confirmed(sample, state),
            // A few that are lower are old readings that come late; a long row of them is a register that fell.
            sample.value >= state.accepted.value || story.count > Self.lateReadings
        else { return .doubted(.outOfOrder, wantsReread: false) }
        let outcome = self.laterReading(sample, self.rebased(state, before: story.first.time), story)
        guard outcome.rule == .normal else { return outcome }
        return .accepted(.clockCorrected, outcome.increment, .suspect)
    }

    /// How long it really was nobody knows: an hour since the last reading.
    private func rebased(_ state: CounterState, before time: UTCTime) -> CounterState {
        var rebased = state
        rebased.accepted.time = time.adding(milliseconds: -3_600_000)
        let back = state.accepted.time.milliseconds - time.milliseconds
        let base = state.superseded?.base.time.adding(milliseconds: -back)
        if let base { rebased.superseded?.base.time = base }
        return rebased
    }

    private mutating func accept(
        _ sample: CounterState.Sample, _ state: CounterState, _ rule: CounterRule, _ increment: Int64,
        _ quality: Quality = .valid
    ) -> CounterOutcome {
        var accepted = sample
        accepted.serial = sample.serial ?? state.accepted.serial
        let superseded = self.superseded(state, after: sample, increment)
        self.state = CounterState(accepted: accepted, isVerified: true, superseded: superseded)
        return .accepted(rule, increment, quality)
    }

    /// A register that has counted for a day since it broke off does not come back.
    private func superseded(
        _ state: CounterState, after sample: CounterState.Sample, _ increment: Int64
    ) -> CounterState.Superseded? {
        guard var superseded = state.superseded else { return nil }
        let step = max(0, sample.value.subtractingSaturated(state.accepted.value))
        superseded.booked = superseded.booked.addingSaturated(increment)
        superseded.moved = superseded.moved.addingSaturated(step)
        let age = sample.time.milliseconds - superseded.base.time.milliseconds
        return age > Self.day && superseded.moved > self.configuration.resolution ? nil : superseded
    }

    /// Goes on from a reading that does not join on to the base, and keeps the base in case the register comes back.
    private mutating func supersede(
        _ sample: CounterState.Sample, _ state: CounterState, _ rule: CounterRule, _ increment: Int64,
        _ quality: Quality
    ) -> CounterOutcome {
        let outcome = self.accept(sample, state, rule, increment, quality)
        self.state?.superseded = CounterState.Superseded(base: state.accepted, booked: increment, moved: 0)
        return outcome
    }

    /// The register is back where it was: what was booked meanwhile is not booked again.
    private mutating func restore(
        _ sample: CounterState.Sample, _ state: CounterState, _ balance: Int64
    ) -> CounterOutcome {
        _ = self.accept(sample, state, .restored, 0)
        self.state?.superseded = nil
        return .accepted(.restored, max(0, balance), credit: max(0, -balance), .suspect)
    }
}

extension RegisterCounter {
    /// The movement over the top of a register with a known modulus. Where the rating allows half a turn in this time,
    /// forward and back look alike, and nothing is concluded.
    private func turned(_ delta: Int128, allowance: Int128) -> Int64? {
        guard let modulus = self.configuration.modulus.map({ Int128($0) }), delta < 0, allowance * 2 < modulus,
            delta + modulus <= allowance
        else { return nil }
        return Int64(clamping: delta + modulus)
    }

    /// What is still to book where the register goes on from before a reset, jump or rollover that was believed; below
    /// zero where too much was booked meanwhile.
    ///
    /// Whatever the register showed meanwhile, the meter counted on: one that comes back has moved at least as far as it
    /// was seen to move. A register at zero is one that was cleared, whatever it was before.
    private func restored(_ sample: CounterState.Sample, _ state: CounterState) -> Int64? {
        guard let superseded = state.superseded, superseded.base.value > 0 else { return nil }
        let movement = Int128(sample.value) - Int128(superseded.base.value)
        let least = max(0, Int128(superseded.moved) - Int128(self.configuration.resolution))
        // A day more than the clock says: it may have been set, with the box away in between.
        let most =
            self.allowance(from: superseded.base, to: sample) + self.configuration.allowance(milliseconds: Self.day)
        guard movement >= least, movement <= most else { return nil }
        return Int64(clamping: movement - Int128(superseded.booked))
    }

    /// A register so low that the way back from zero is no jump: one that stood at zero, and in one step is at least where
    /// it was, did not count all of that again.
    private func backAtOnce(_ sample: CounterState.Sample, _ state: CounterState) -> Int64? {
        guard let superseded = state.superseded, superseded.booked == 0, state.accepted.value == 0 else { return nil }
        return self.restored(sample, state)
    }

    /// The story that enough readings tell, this one included; nil, and this one remembered, where more must confirm.
    private mutating func confirmed(_ sample: CounterState.Sample, _ state: CounterState) -> CounterState.Story? {
        guard var story = state.pending, self.continues(story.latest, sample) else {
            self.state?.pending = CounterState.Story(first: sample, latest: sample, count: 1)
            return nil
        }
        story.latest = sample
        story.count += 1
        self.state?.pending = story
        return story.count > self.configuration.confirmations ? story : nil
    }

    private func continues(_ earlier: CounterState.Sample, _ later: CounterState.Sample) -> Bool {
        if let left = earlier.serial, let right = later.serial, left != right { return false }
        let delta = Int128(later.value) - Int128(earlier.value)
        return later.time > earlier.time && delta >= -Int128(self.configuration.backwardTolerance)
            && delta <= self.allowance(from: earlier, to: later)
    }

    private func allowance(from: CounterState.Sample, to: CounterState.Sample) -> Int128 {
        self.configuration.allowance(milliseconds: to.time.milliseconds - from.time.milliseconds)
    }

    /// The new high word with the old low word reads one low word too high.
    private func couldBeTornUpwards(_ delta: Int128) -> Bool {
        self.configuration.lowWordUnits.map { delta >= Int128($0) } ?? false
    }

    /// Old high word with new low word, or the other way round: off by one low word.
    private func isTorn(_ delta: Int128, allowance: Int128) -> Bool {
        guard let word = self.configuration.lowWordUnits.map({ Int128($0) }) else { return false }
        let back = delta + word
        let forward = delta - word
        return (back >= 0 && back <= allowance) || (forward >= -allowance && forward <= allowance)
    }
}
