public import CanonicalCBOR
internal import Metering

/// The level of a place in the grid tree.
public enum NodeKind: UInt8, Hashable, Sendable, CaseIterable {
    case plant = 1
    case feeder = 2
    case transformer = 3
    case servicePoint = 4
}

/// What a meter's register means to the node where it stands.
public enum MeterPurpose: UInt8, Hashable, Sendable, CaseIterable {
    /// Measures what is delivered into the node, for all below it: a transformer, feeder or district meter.
    case delivers = 1
    /// Measures what a consumer takes.
    case consumes = 2
    /// Measures what a generator feeds in.
    case generates = 3
}

/// What is metered; each service has its own units, tariffs and actuators.
public enum Service: UInt8, Hashable, Sendable, CaseIterable {
    case electricity = 1
    case water = 2
    case irrigation = 3
    case transport = 4
}

/// Whether bills and orders may rest on a meter.
public enum LegalUse: UInt8, Hashable, Sendable, CaseIterable {
    case billing = 1
    case submeter = 2
    case audit = 3
}

/// The technical loss that a node may have without anything being wrong, in the unit that its meters count: energy, or
/// litres where the node is one of water.
public struct LossAllowance: Hashable, Sendable {
    /// Loss that is there without load (iron loss, the meters' own consumption; a leak), in mW, or mL in an hour.
    public var fixedThousandthsPerHour: UInt32
    /// Loss in proportion to what is delivered, in basis points (1/100 %).
    public var basisPoints: UInt32
    /// What the sequential test forgives in every interval beyond the loss, in basis points of what is delivered.
    public var toleranceBasisPoints: UInt32
    /// What has to be unexplained in all to raise a finding, in Wh or L.
    public var threshold: UInt32

    public init(fixedThousandthsPerHour: UInt32, basisPoints: UInt32, toleranceBasisPoints: UInt32, threshold: UInt32) {
        self.fixedThousandthsPerHour = fixedThousandthsPerHour
        self.basisPoints = basisPoints
        self.toleranceBasisPoints = toleranceBasisPoints
        self.threshold = threshold
    }

    public var cbor: CBOR {
        .array(
            [self.fixedThousandthsPerHour, self.basisPoints, self.toleranceBasisPoints, self.threshold]
                .map { .unsigned(UInt64($0)) })
    }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.fixedThousandthsPerHour = try fields.uint32("fixed loss")
        self.basisPoints = try fields.uint32("loss in basis points")
        self.toleranceBasisPoints = try fields.uint32("tolerance in basis points")
        self.threshold = try fields.uint32("threshold")
        guard self.basisPoints <= 10_000, self.toleranceBasisPoints <= 10_000 else {
            throw fields.refused(
                "loss allowance", expected: "at most 10 000 basis points",
                found: "\(self.basisPoints) and \(self.toleranceBasisPoints)")
        }
    }
}

extension LossAllowance: CustomStringConvertible {
    /// In the units of electricity; water has litres for watt hours.
    public var description: String {
        "\(Self.decimals(self.fixedThousandthsPerHour, 3)) Wh an hour and \(Self.decimals(self.basisPoints, 2)) % lost, "
            + "\(Self.decimals(self.toleranceBasisPoints, 2)) % forgiven, a finding from \(self.threshold) Wh on"
    }

    private static func decimals(_ value: UInt32, _ digits: Int) -> String {
        DecimalText.text(Int64(value), digits: digits)
    }
}

extension LossAllowance {
    /// No value is more than that of another one.
    public func isWithin(_ other: LossAllowance) -> Bool {
        self.fixedThousandthsPerHour <= other.fixedThousandthsPerHour && self.basisPoints <= other.basisPoints
            && self.toleranceBasisPoints <= other.toleranceBasisPoints && self.threshold <= other.threshold
    }
}
