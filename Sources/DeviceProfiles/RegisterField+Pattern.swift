extension RegisterField {
    /// The registers that hold a raw pattern in the field's order; bits beyond the field's width are cut off.
    ///
    /// For what ``encode(_:)`` refuses: markers for "not available" and patterns that are no number.
    public func words(ofPattern pattern: UInt64) -> [UInt16] {
        self.order.split(pattern, registers: self.registerCount)
    }
}
