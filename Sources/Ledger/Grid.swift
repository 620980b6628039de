public import CanonicalCBOR
public import Metering

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

extension LossAllowance {
    public var cbor: CBOR {
        .array(
            [self.fixedThousandthsPerHour, self.basisPoints, self.toleranceBasisPoints, self.threshold]
                .map { .unsigned(UInt64($0)) })
    }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.init(
            fixedThousandthsPerHour: try fields.uint32("fixed loss"),
            basisPoints: try fields.uint32("loss in basis points"),
            toleranceBasisPoints: try fields.uint32("tolerance in basis points"),
            threshold: try fields.uint32("threshold"))
        guard max(self.basisPoints, self.toleranceBasisPoints) <= Self.allBasisPoints else {
            throw fields.refused(
                "loss allowance", expected: "at most 10 000 basis points",
                found: "\(self.basisPoints) and \(self.toleranceBasisPoints)")
        }
    }
}
