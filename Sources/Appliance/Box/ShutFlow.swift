import Metering

/// Watches the register of a meter whose valve or gate is kept shut: what goes on flowing goes past it.
///
/// Of an electricity meter the current tells this, at once; a register tells it when it has moved.
struct ShutFlow: Hashable, Sendable {
    private var openSince: Int64?
    private var baseline: Int64?
    private var hasTold = false

    /// Takes what was read back.
    ///
    /// - Parameters:
    ///   - contactIsOpen: the contact keeps the supply back.
    ///   - register: what the meter shows, in its base unit; nil where it was not read.
    ///   - slack: what a reading may be off.
    ///   - travel: how long an actuator may need to shut, in nanoseconds.
    ///   - now: CLOCK_MONOTONIC, in nanoseconds.
    /// - Returns: how much has flowed past it, once for each time that it is shut.
    mutating func take(contactIsOpen: Bool, register: Int64?, slack: Int64, travel: Int64, now: Int64) -> Int64? {
        guard contactIsOpen else {
            self = ShutFlow()
            return nil
        }
        let since = self.openSince ?? now
        self.openSince = since
        guard let register, now - since >= travel else { return nil }
        // A register that is lower was cleared or exchanged, and tells nothing of the time before.
        guard let baseline, register >= baseline else {
            self.baseline = register
            return nil
        }
        // One step may have been on its way, and one more is rounding.
        guard !self.hasTold, register - baseline > slack.addingSaturated(slack) else { return nil }
        self.hasTold = true
        return register - baseline
    }
}
