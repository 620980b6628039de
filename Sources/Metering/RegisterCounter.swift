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
    private mutating func laterReading(_ sample: CounterState.Sample, _ state: CounterState) -> CounterOutcome {
        let delta = Int128(sample.value) - Int128(state.accepted.value)
        let allowance = self.allowance(from: state.accepted, to: sample)
        if delta >= 0, delta <= allowance {
            // After a long gap the rating allows a whole low word as well: only reading again shows a torn read.
            if self.couldBeTornUpwards(delta), self.confirmed(sample, state) == nil { return .doubted(.torn) }
            if let increment = self.backAtOnce(sample, state) {
                self.state?.superseded = nil
                return self.accept(sample, self.state ?? state, .restored, increment, .suspect)
            }
            return self.accept(sample, self.state ?? state, .normal, Int64(clamping: delta))
        }
        if let turned = self.turned(delta, allowance: allowance) {
            return self.accept(sample, state, .rollover, turned)
        }
        if delta < 0, -delta <= Int128(self.configuration.backwardTolerance) {
            // The higher reading stays the base: what was booked is not booked again.
            self.state?.pending = nil
            return CounterOutcome(
                rule: .backward, increment: 0, quality: .suspect, isAccepted: false, wantsReread: false)
        }
        guard let story = self.confirmed(sample, state) else {
            return .doubted(self.isTorn(delta, allowance: allowance) ? .torn : .suspect)
        }
        guard state.isVerified else {
            return self.accept(sample, state, .first, max(0, sample.value - story.first.value), .suspect)
        }
        if let increment = self.restored(sample, state) {
            self.state?.superseded = nil
            return self.accept(sample, self.state ?? state, .restored, increment, .suspect)
        }
        self.state?.superseded = CounterState.Superseded(base: state.accepted, booked: 0)
        let kept = self.state ?? state
        if delta > 0 { return self.accept(sample, kept, .jumpConfirmed, Int64(clamping: delta), .suspect) }
        // What a cleared register shows was consumed since. One that starts elsewhere proves only its own movement.
        let isCleared = Int128(sample.value) <= allowance
        let increment = isCleared ? sample.value : max(0, sample.value - story.first.value)
        return self.accept(sample, kept, .reset, increment, .suspect)
    }

    private mutating func newSerial(_ sample: CounterState.Sample, _ state: CounterState) -> CounterOutcome {
        guard let story = self.confirmed(sample, state) else { return .doubted(.serialChanged) }
        self.state?.superseded = nil
        let increment = max(0, sample.value - story.first.value)
        return self.accept(sample, self.state ?? state, .replaced, increment, .suspect)
    }

    /// A clock that was wrong and is set back would silence the counter until then, so readings that go on in order
    /// among themselves, with a register that did not go back, move the base to the corrected time.
    private mutating func outOfOrder(_ sample: CounterState.Sample, _ state: CounterState) -> CounterOutcome {
        if sample.time == state.accepted.time, sample.value == state.accepted.value { return .accepted(.normal, 0) }
        guard sample.time < state.accepted.time, sample.value >= state.accepted.value,
            self.confirmed(sample, state) != nil
        else { return .doubted(.outOfOrder, wantsReread: false) }
        return self.accept(sample, state, .clockCorrected, sample.value - state.accepted.value, .suspect)
    }

    private mutating func accept(
        _ sample: CounterState.Sample, _ state: CounterState, _ rule: CounterRule, _ increment: Int64,
        _ quality: Quality = .valid
    ) -> CounterOutcome {
        var accepted = sample
        accepted.serial = sample.serial ?? state.accepted.serial
        let superseded = state.superseded.map { earlier in
            CounterState.Superseded(base: earlier.base, booked: earlier.booked.addingSaturated(increment))
        }
        self.state = CounterState(accepted: accepted, isVerified: true, superseded: superseded)
        return .accepted(rule, increment, quality)
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

    /// What is still to book where the register goes on from before a reset or jump that was believed.
    private func restored(_ sample: CounterState.Sample, _ state: CounterState) -> Int64? {
        // A register at zero is one that was cleared, whatever it was before.
        guard let superseded = state.superseded, superseded.base.value > 0, sample.value >= superseded.base.value,
            Int128(sample.value) - Int128(superseded.base.value) <= self.allowance(from: superseded.base, to: sample)
        else { return nil }
        return max(0, sample.value - superseded.base.value - superseded.booked)
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

extension Int64 {
    fileprivate func addingSaturated(_ other: Int64) -> Int64 {
        let (sum, overflow) = self.addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
