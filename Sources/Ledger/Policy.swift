/// How long after a notice an order may follow.
public enum NoticePeriod: Hashable, Sendable {
    /// Whole local days with both end days excluded (Electricity Act 2003, section 56(1): not less than fifteen).
    case clearDays(UInt32)
    /// Seconds; only where the genesis is a demonstration.
    case seconds(UInt32)
}

/// From when a notice counts.
public enum NoticeDelivery: UInt8, Hashable, Sendable, CaseIterable {
    /// From a ``NoticeServed`` with the proof of its service.
    case served = 1
    /// From the block that writes it on the chain; only where the policy is illustrative.
    case recorded = 2
}

/// The rules of billing and enforcement, as they stand on the chain; all durations are in seconds of block time.
public struct Policy: Hashable, Sendable {
    /// `illustrative` policies and tariffs are for demonstrations.
    public var isIllustrative: Bool
    /// Length of a billing period; periods are aligned to the zone's local midnight.
    public var billingPeriodSeconds: UInt32
    /// How long after a period's last readings are to be handed in it is billed.
    public var billingGraceSeconds: UInt32
    /// From the bill to its due date.
    public var dueSeconds: UInt32
    public var noticePeriod: NoticePeriod
    public var noticeDelivery: NoticeDelivery
    /// How long after an interval's readings are to be handed in its balance is taken.
    public var balanceGraceSeconds: UInt32
    /// Local minutes of the day between which a supply may be disconnected.
    public var switchingStartMinute: UInt32
    public var switchingEndMinute: UInt32
    /// Days on which a supply may be disconnected: bit 0 is Monday, bit 6 Sunday.
    public var switchingWeekdays: UInt8
    /// A chain older than this is not fresh: nothing is disconnected.
    public var freshnessSeconds: UInt32
    /// Orders in one local day beyond which none is issued.
    public var maximumOrdersPerDay: UInt32
    /// How old a collector's ``CollectedThrough`` may be when an order is issued; 0 asks for none. With another value no
    /// order is issued unless there is a collector and every one's watermark is younger.
    public var collectorWatermarkSeconds: UInt32
    /// Dues at or below this never lead to a notice, in paise.
    public var arrearsFloorPaise: Int64
    /// How long a dispute without a deposit keeps its bill from supporting a notice or an order.
    public var disputeSeconds: UInt32
    /// True where each order waits for an officer's signature; else they are issued by themselves.
    public var ordersNeedSignature: Bool
    /// Matters that take more than the sender's signature, ascending, each once.
    public var approvals: [Approval]
    /// Intervals whose readings a box hands in together, 1 to ``Readings/maximumIntervals``; so many divide a day.
    public var intervalsPerSubmission: UInt32

    public init(
        isIllustrative: Bool, billingPeriodSeconds: UInt32, billingGraceSeconds: UInt32, dueSeconds: UInt32,
        noticePeriod: NoticePeriod, balanceGraceSeconds: UInt32, switchingStartMinute: UInt32,
        switchingEndMinute: UInt32, switchingWeekdays: UInt8, freshnessSeconds: UInt32, maximumOrdersPerDay: UInt32,
        collectorWatermarkSeconds: UInt32, arrearsFloorPaise: Int64, noticeDelivery: NoticeDelivery = .served,
        disputeSeconds: UInt32 = 30 * 86_400, ordersNeedSignature: Bool = false, approvals: [Approval] = [],
        intervalsPerSubmission: UInt32 = 1
    ) {
        self.isIllustrative = isIllustrative
        self.billingPeriodSeconds = billingPeriodSeconds
        self.billingGraceSeconds = billingGraceSeconds
        self.dueSeconds = dueSeconds
        self.noticePeriod = noticePeriod
        self.balanceGraceSeconds = balanceGraceSeconds
        self.switchingStartMinute = switchingStartMinute
        self.switchingEndMinute = switchingEndMinute
        self.switchingWeekdays = switchingWeekdays
        self.freshnessSeconds = freshnessSeconds
        self.maximumOrdersPerDay = maximumOrdersPerDay
        self.collectorWatermarkSeconds = collectorWatermarkSeconds
        self.arrearsFloorPaise = arrearsFloorPaise
        self.noticeDelivery = noticeDelivery
        self.disputeSeconds = disputeSeconds
        self.ordersNeedSignature = ordersNeedSignature
        self.approvals = approvals
        self.intervalsPerSubmission = intervalsPerSubmission
    }

    /// What the policy asks for a matter besides its sender; nil where the sender alone decides.
    public func approval(of matter: GovernedMatter) -> Approval? { self.approvals.first { $0.matter == matter } }

    /// Thirty-day periods, fifteen clear days from the service of a notice, weekdays from 10:00 to 16:00, a chain younger
    /// than 30 minutes, collectors that reported within a day.
    public static let standard = Policy(
        isIllustrative: false, billingPeriodSeconds: 30 * 86_400, billingGraceSeconds: 6 * 3600,
        dueSeconds: 15 * 86_400, noticePeriod: .clearDays(15), balanceGraceSeconds: 3600, switchingStartMinute: 600,
        switchingEndMinute: 960, switchingWeekdays: 0b001_1111, freshnessSeconds: 1800, maximumOrdersPerDay: 200,
        collectorWatermarkSeconds: 86_400, arrearsFloorPaise: 10_000)
}
