public import CanonicalCBOR
public import Metering

/// Why a value in ``Readings`` is not a plain increment.
public enum ReadingExceptionKind: UInt8, Hashable, Sendable, CaseIterable {
    /// The register itself, after a gap or for the first time; what lies between is booked over the gap.
    case absolute = 1
    /// As `absolute`, with a value put in place by a rule.
    case substituted = 2
    /// As `absolute`, with a computed value.
    case estimated = 3
    /// The register started again from zero; the value is the register now.
    case reset = 4
    /// The register passed its end; the value is the register now.
    case rollover = 5
    /// Another meter stands here; the value is its register, and nothing is booked.
    case replaced = 6
    /// The increment stands, but a check doubts it; the value is the increment.
    case suspect = 7
}

/// One value that needs more than an increment.
public struct ReadingException: Hashable, Sendable {
    /// Position in the roster.
    public var index: UInt32
    public var kind: ReadingExceptionKind
    public var value: Int64

    public init(index: UInt32, kind: ReadingExceptionKind, value: Int64) {
        self.index = index
        self.kind = kind
        self.value = value
    }
}

/// One interval's readings of a whole box, in columns over its roster.
///
/// The roster is the box's meters in the order of their registration, each with its channels; its version counts the
/// meters. Every value is the increment of a cumulative register over the interval, in the channel's base unit.
public struct Readings: Hashable, Sendable {
    public var rosterVersion: UInt32
    /// A multiple of the zone's interval.
    public var intervalEnd: UTCTime
    /// One for each roster position; nil where nothing was read.
    public var increments: [UInt64?]
    /// Ascending by position; a position here has no increment.
    public var exceptions: [ReadingException]

    /// The most positions in a roster.
    public static let maximumPositions = 4096

    public init(rosterVersion: UInt32, intervalEnd: UTCTime, increments: [UInt64?], exceptions: [ReadingException]) {
        self.rosterVersion = rosterVersion
        self.intervalEnd = intervalEnd
        self.increments = increments
        self.exceptions = exceptions
    }
}

extension Readings {
    /// `[version, end, count, presence bitmap or null where all are there, LEB128 increments, exceptions]`.
    public var cbor: CBOR {
        let present = self.increments.compactMap { $0 }
        let presence: CBOR =
            present.count == self.increments.count ? .null : .bytes(Bitmap.pack(self.increments.map { $0 != nil }))
        return .array([
            .unsigned(UInt64(self.rosterVersion)), .time(self.intervalEnd), .unsigned(UInt64(self.increments.count)),
            presence, .bytes(LEB128.encode(present)),
            .array(
                self.exceptions.map {
                    .array([.unsigned(UInt64($0.index)), .unsigned(UInt64($0.kind.rawValue)), .integer($0.value)])
                }),
        ])
    }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.rosterVersion = try fields.uint32("roster version")
        self.intervalEnd = try fields.time("interval end")
        let count = try fields.uint32("count")
        guard count <= Self.maximumPositions else {
            throw fields.refused("count", expected: "at most \(Self.maximumPositions)", found: "\(count)")
        }
        let presence = try fields.value("presence")
        let packed = try fields.bytes("increments", atMost: Self.maximumPositions * 10)
        guard let present = Self.presence(presence, count: Int(count)), let values = LEB128.decode(packed),
            values.count == present.count(where: { $0 })
        else {
            throw fields.refused(
                "increments", expected: "as many shortest-form LEB128 values as positions are present",
                found: "other bytes")
        }
        var next = values.makeIterator()
        self.increments = present.map { $0 ? next.next() : nil }
        self.exceptions = try fields.list("exceptions", atMost: Self.maximumPositions) { (item) throws(CBORError) in
            ReadingException(
                index: try item.uint32("index"), kind: try item.choice("kind"), value: try item.integer("value"))
        }
        try Self.check(self.exceptions, self.increments, fields)
    }

    private static func presence(_ value: CBOR, count: Int) -> [Bool]? {
        switch value {
        case .null: return Array(repeating: true, count: count)
        case .bytes(let bytes):
            // A bitmap with every bit set has another form: null.
            guard let bits = Bitmap.unpack(bytes, count: count), bits.contains(false) else { return nil }
            return bits
        default: return nil
        }
    }

    private static func check(
        _ exceptions: [ReadingException], _ increments: [UInt64?], _ fields: CBORFields
    ) throws(CBORError) {
        var last: UInt32?
        for exception in exceptions {
            let isAscending = last.map { $0 < exception.index } ?? true
            guard isAscending, exception.index < increments.count, increments[Int(exception.index)] == nil,
                exception.value >= 0
            else {
                throw fields.refused(
                    "exceptions", expected: "ascending positions without an increment, values of 0 or more",
                    found: "position \(exception.index) with \(exception.value)")
            }
            last = exception.index
        }
    }
}
