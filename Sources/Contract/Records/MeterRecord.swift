public import CanonicalCBOR
public import Ledger

/// A meter and what is known of its relay.
public struct MeterRecord: StateRecord {
    public static let kind = StateKind.meter

    public var label: String
    public var serial: String
    public var node: NodeID
    public var box: PrincipalID
    public var account: AccountID?
    public var purpose: MeterPurpose
    public var service: Service
    public var legalUse: LegalUse
    public var hasDisconnect: Bool
    /// The meter's registers are `firstRegister ..< firstRegister + registerCount`, in the order of its channels.
    public var firstRegister: UInt32
    public var registerCount: UInt32
    /// Position of the first register in the box's roster, which only grows: in any readings of the box, the value at
    /// this position is of this meter.
    public var firstPosition: UInt32
    public var relay: RelayReport
    /// The last event of another kind than the relay's.
    public var lastEvent: MeterOccurrence?

    init(_ meter: RegisterMeter, firstRegister: UInt32, firstPosition: UInt32) {
        self.label = meter.label
        self.serial = meter.serial
        self.node = meter.node
        self.box = meter.box
        self.account = meter.account
        self.purpose = meter.purpose
        self.service = meter.service
        self.legalUse = meter.legalUse
        self.hasDisconnect = meter.hasDisconnect
        self.firstRegister = firstRegister
        self.registerCount = UInt32(clamping: meter.channels.count)
        self.firstPosition = firstPosition
        self.relay = RelayReport()
    }

    public var cbor: CBOR {
        .array([
            .text(self.label), .text(self.serial), .identifier(self.node), .identifier(self.box),
            .optional(self.account.map(CBOR.identifier)), .choice(self.purpose), .choice(self.service),
            .choice(self.legalUse), .boolean(self.hasDisconnect), .number(self.firstRegister),
            .number(self.registerCount), .number(self.firstPosition), self.relay.cbor, .optional(self.lastEvent?.cbor),
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
        self.hasDisconnect = try fields.boolean("disconnect")
        self.firstRegister = try fields.uint32("first register")
        self.registerCount = try fields.uint32("register count")
        self.firstPosition = try fields.uint32("first position")
        self.relay = try fields.record("relay") { (relay) throws(CBORError) in try RelayReport(&relay) }
        self.lastEvent = try fields.optional("last event") { (value: CBOR) throws(CBORError) -> MeterOccurrence in
            var item = try CBORFields(value, of: "last event")
            let event = try MeterOccurrence(&item)
            try item.end()
            return event
        }
    }
}
