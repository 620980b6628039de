public import CanonicalCBOR
public import Metering

/// What happened to a meter or its relay.
public enum MeterEventKind: UInt8, Hashable, Sendable, CaseIterable {
    case communicationLost = 1
    case communicationRegained = 2
    case tamper = 3
    case clockDrift = 4
    case replaced = 5
    /// The box sent a command to the relay; the value is 0 for open, 1 for closed.
    case relayCommanded = 6
    /// The box read the relay back; the value is 0 for open, 1 for closed, 2 where it could not be read.
    case relayReadBack = 7
    /// A relay changed without a command, or did not follow one.
    case relayAlarm = 8
    /// People wrote to the meter by hand what may alter its metering or its place on the line; the value is the first
    /// register's address, and the evidence holds fields, words before, written and after, and both persons' names.
    case configured = 9
    /// The box read the meter's measuring transformer ratios and found others than the chain has; the evidence is
    /// the encoded ``MeasuringRatios``, the value is 0.
    case ratiosRead = 10
}

/// Something that a box or a crew saw at a meter.
public struct MeterEvent: Hashable, Sendable {
    public var meter: MeterID
    public var time: UTCTime
    public var kind: MeterEventKind
    public var value: Int64
    /// The record behind the event as deterministic CBOR, for example the guards that a switching rests on.
    public var evidence: [UInt8]

    /// The most bytes of evidence.
    public static let maximumEvidence = 4096

    public init(meter: MeterID, time: UTCTime, kind: MeterEventKind, value: Int64, evidence: [UInt8]) {
        self.meter = meter
        self.time = time
        self.kind = kind
        self.value = value
        self.evidence = evidence
    }

    public var cbor: CBOR {
        .array([
            .identifier(self.meter), .time(self.time), .unsigned(UInt64(self.kind.rawValue)), .integer(self.value),
            .bytes(self.evidence),
        ])
    }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.meter = try fields.identifier("meter")
        self.time = try fields.time("time")
        self.kind = try fields.choice("kind")
        self.value = try fields.integer("value")
        self.evidence = try fields.bytes("evidence", atMost: Self.maximumEvidence)
    }
}
