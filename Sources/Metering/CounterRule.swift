/// What the counter state machine took a reading for. The raw value is the rule's name in records.
public enum CounterRule: String, Hashable, Sendable, CaseIterable {
    /// The first reading, or readings that agree with each other and not with a first one that nothing confirmed.
    case first = "counter-first"
    /// Moved forward by what the rating allows.
    case normal = "counter-normal"
    /// Went over the top of a register with a known modulus.
    case rollover = "counter-rollover"
    /// A small step back: the meter's rounding.
    case backward = "counter-backward"
    /// Jumped or fell, and nothing has confirmed it yet.
    case suspect = "counter-suspect"
    /// As ``suspect``, but by about one low word: the meter changed the register while it was being read.
    case torn = "counter-torn"
    /// A jump that further readings confirmed.
    case jumpConfirmed = "counter-jump-confirmed"
    /// A fall that further readings confirmed: the register was cleared.
    case reset = "counter-reset"
    /// Back at the value from before a reset or jump that was believed in error, as after a meter that showed zeros
    /// while it started. What was booked in between is not booked again.
    case restored = "counter-restored"
    /// Another serial number answers, not confirmed yet.
    case serialChanged = "counter-serial-changed"
    /// Another serial number answers, confirmed: the meter was replaced.
    case replaced = "counter-replaced"
    /// Times went back and stayed there while the register went on: the clock was corrected.
    case clockCorrected = "counter-clock-corrected"
    /// Not later than the reading before it.
    case outOfOrder = "counter-out-of-order"
    /// Negative, beyond the modulus, or at an impossible time.
    case implausible = "counter-implausible"
}
