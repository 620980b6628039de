internal import CanonicalCBOR
public import Ledger
public import Metering

/// Something that was reported of a meter: when, and with what value.
public struct MeterOccurrence: Hashable, Sendable {
    public let kind: MeterEventKind
    public let time: UTCTime
    public let value: Int64

    var cbor: CBOR { .array([.choice(self.kind), .time(self.time), .integer(self.value)]) }
}

extension MeterOccurrence {
    init(_ fields: inout CBORFields) throws(CBORError) {
        self.kind = try fields.choice("kind")
        self.time = try fields.time("time")
        self.value = try fields.integer("value")
    }
}

/// The last word on a meter's relay; a state is 0 for open, 1 for closed, 2 for unknown.
public struct RelayReport: Hashable, Sendable {
    public internal(set) var commanded: MeterOccurrence?
    public internal(set) var readBack: MeterOccurrence?
    public internal(set) var alarm: MeterOccurrence?
    /// The order that stood for the account when the relay was last commanded.
    public internal(set) var order: UInt32?

    init() {}

    var cbor: CBOR {
        .array([
            .optional(self.commanded?.cbor), .optional(self.readBack?.cbor), .optional(self.alarm?.cbor),
            .optionalNumber(self.order),
        ])
    }

    init(_ fields: inout CBORFields) throws(CBORError) {
        self.commanded = try Self.occurrence("commanded", &fields)
        self.readBack = try Self.occurrence("read back", &fields)
        self.alarm = try Self.occurrence("alarm", &fields)
        self.order = try fields.optionalNumber("order")
    }

    private static func occurrence(_ name: String, _ fields: inout CBORFields) throws(CBORError) -> MeterOccurrence? {
        try fields.optional(name) { (value: CBOR) throws(CBORError) -> MeterOccurrence in
            var item = try CBORFields(value, of: name)
            let occurrence = try MeterOccurrence(&item)
            try item.end()
            return occurrence
        }
    }
}
