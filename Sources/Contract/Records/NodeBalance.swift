internal import CanonicalCBOR
internal import Ledger
public import Metering

/// The energy balance of a node: what waits to be balanced, and the two sequential tests.
public struct NodeBalance: Hashable, Sendable {
    /// Intervals whose balance is not taken yet, ascending.
    public internal(set) var pending: [PendingInterval] = []
    /// The last interval whose balance was taken or passed over.
    public internal(set) var through: UTCTime?
    /// The last balance that was taken.
    public internal(set) var last: IntervalBalance?
    /// Intervals balanced, and intervals passed over because a value was missing or not plain.
    public internal(set) var taken: UInt64 = 0
    public internal(set) var paused: UInt64 = 0
    /// Energy that leaves unseen.
    public internal(set) var loss = DriftTest()
    /// Energy that is metered below beyond what was delivered.
    public internal(set) var overRegistration = DriftTest()

    init() {}

    var cbor: CBOR {
        .array([
            .array(self.pending.map(\.cbor)), .optionalTime(self.through), .optional(self.last?.cbor),
            .unsigned(self.taken), .unsigned(self.paused), self.loss.cbor, self.overRegistration.cbor,
        ])
    }

    init(_ fields: inout CBORFields) throws(CBORError) {
        self.pending = try fields.list("pending", atMost: 4096) { (item) throws(CBORError) in
            try PendingInterval(&item)
        }
        self.through = try fields.optionalTime("through")
        self.last = try fields.optionalRecord("last balance") { (last) throws(CBORError) in
            try IntervalBalance(&last)
        }
        self.taken = try fields.unsigned("taken")
        self.paused = try fields.unsigned("paused")
        self.loss = try fields.record("loss test") { (test) throws(CBORError) in try DriftTest(&test) }
        self.overRegistration = try fields.record("over-registration test") { (test) throws(CBORError) in
            try DriftTest(&test)
        }
    }
}

/// What meters reported of one interval so far.
public struct PendingInterval: Hashable, Sendable {
    public let end: UTCTime
    /// Energy into the node, in Wh.
    public internal(set) var delivered: Int64 = 0
    /// Energy metered below, in Wh.
    public internal(set) var metered: Int64 = 0
    /// How many registers reported.
    public internal(set) var reports: UInt32 = 0
    /// False once a value was not a plain increment.
    public internal(set) var isPlain = true

    init(end: UTCTime) { self.end = end }

    var cbor: CBOR {
        .array([
            .time(self.end), .integer(self.delivered), .integer(self.metered), .number(self.reports),
            .boolean(self.isPlain),
        ])
    }

    init(_ fields: inout CBORFields) throws(CBORError) {
        self.end = try fields.time("end")
        self.delivered = try fields.integer("delivered")
        self.metered = try fields.integer("metered")
        self.reports = try fields.uint32("reports")
        self.isPlain = try fields.boolean("plain")
    }
}

/// One balance: delivered − metered = allowance + unexplained. All in the unit of the node's meters (Wh, or L) or in
/// thousandths of it.
public struct IntervalBalance: Hashable, Sendable {
    public let end: UTCTime
    public let delivered: Int64
    public let metered: Int64
    /// Technical loss that the node may have, in thousandths.
    public let allowanceThousandths: Int64
    /// In thousandths; may be negative.
    public let unexplainedThousandths: Int64

    var cbor: CBOR {
        .array([
            .time(self.end), .integer(self.delivered), .integer(self.metered), .integer(self.allowanceThousandths),
            .integer(self.unexplainedThousandths),
        ])
    }
}

extension IntervalBalance {
    init(_ fields: inout CBORFields) throws(CBORError) {
        self.end = try fields.time("end")
        self.delivered = try fields.integer("delivered")
        self.metered = try fields.integer("metered")
        self.allowanceThousandths = try fields.integer("allowance")
        self.unexplainedThousandths = try fields.integer("unexplained")
    }
}

extension DriftTest {
    var cbor: CBOR {
        .array([
            .integer(self.statistic), .optionalTime(self.onset), .integer(self.energy), .number(self.quietIntervals),
            .optionalNumber(self.finding),
        ])
    }

    init(_ fields: inout CBORFields) throws(CBORError) {
        self.init(
            statistic: try fields.integer("statistic"), onset: try fields.optionalTime("onset"),
            energy: try fields.integer("energy"), quietIntervals: try fields.uint32("quiet intervals"),
            finding: try fields.optionalNumber("finding"))
    }
}
