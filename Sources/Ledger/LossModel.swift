public import CanonicalCBOR
public import Identity
public import Metering

/// The calibration of a node's balance: what it may lose, learned from its own readings.
///
/// A box only sharpens what the registrar set: none of the four values may be more than it registered.
public struct LossModel: Hashable, Sendable {
    public var node: NodeID
    public var loss: LossAllowance
    /// The window that it was learned from.
    public var from: UTCTime
    public var through: UTCTime
    /// Intervals in it that were balanced.
    public var intervals: UInt32
    /// SHA-256 of what the box kept of it.
    public var evidence: Digest

    public init(
        node: NodeID, loss: LossAllowance, from: UTCTime, through: UTCTime, intervals: UInt32, evidence: Digest
    ) {
        (self.node, self.loss, self.from, self.through) = (node, loss, from, through)
        (self.intervals, self.evidence) = (intervals, evidence)
    }

    public var cbor: CBOR {
        .array([
            .identifier(self.node), self.loss.cbor, .time(self.from), .time(self.through),
            .unsigned(UInt64(self.intervals)),
            .digest(self.evidence),
        ])
    }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.node = try fields.identifier("node")
        var loss = try fields.fields("loss")
        self.loss = try LossAllowance(&loss)
        try loss.end()
        self.from = try fields.time("from")
        self.through = try fields.time("through")
        self.intervals = try fields.uint32("intervals")
        self.evidence = try fields.digest("evidence")
    }
}
