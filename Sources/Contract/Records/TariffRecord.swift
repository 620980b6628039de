public import CanonicalCBOR
public import Ledger
public import Metering
public import Tariffs

/// One version of a tariff.
public struct TariffVersion: Hashable, Sendable {
    public let effectiveFrom: UTCTime
    public let tariff: Tariff
}

/// A tariff with its versions; a version's number is its position, from 0.
public struct TariffRecord: TreeStateRecord {
    public static let kind = StateKind.tariff
    /// The most versions of one tariff.
    public static let maximumVersions = 64

    /// Ascending by the time from which they hold, never empty.
    public internal(set) var versions: [TariffVersion]

    init(_ version: TariffVersion) { self.versions = [version] }

    /// The version in force at an instant; nil before the first.
    public func version(at time: UTCTime) -> UInt32? {
        self.versions.lastIndex { $0.effectiveFrom <= time }.map { UInt32($0) }
    }

    public var cbor: CBOR {
        .array([.array(self.versions.map { .array([.time($0.effectiveFrom), $0.tariff.cbor]) })])
    }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.versions = try fields.list("versions", atMost: Self.maximumVersions) { (item) throws(CBORError) in
            TariffVersion(
                effectiveFrom: try item.time("effective from"),
                tariff: try item.record("tariff") { (tariff) throws(CBORError) in try Tariff(&tariff) })
        }
    }
}
