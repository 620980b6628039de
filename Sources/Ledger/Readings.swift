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

/// One interval's values of a whole box: a column over its roster.
///
/// Every value is the increment of a cumulative register over the interval, in the channel's base unit.
public struct IntervalReadings: Hashable, Sendable {
    /// One for each roster position; nil where nothing was read.
    public var increments: [UInt64?]
    /// Ascending by position; a position here has no increment.
    public var exceptions: [ReadingException]

    public init(increments: [UInt64?], exceptions: [ReadingException]) {
        self.increments = increments
        self.exceptions = exceptions
    }

    /// What is at a position that needs more than an increment; nil where nothing does.
    public func exception(at position: Int) -> ReadingException? {
        self.exceptions.first { Int($0.index) == position }
    }

    /// True where something was read at a position.
    public func holds(_ position: Int) -> Bool {
        guard self.increments.indices.contains(position) else { return false }
        return self.increments[position] != nil || self.exception(at: position) != nil
    }
}

/// Readings of a whole box over one interval or several that follow one another, under one signature.
///
/// The roster is the box's meters in the order of their registration, each with its channels; its version rises with
/// every meter that comes or goes. All intervals have as many positions.
public struct Readings: Hashable, Sendable {
    public var rosterVersion: UInt32
    /// The end of the first interval, a multiple of the zone's interval; each one after it ends an interval later.
    public var firstEnd: UTCTime
    /// 1 to ``maximumIntervals``, oldest first.
    public var intervals: [IntervalReadings]

    /// The most positions in a roster.
    public static let maximumPositions = 4096
    /// The most intervals: six hours of quarters of an hour.
    public static let maximumIntervals = 24

    public init(rosterVersion: UInt32, firstEnd: UTCTime, intervals: [IntervalReadings]) {
        self.rosterVersion = rosterVersion
        self.firstEnd = firstEnd
        self.intervals = intervals
    }

    /// One interval's readings.
    public init(rosterVersion: UInt32, intervalEnd: UTCTime, increments: [UInt64?], exceptions: [ReadingException]) {
        self.init(
            rosterVersion: rosterVersion, firstEnd: intervalEnd,
            intervals: [IntervalReadings(increments: increments, exceptions: exceptions)])
    }

    /// Positions of the roster.
    public var count: Int { self.intervals.first?.increments.count ?? 0 }

    /// The end of one of the intervals, in a zone whose intervals have so many seconds.
    public func end(of index: Int, intervalSeconds: Int64) -> UTCTime {
        self.firstEnd.adding(seconds: Int64(index) * intervalSeconds)
    }

    public func lastEnd(intervalSeconds: Int64) -> UTCTime {
        self.end(of: self.intervals.count - 1, intervalSeconds: intervalSeconds)
    }

    /// Which of the intervals ends then; nil where none does.
    public func index(ofIntervalEnding end: UTCTime, intervalSeconds: Int64) -> Int? {
        self.intervals.indices.first { self.end(of: $0, intervalSeconds: intervalSeconds) == end }
    }

    /// The last interval in which something was read at a position of the roster; nil where nothing was.
    public func lastInterval(with position: Int) -> Int? { self.intervals.lastIndex { $0.holds(position) } }

    /// These readings and those that begin where they end, over the same roster; nil where they do not fit together.
    public func joined(with next: Readings, intervalSeconds: Int64) -> Readings? {
        guard self.rosterVersion == next.rosterVersion, self.count == next.count,
            next.firstEnd == self.end(of: self.intervals.count, intervalSeconds: intervalSeconds),
            self.intervals.count + next.intervals.count <= Self.maximumIntervals
        else { return nil }
        return Readings(
            rosterVersion: self.rosterVersion, firstEnd: self.firstEnd, intervals: self.intervals + next.intervals)
    }
}

extension Readings {
    /// `[version, end of the first interval, count, intervals]`.
    public var cbor: CBOR {
        .array([
            .unsigned(UInt64(self.rosterVersion)), .time(self.firstEnd), .unsigned(UInt64(self.count)),
            .array(self.intervals.map(\.cbor)),
        ])
    }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.rosterVersion = try fields.uint32("roster version")
        self.firstEnd = try fields.time("first interval's end")
        let count = try fields.uint32("count")
        guard count <= Self.maximumPositions else {
            throw fields.refused("count", expected: "at most \(Self.maximumPositions)", found: "\(count)")
        }
        self.intervals = try fields.list("intervals", atMost: Self.maximumIntervals) { (item) throws(CBORError) in
            try IntervalReadings(&item, count: Int(count))
        }
        guard !self.intervals.isEmpty else {
            throw fields.refused("intervals", expected: "1 to \(Self.maximumIntervals) intervals", found: "none")
        }
    }
}

extension IntervalReadings {
    /// `[presence bitmap or null where all are there, LEB128 increments, exceptions]`.
    fileprivate var cbor: CBOR {
        let present = self.increments.compactMap { $0 }
        let presence: CBOR =
            present.count == self.increments.count ? .null : .bytes(Bitmap.pack(self.increments.map { $0 != nil }))
        return .array([
            presence, .bytes(LEB128.encode(present)),
            .array(
                self.exceptions.map {
                    .array([.unsigned(UInt64($0.index)), .unsigned(UInt64($0.kind.rawValue)), .integer($0.value)])
                }),
        ])
    }

    fileprivate init(_ fields: inout CBORFields, count: Int) throws(CBORError) {
        let presence = try fields.value("presence")
        let packed = try fields.bytes("increments", atMost: Readings.maximumPositions * 10)
        guard let present = Self.presence(presence, count: count), let values = LEB128.decode(packed),
            values.count == present.count(where: { $0 })
        else {
            throw fields.refused(
                "increments", expected: "as many shortest-form LEB128 values as positions are present",
                found: "other bytes")
        }
        var next = values.makeIterator()
        self.increments = present.map { $0 ? next.next() : nil }
        self.exceptions = try fields.list("exceptions", atMost: Readings.maximumPositions) { (item) throws(CBORError) in
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
