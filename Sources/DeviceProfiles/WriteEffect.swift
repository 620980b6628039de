/// What a write to a field changes in a device.
public enum WriteEffect: String, Hashable, Sendable, CaseIterable {
    /// Nothing that is measured, billed or heard on the line: a display, a backlight.
    case setting
    /// Rate, parity or address: the device may answer elsewhere, or not at all.
    case communication
    /// What the meter measures: a transformer's ratio, a pulse constant, a wiring.
    case metrology
    /// The meter's own clock.
    case clock
    /// Registers are cleared.
    case reset
}

extension RegisterField {
    /// Writes to this field need a commissioning session: all but those that the profile calls mere settings.
    ///
    /// What a profile does not say is taken for the worst.
    public var needsCommissioning: Bool { self.effect != .setting || self.role != nil }
}
