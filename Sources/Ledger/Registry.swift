public import CanonicalCBOR
public import Metering

/// Adds a place to the grid tree; by the registrar. Its number is the next one.
public struct RegisterNode: Hashable, Sendable {
    public var label: String
    public var kind: NodeKind
    /// The place above; nil for the root of a tree.
    public var parent: NodeID?
    public var loss: LossAllowance

    public init(label: String, kind: NodeKind, parent: NodeID?, loss: LossAllowance) {
        self.label = label
        self.kind = kind
        self.parent = parent
        self.loss = loss
    }

    public var cbor: CBOR {
        .array([
            .text(self.label), .unsigned(UInt64(self.kind.rawValue)), .optional(self.parent.map(CBOR.identifier)),
            self.loss.cbor,
        ])
    }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.label = try fields.label("label")
        self.kind = try fields.choice("kind")
        self.parent = try fields.optionalIdentifier("parent")
        var loss = try fields.fields("loss")
        self.loss = try LossAllowance(&loss)
        try loss.end()
    }
}

/// Adds a meter to a node and to a box's roster; by the registrar. Its number is the next one.
public struct RegisterMeter: Hashable, Sendable {
    public var label: String
    /// As printed on the meter and read from it.
    public var serial: String
    public var node: NodeID
    /// The box that reads it.
    public var box: PrincipalID
    /// The account that pays for it; nil for meters of the grid.
    public var account: AccountID?
    public var purpose: MeterPurpose
    public var service: Service
    public var legalUse: LegalUse
    /// The cumulative registers that the box reports, in the order of its roster.
    public var channels: [ObisCode]
    /// True where the supply behind the meter can be switched by the box.
    public var hasDisconnect: Bool

    public init(
        label: String, serial: String, node: NodeID, box: PrincipalID, account: AccountID?, purpose: MeterPurpose,
        service: Service, legalUse: LegalUse, channels: [ObisCode], hasDisconnect: Bool
    ) {
        self.label = label
        self.serial = serial
        self.node = node
        self.box = box
        self.account = account
        self.purpose = purpose
        self.service = service
        self.legalUse = legalUse
        self.channels = channels
        self.hasDisconnect = hasDisconnect
    }

    public var cbor: CBOR {
        .array([
            .text(self.label), .text(self.serial), .identifier(self.node), .identifier(self.box),
            .optional(self.account.map(CBOR.identifier)), .unsigned(UInt64(self.purpose.rawValue)),
            .unsigned(UInt64(self.service.rawValue)), .unsigned(UInt64(self.legalUse.rawValue)),
            .array(self.channels.map { .unsigned($0.packed) }), .boolean(self.hasDisconnect),
        ])
    }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.label = try fields.label("label")
        self.serial = try fields.label("serial")
        self.node = try fields.identifier("node")
        self.box = try fields.identifier("box")
        self.account = try fields.optionalIdentifier("account")
        self.purpose = try fields.choice("purpose")
        self.service = try fields.choice("service")
        self.legalUse = try fields.choice("legal use")
        var channels = try fields.fields("channels")
        self.channels = []
        while channels.remaining > 0 && self.channels.count < 8 { self.channels.append(try channels.obis("channel")) }
        try channels.end()
        self.hasDisconnect = try fields.boolean("disconnect")
    }
}

/// Opens a consumer's account; by the registrar. Its number is the next one.
public struct RegisterAccount: Hashable, Sendable {
    /// A pseudonym: names and the utility's own account numbers never enter the chain.
    public var label: String
    public var tariff: TariffID

    public init(label: String, tariff: TariffID) {
        self.label = label
        self.tariff = tariff
    }

    public var cbor: CBOR { .array([.text(self.label), .identifier(self.tariff)]) }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.label = try fields.label("label")
        self.tariff = try fields.identifier("tariff")
    }
}

/// Adds a version of a tariff; the next number makes a new tariff. By the registrar.
public struct SetTariff: Hashable, Sendable {
    public var tariff: TariffID
    public var effectiveFrom: UTCTime
    /// The tariff document, which the contract reads.
    public var document: CBOR

    public init(tariff: TariffID, effectiveFrom: UTCTime, document: CBOR) {
        self.tariff = tariff
        self.effectiveFrom = effectiveFrom
        self.document = document
    }

    public var cbor: CBOR { .array([.identifier(self.tariff), .time(self.effectiveFrom), self.document]) }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.tariff = try fields.identifier("tariff")
        self.effectiveFrom = try fields.time("effective from")
        self.document = try fields.value("document")
    }
}

/// Why an account's supply is never disconnected.
public enum ProtectionReason: UInt8, Hashable, Sendable, CaseIterable {
    case medical = 1
    case hospital = 2
    case waterWorks = 3
    case streetLight = 4
    case dispute = 5
}

/// Sets or lifts an account's protection; by the registrar or the regulator.
public struct Protect: Hashable, Sendable {
    public var account: AccountID
    /// Nil lifts the protection.
    public var reason: ProtectionReason?

    public init(account: AccountID, reason: ProtectionReason?) {
        self.account = account
        self.reason = reason
    }

    public var cbor: CBOR {
        .array([.identifier(self.account), .optional(self.reason.map { .unsigned(UInt64($0.rawValue)) })])
    }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.account = try fields.identifier("account")
        self.reason = try fields.optional("reason") { (value: CBOR) throws(CBORError) -> ProtectionReason in
            var reason = try CBORFields(.array([value]), of: "reason")
            return try reason.choice("reason")
        }
    }
}
