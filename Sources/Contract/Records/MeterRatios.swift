internal import CanonicalCBOR
public import Ledger
public import Metering

/// Ratios and the time from which they hold, or at which they were read.
public struct DatedRatios: Hashable, Sendable {
    public let time: UTCTime
    public let ratios: MeasuringRatios

    var cbor: CBOR { .array([.time(self.time), self.ratios.cbor]) }

    init(_ time: UTCTime, _ ratios: MeasuringRatios) { (self.time, self.ratios) = (time, ratios) }

    init(_ fields: inout CBORFields) throws(CBORError) {
        self.time = try fields.time("time")
        self.ratios = try fields.record("ratios") { (ratios) throws(CBORError) in try MeasuringRatios(&ratios) }
    }
}

/// What is known of the measuring transformers in front of a meter.
public struct MeterRatios: Hashable, Sendable {
    /// What stands in front of it, and from when on. What nobody declared is what was read first, from the beginning.
    public let declared: DatedRatios
    /// What the meter's own registers showed last; nil where they were not read, or another meter was put in its place.
    public let read: DatedRatios?

    /// True where the meter counts by another ratio than its transformers have.
    public var isContradictory: Bool { self.read.map { $0.ratios.contradicts(self.declared.ratios) } ?? false }

    /// True where the meter was seen to count by another ratio: what it showed before the transformers were changed says
    /// nothing of the time since.
    var hasMiscounted: Bool { self.isContradictory && self.read.map { $0.time >= self.declared.time } ?? false }

    var cbor: CBOR { .array([self.declared.cbor, .optional(self.read?.cbor)]) }

    init(declared: DatedRatios, read: DatedRatios?) { (self.declared, self.read) = (declared, read) }

    init(_ fields: inout CBORFields) throws(CBORError) {
        self.declared = try fields.record("declared") { (item) throws(CBORError) in try DatedRatios(&item) }
        self.read = try fields.optional("read") { (value: CBOR) throws(CBORError) -> DatedRatios in
            var item = try CBORFields(value, of: "read")
            let read = try DatedRatios(&item)
            try item.end()
            return read
        }
    }
}
