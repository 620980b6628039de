extension RegisterField {
    /// The value's own registers as a field without factors, for as long as the registers of its factors hold what they
    /// hold in `words`. What ``addends`` add is not in it.
    ///
    /// - Parameter words: all registers from ``address`` on.
    /// - Returns: nil where a factor's register holds no usable number.
    public func settled(by words: [UInt16]) -> RegisterField? {
        guard words.count == self.registerCount else { return nil }
        var scale = self.scale
        for factor in self.factors {
            let own = self.words(of: factor.field, in: words)
            guard let next = factor.scale(own).flatMap({ scale.multiplied(by: $0) }) else { return nil }
            scale = next
        }
        return self.rescaled(scale)
    }

    /// The words of a field inside this one's span.
    private func words(of other: RegisterField, in words: [UInt16]) -> [UInt16] {
        let start = Int(other.address) - Int(self.address)
        return Array(words[start..<start + other.registerCount])
    }

    /// Decodes a value that other registers have a part in.
    func decodeComposed(_ words: [UInt16]) -> FieldValue {
        guard let settled = self.settled(by: words) else { return .absent(.noScale) }
        let own = settled.decode(self.words(of: settled, in: words))
        guard var sum = own.number else { return own }
        for addend in self.addends {
            let value = addend.decode(self.words(of: addend, in: words))
            guard let number = value.number else { return value }
            let (next, isOverflow) = sum.addingReportingOverflow(number)
            guard !isOverflow else { return .absent(.outOfRange) }
            sum = next
        }
        return .value(sum)
    }

    /// The same registers with another scale and no factors.
    func rescaled(_ scale: Scale) -> RegisterField {
        RegisterField(
            name: self.name, obis: self.obis, table: self.table, address: self.valueAddress, type: self.type,
            order: self.order, scale: scale, unit: self.unit, absentPatterns: self.absentPatterns,
            powerFactor: self.powerFactor, access: self.access, role: self.role, effect: self.effect,
            pulseInput: self.pulseInput)
    }
}
