public import CanonicalCBOR

/// What a measuring transformer makes of what flows in the grid: its primary over its secondary value.
///
/// Two ratios are equal as values only where they are written alike, for records are compared so: 100/5 and 20/1
/// transform alike (``transforms(like:)``) and differ.
public struct MeasuringRatio: Hashable, Sendable {
    /// In thousandths of an ampere or a volt, above 0.
    public let primary: UInt32
    /// In thousandths of an ampere or a volt, above 0.
    public let secondary: UInt32

    /// - Parameters:
    ///   - primary: in thousandths of an ampere or a volt.
    ///   - secondary: in thousandths of an ampere or a volt.
    /// - Returns: nil where one of them is 0.
    public init?(primary: UInt32, secondary: UInt32) {
        guard primary > 0, secondary > 0 else { return nil }
        (self.primary, self.secondary) = (primary, secondary)
    }

    public func transforms(like other: MeasuringRatio) -> Bool {
        UInt64(self.primary) * UInt64(other.secondary) == UInt64(other.primary) * UInt64(self.secondary)
    }
}

extension MeasuringRatio: CustomStringConvertible {
    /// In amperes or volts: `100/5`, `62.5/5`.
    public var description: String { "\(Self.text(self.primary))/\(Self.text(self.secondary))" }

    private static func text(_ thousandths: UInt32) -> String {
        guard thousandths % 1000 > 0 else { return "\(thousandths / 1000)" }
        var decimals = "\(1000 + thousandths % 1000)".dropFirst()
        while decimals.last == "0" { decimals.removeLast() }
        return "\(thousandths / 1000).\(decimals)"
    }
}

/// The ratios of the measuring transformers in front of a meter; nil where nothing is known of one.
public struct MeasuringRatios: Hashable, Sendable {
    public let current: MeasuringRatio?
    public let voltage: MeasuringRatio?

    /// - Returns: nil where neither is given.
    public init?(current: MeasuringRatio?, voltage: MeasuringRatio?) {
        guard current != nil || voltage != nil else { return nil }
        (self.current, self.voltage) = (current, voltage)
    }

    private init(_ current: MeasuringRatio?, _ voltage: MeasuringRatio?) {
        (self.current, self.voltage) = (current, voltage)
    }

    /// True where both tell the ratio of a transformer and do not agree on it.
    public func contradicts(_ other: MeasuringRatios) -> Bool {
        Self.differ(self.current, other.current) || Self.differ(self.voltage, other.voltage)
    }

    /// These, and of the other ones those that are missing here.
    public func completed(by other: MeasuringRatios?) -> MeasuringRatios {
        MeasuringRatios(self.current ?? other?.current, self.voltage ?? other?.voltage)
    }

    private static func differ(_ one: MeasuringRatio?, _ other: MeasuringRatio?) -> Bool {
        guard let one, let other else { return false }
        return !one.transforms(like: other)
    }

    public var cbor: CBOR { .array([.optional(self.current?.cbor), .optional(self.voltage?.cbor)]) }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.current = try MeasuringRatio.read("current", &fields)
        self.voltage = try MeasuringRatio.read("voltage", &fields)
        guard self.current != nil || self.voltage != nil else {
            throw fields.refused("voltage", expected: "one ratio at least", found: "none")
        }
    }

    /// The evidence of a meter event of the kind ``MeterEventKind/ratiosRead``.
    public func encoded() -> [UInt8] { self.cbor.encoded() }

    /// Reads the evidence of a meter event of the kind ``MeterEventKind/ratiosRead``, to its last byte.
    public init(decoding bytes: [UInt8]) throws(CBORError) {
        var fields = try CBORFields(decoding: bytes, of: "ratios")
        try self.init(&fields)
        try fields.end()
    }
}

extension MeasuringRatios: CustomStringConvertible {
    /// `CT 100/5, PT 11000/110`.
    public var description: String {
        [self.current.map { "CT \($0)" }, self.voltage.map { "PT \($0)" }].compactMap { $0 }.joined(separator: ", ")
    }
}

extension MeasuringRatio {
    fileprivate var cbor: CBOR { .array([.unsigned(UInt64(self.primary)), .unsigned(UInt64(self.secondary))]) }

    fileprivate static func read(_ name: String, _ fields: inout CBORFields) throws(CBORError) -> MeasuringRatio? {
        try fields.optional(name) { (value: CBOR) throws(CBORError) -> MeasuringRatio in
            var item = try CBORFields(value, of: name)
            let (primary, secondary) = (try item.uint32("primary"), try item.uint32("secondary"))
            guard let ratio = MeasuringRatio(primary: primary, secondary: secondary) else {
                throw item.refused("secondary", expected: "values above 0", found: "\(primary) by \(secondary)")
            }
            try item.end()
            return ratio
        }
    }
}
