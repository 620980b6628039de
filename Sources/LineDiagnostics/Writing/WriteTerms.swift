public import DeviceProfiles

/// What may be written to a device by hand: what its profile lists, no relay, no clock, and nothing that alters the
/// metering or the line without two persons.
public enum WriteTerms {
    /// The fields that `write` changes, where it may be made.
    ///
    /// - Throws: why it may not.
    public static func check(
        _ write: RegisterWrite, profile: DeviceProfile, commissioning: Commissioning?
    ) throws(WriteDenial) -> [RegisterField] {
        guard let table = write.table else { throw .profile(.functionNotWriting(write.function), writable: []) }
        let range = Int(write.address)..<Int(write.address) + max(1, write.values.count)
        let relay = profile.relay?.channels.first { $0.table == table && range.contains(Int($0.address)) }
        if let relay { throw .relay(channel: relay.number) }
        if let refusal = profile.refusal(of: write) {
            throw .profile(refusal, writable: self.writable(profile))
        }
        let fields = profile.fields.filter { $0.table == table && $0.valueRange.overlaps(range) }
        // Allowed, and by no field: the clock's setting command.
        guard !fields.isEmpty else { throw .clock }
        let grave = fields.filter(\.needsCommissioning)
        guard !grave.isEmpty else { return fields }
        guard let commissioning else { throw .needsCommissioning(fields: grave.map(\.name)) }
        guard commissioning.isValid else { throw .needsSecondPerson }
        return fields
    }

    /// The fields that a profile lists as writable, with their places: `cfg.baud (holding 28)`.
    public static func writable(_ profile: DeviceProfile) -> [String] {
        profile.fields.filter { $0.access == .readWrite }.map { "\($0.name) (\($0.table.rawValue) \($0.valueAddress))" }
    }

    /// The write that sets `field` to `words`, by the function that the device takes.
    public static func write(_ field: RegisterField, words: [UInt16], profile: DeviceProfile) -> RegisterWrite {
        let (single, several): (UInt8, UInt8) = field.table == .coil ? (5, 15) : (6, 16)
        let isSingle = words.count == 1 && profile.writeFunctions.contains(single)
        // Function 5 has its own words for on and off.
        let values = isSingle && single == 5 ? words.map { $0 == 0 ? 0 : 0xFF00 } : words
        return RegisterWrite(function: isSingle ? single : several, address: field.valueAddress, values: values)
    }

    /// `words` of a field that has only some bits of its register, with the other bits as they are.
    public static func merged(_ words: [UInt16], _ field: RegisterField, into current: [UInt16]) -> [UInt16] {
        guard case .bits(let first, let count) = field.type, words.count == 1, current.count == 1 else { return words }
        let mask = UInt16(truncatingIfNeeded: ((1 << count) - 1) << first)
        return [current[0] & ~mask | words[0] & mask]
    }
}
