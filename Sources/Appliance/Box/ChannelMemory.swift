import CanonicalCBOR
import Ledger
import Metering

/// What one register must remember over a restart of the box, beside what the chain has of it.
///
/// It is stored together with the readings that leave, so that it always fits them. Most registers have none: it is
/// there while the chain has not been told the whole of a break, and while the register may still come back to where it
/// was before one.
struct ChannelMemory: Hashable, Sendable {
    /// The counter, without readings that wait for confirmation.
    var counter: CounterState
    /// The break that the chain has not been told of, or not wholly.
    var splice: Splice?
    /// What the chain had of the register.
    var told: ReadingCollector.Baseline

    /// Nil where what the chain has is enough.
    init?(_ channel: MeterChannel, in collector: ReadingCollector) {
        guard var counter = channel.counter.state, counter.isVerified,
            let baseline = collector.baseline(channel.position)
        else { return nil }
        counter.pending = nil
        // By the clock: after a restart steady time begins anew.
        counter.accepted.time = counter.accepted.time.adding(milliseconds: channel.clockLead ?? 0)
        let base = counter.superseded?.base.time.adding(milliseconds: channel.clockLead ?? 0)
        if let base { counter.superseded?.base.time = base }
        self.counter = counter
        self.splice = collector.untold(channel.position)
        if let next = channel.splice { self.splice = self.splice?.then(next) ?? next }
        self.told = baseline
        guard self.splice != nil || baseline.isOrigin || counter.superseded != nil else { return nil }
    }

    /// The same for a chain that has `baseline`: where that is not what it was told, as after readings that were refused,
    /// the register goes on from its last reading, and nothing is booked for what lies before.
    func fitted(to baseline: ReadingCollector.Baseline) -> ChannelMemory {
        guard self.told.boundary != baseline.boundary || self.told.value != baseline.value else { return self }
        var fitted = self
        fitted.told = baseline
        fitted.splice = Splice(kind: .replaced, lastGood: baseline.value, origin: self.counter.accepted.value)
        return fitted
    }

    /// True where it says the same but for what the register moved in a few minutes.
    func isLike(_ other: ChannelMemory) -> Bool {
        let apart = self.counter.accepted.time.milliseconds - other.counter.accepted.time.milliseconds
        return apart.magnitude < Self.worthWriting && self.splice == other.splice && self.told == other.told
            && self.counter.superseded?.base.value == other.counter.superseded?.base.value
    }
}

extension ChannelMemory {
    private static let version: UInt64 = 1
    /// In milliseconds.
    private static let worthWriting: UInt64 = 120_000

    var encoded: [UInt8] {
        CBOR.array([
            .unsigned(Self.version), .fields(self.counter.accepted),
            .optional(
                self.counter.superseded.map {
                    .array([.fields($0.base), .integer($0.booked), .integer($0.moved)])
                }),
            .optional(
                self.splice.map {
                    .array([.unsigned(UInt64($0.kind.rawValue)), .integer($0.lastGood), .integer($0.origin)])
                }),
            .array([.time(self.told.boundary), .integer(self.told.value), .boolean(self.told.isOrigin)]),
        ]).encoded()
    }

    init(decoding bytes: [UInt8]) throws(CBORError) {
        var fields = try CBORFields(decoding: bytes, of: "memory of a register")
        let version = try fields.unsigned("version")
        guard version == Self.version else {
            throw CBORError(
                .mismatch(expected: "version \(Self.version)", found: "\(version)"), of: "memory of a register")
        }
        self.counter = CounterState(accepted: try fields.sample("accepted"), isVerified: true)
        self.counter.superseded = try fields.optional("superseded") { value throws(CBORError) in
            var inner = try CBORFields(value, of: "superseded")
            return CounterState.Superseded(
                base: try inner.sample("base"), booked: try inner.integer("booked"),
                moved: try inner.integer("moved"))
        }
        self.splice = try fields.optional("splice") { value throws(CBORError) in
            var inner = try CBORFields(value, of: "splice")
            return Splice(
                kind: try inner.choice("kind", ReadingExceptionKind.self), lastGood: try inner.integer("last good"),
                origin: try inner.integer("origin"))
        }
        var told = try fields.fields("told")
        self.told = ReadingCollector.Baseline(
            boundary: try told.time("boundary"), value: try told.integer("value"),
            isOrigin: try told.boolean("is origin"))
        try told.end()
        try fields.end()
    }
}

extension CBOR {
    fileprivate static func fields(_ sample: CounterState.Sample) -> CBOR {
        .array([
            .integer(sample.value), .time(sample.time),
            .optional(sample.serial.map { .text(String($0.unicodeScalars.prefix(200))) }),
        ])
    }
}

extension CBORFields {
    fileprivate mutating func sample(_ name: String) throws(CBORError) -> CounterState.Sample {
        var fields = try self.fields(name)
        return CounterState.Sample(
            value: try fields.integer("value"), time: try fields.time("time"),
            serial: try fields.optional("serial") { value throws(CBORError) in try value.readText(atMost: 800) })
    }
}
