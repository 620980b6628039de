/// One decoded value of a device at one moment.
public struct Reading: Hashable, Sendable {
    public var obis: ObisCode?
    /// The profile's short name: `energy.active.import.total`.
    public var name: String
    /// In ``unit``; means nothing where ``quality`` is ``Quality/missing``.
    public var value: Int64
    public var unit: Unit
    public var quality: Quality
    /// As it came over the line; whatever is made of the reading, this stays.
    public var raw: RawData
    /// When the answer's first byte arrived, on the machine's monotonic clock.
    public var monotonicNanoseconds: Int64
    /// When the question's first bit went out, and when the answer was complete; nil where nothing was asked.
    public var askedNanoseconds: Int64?
    public var completeNanoseconds: Int64?
    /// The validation rule that touched the value, if one did.
    public var rule: String?

    @inlinable
    public init(
        obis: ObisCode?, name: String, value: Int64, unit: Unit, quality: Quality, raw: RawData,
        monotonicNanoseconds: Int64, askedNanoseconds: Int64? = nil, completeNanoseconds: Int64? = nil,
        rule: String? = nil
    ) {
        (self.obis, self.name, self.value, self.unit) = (obis, name, value, unit)
        (self.quality, self.raw, self.rule) = (quality, raw, rule)
        self.monotonicNanoseconds = monotonicNanoseconds
        self.askedNanoseconds = askedNanoseconds
        self.completeNanoseconds = completeNanoseconds
    }

    /// The registers, where the line speaks in registers.
    public var rawWords: [UInt16] { self.raw.words }
}
