public import Metering

/// Everything that the guards look at, gathered at one moment. Nil is *not known*, and what is not known never passes.
public struct GuardFacts: Hashable, Sendable {
    /// The meter that the facts are about, by its number on the chain.
    public var meter: UInt32
    /// When the facts were gathered.
    public var moment: Moment
    /// G1: the order as the newest final state has it.
    public var order: OrderStanding?
    /// G2: time of the newest final block.
    public var tipTime: UTCTime?
    /// G3: the chain's time now: the newest block's, and what the monotonic clock has counted since it came.
    public var chainTime: UTCTime?
    /// G3: now by NTP, while the service is synchronised.
    public var networkTime: UTCTime?
    /// G3: now by the battery-backed clock.
    public var hardwareTime: UTCTime?
    /// G4.
    public var notice: NoticeStanding?
    /// G4 and G5: the calendar on the chain.
    public var calendar: SwitchingCalendar?
    /// G6: medical, hospital, water works, street light, disputed, deposit under protest.
    public var isProtected: Bool?
    /// G7: payments for the account in mempool, outbox and blocks that are not final.
    public var pendingPayments: Int64?
    /// G7: the oldest of all collectors' watermarks.
    public var collectedThrough: UTCTime?
    /// G8.
    public var identity: MeterIdentity?
    /// G8: the relay's last read-back.
    public var relay: RelayObservation?
    /// G9: recent trips of this box, without this meter's own.
    public var recentTrips: RecentTrips?
    /// G10: the largest phase current.
    public var load: LoadObservation?
    /// G10: the relay's breaking rating in milliamperes.
    public var breakingMilliamperes: Int64?
    /// G10: what the contact switches where that is an actuator and not the consumer's load: its declared current, in
    /// milliamperes.
    public var actuatorMilliamperes: Int64?
    /// G11: on the meter, its bus, transformer and feeder; empty is known to be none.
    public var safetyTags: [SafetyTag]?
    /// G12.
    public var pairing: RelayPairing?

    /// Facts of which nothing is known yet.
    public init(meter: UInt32, moment: Moment) {
        self.meter = meter
        self.moment = moment
    }
}
