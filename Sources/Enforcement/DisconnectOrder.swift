public import Metering

/// A finalized order to disconnect, with what it cites.
public struct DisconnectOrder: Hashable, Sendable {
    /// Its number on the chain.
    public var number: UInt64
    /// The block that holds it.
    public var height: UInt64
    public var finalizedAt: UTCTime
    /// The permit that lapsed.
    public var permit: UInt64
    /// The unpaid bill; nil for prepaid.
    public var bill: UInt64?
    public var unpaidPaise: Int64
    /// When the notice was served; nil for prepaid.
    public var noticeServedAt: UTCTime?
    /// Hash of the proof of service, or of the alerts.
    public var noticeHash: [UInt8]

    public init(
        number: UInt64, height: UInt64, finalizedAt: UTCTime, permit: UInt64, bill: UInt64?, unpaidPaise: Int64,
        noticeServedAt: UTCTime?, noticeHash: [UInt8]
    ) {
        self.number = number
        self.height = height
        self.finalizedAt = finalizedAt
        self.permit = permit
        self.bill = bill
        self.unpaidPaise = unpaidPaise
        self.noticeServedAt = noticeServedAt
        self.noticeHash = noticeHash
    }
}
