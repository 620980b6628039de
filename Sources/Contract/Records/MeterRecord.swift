public import CanonicalCBOR
public import Ledger
public import Metering

/// A meter and what is known of its relay.
public struct MeterRecord: TreeStateRecord {
    public static let kind = StateKind.meter

    public var label: String
    public var serial: String
    public var box: PrincipalID
    /// Ascending by their instants, never empty; the first holds from the beginning.
    public var placements: [Placement]
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
    /// From when on it is read no more.
    public var retiredAt: UTCTime?

    private var rareRatios = Rare<MeterRatios>.none
    /// What is known of its measuring transformers; nil where nothing was declared or read.
    public internal(set) var ratios: MeterRatios? {
        get { self.rareRatios.value }
        set { self.rareRatios = Rare(newValue) }
    }

    /// The most placements of one meter.
    public static let maximumPlacements = 64

    /// Where it stands now.
    public var node: NodeID { self.placements.last?.node ?? NodeID(.max) }
    /// Who pays for it now.
    public var account: AccountID? { self.placements.last?.account }

    /// When an account paid for it: from each placement of the account to the next placement, or to the end that is
    /// given; nothing of it is empty.
    func spans(paidBy account: UInt32, within period: BillingPeriod) -> [Range<UTCTime>] {
        self.placements.indices.compactMap { index in
            guard self.placements[index].account?.number == account else { return nil }
            let next = index + 1 < self.placements.count ? self.placements[index + 1].from : self.retiredAt
            let from = max(self.placements[index].from, period.start)
            let until = min(next ?? period.end, period.end)
            return from < until ? from..<until : nil
        }
    }

    /// Where it stood in the interval with this end.
    public func placement(ofIntervalEnding end: UTCTime) -> Placement? {
        self.placements.last { $0.from < end } ?? self.placements.first
    }

    init(_ meter: RegisterMeter, firstRegister: UInt32, firstPosition: UInt32) {
        self.label = meter.label
        self.serial = meter.serial
        self.box = meter.box
        self.placements = [Placement(from: UTCTime(milliseconds: 0), node: meter.node, account: meter.account)]
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
            .text(self.label), .text(self.serial), .identifier(self.box),
            .array(self.placements.map(\.cbor)), .choice(self.purpose), .choice(self.service),
            .choice(self.legalUse), .boolean(self.hasDisconnect), .number(self.firstRegister),
            .number(self.registerCount), .number(self.firstPosition), self.relay.cbor, .optional(self.lastEvent?.cbor),
            .optionalTime(self.retiredAt), .optional(self.ratios?.cbor),
        ])
    }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.label = try fields.label("label")
        self.serial = try fields.label("serial")
        self.box = try fields.identifier("box")
        self.placements = try fields.list("placements", atMost: Self.maximumPlacements) { (item) throws(CBORError) in
            try Placement(&item)
        }
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
        self.retiredAt = try fields.optionalTime("retired at")
        let ratios = try fields.optional("ratios") { (value: CBOR) throws(CBORError) -> MeterRatios in
            var item = try CBORFields(value, of: "ratios")
            let ratios = try MeterRatios(&item)
            try item.end()
            return ratios
        }
        self.rareRatios = Rare(ratios)
        guard !self.placements.isEmpty,
            zip(self.placements, self.placements.dropFirst()).allSatisfy({ $0.from < $1.from })
        else { throw fields.refused("placements", expected: "at least one, in ascending order", found: "others") }
    }
}
