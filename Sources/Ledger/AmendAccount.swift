public import CanonicalCBOR
public import Metering

/// What an account is billed by, from an instant on.
public struct AccountTerms: Hashable, Sendable {
    public var tariff: TariffID
    /// Watts; 0 where none is registered.
    public var sanctionedLoadWatts: UInt32
    /// W or VA, as the tariff bills it; nil: the sanctioned load.
    public var contractDemand: UInt32?
    /// Rated power of the consumer's own plant, in W; nil where there is none.
    public var plantWatts: UInt32?
    /// Classes of consumers that tariffs name, ascending by their bytes, each once; at most ``maximumClasses``.
    public var classes: [String]
    public var isPrepaid: Bool

    public static let maximumClasses = 8

    public init(
        tariff: TariffID, sanctionedLoadWatts: UInt32 = 0, contractDemand: UInt32? = nil, plantWatts: UInt32? = nil,
        classes: [String] = [], isPrepaid: Bool = false
    ) {
        self.tariff = tariff
        self.sanctionedLoadWatts = sanctionedLoadWatts
        self.contractDemand = contractDemand
        self.plantWatts = plantWatts
        self.classes = classes
        self.isPrepaid = isPrepaid
    }

    public var cbor: CBOR {
        .array([
            .identifier(self.tariff), .unsigned(UInt64(self.sanctionedLoadWatts)),
            .optional(self.contractDemand.map { .unsigned(UInt64($0)) }),
            .optional(self.plantWatts.map { .unsigned(UInt64($0)) }), .array(self.classes.map { .text($0) }),
            .boolean(self.isPrepaid),
        ])
    }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.tariff = try fields.identifier("tariff")
        self.sanctionedLoadWatts = try fields.uint32("sanctioned load")
        self.contractDemand = try fields.optionalWatts("contract demand")
        self.plantWatts = try fields.optionalWatts("plant power")
        var classes = try CBORFields(
            .array(try fields.array("classes", atMost: Self.maximumClasses)), of: "classes")
        self.classes = []
        while classes.remaining > 0 { self.classes.append(try classes.label("class")) }
        let bytes = self.classes.map { Array($0.utf8) }
        guard zip(bytes, bytes.dropFirst()).allSatisfy({ $0.lexicographicallyPrecedes($1) }) else {
            throw fields.refused("classes", expected: "classes in ascending order, each once", found: "others")
        }
        self.isPrepaid = try fields.boolean("prepaid")
    }
}

/// Changes what an account is billed by; by the registrar. Each bill goes by the terms of its period's first instant.
public struct AmendAccount: Hashable, Sendable {
    public var account: AccountID
    public var from: UTCTime
    public var terms: AccountTerms

    public init(account: AccountID, from: UTCTime, terms: AccountTerms) {
        self.account = account
        self.from = from
        self.terms = terms
    }

    public var cbor: CBOR { .array([.identifier(self.account), .time(self.from), self.terms.cbor]) }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.account = try fields.identifier("account")
        self.from = try fields.time("from")
        var terms = try fields.fields("terms")
        self.terms = try AccountTerms(&terms)
        try terms.end()
    }
}

extension CBORFields {
    fileprivate mutating func optionalWatts(_ name: String) throws(CBORError) -> UInt32? {
        try self.optional(name) { (value: CBOR) throws(CBORError) -> UInt32 in try value.readUnsigned(UInt32.self) }
    }
}
