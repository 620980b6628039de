public import CanonicalCBOR

extension Policy {
    public var cbor: CBOR {
        let notice: CBOR =
            switch self.noticePeriod {
            case .clearDays(let days): .array([.unsigned(1), .unsigned(UInt64(days))])
            case .seconds(let seconds): .array([.unsigned(2), .unsigned(UInt64(seconds))])
            }
        return .array([
            .boolean(self.isIllustrative), .unsigned(UInt64(self.billingPeriodSeconds)),
            .unsigned(UInt64(self.billingGraceSeconds)), .unsigned(UInt64(self.dueSeconds)), notice,
            .unsigned(UInt64(self.balanceGraceSeconds)), .unsigned(UInt64(self.switchingStartMinute)),
            .unsigned(UInt64(self.switchingEndMinute)), .unsigned(UInt64(self.switchingWeekdays)),
            .unsigned(UInt64(self.freshnessSeconds)), .unsigned(UInt64(self.maximumOrdersPerDay)),
            .unsigned(UInt64(self.collectorWatermarkSeconds)), .integer(self.arrearsFloorPaise),
            .unsigned(UInt64(self.noticeDelivery.rawValue)), .unsigned(UInt64(self.disputeSeconds)),
            .boolean(self.ordersNeedSignature), .array(self.approvals.map(\.cbor)),
            .unsigned(UInt64(self.intervalsPerSubmission)),
        ])
    }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.isIllustrative = try fields.boolean("illustrative")
        self.billingPeriodSeconds = try fields.uint32("billing period")
        self.billingGraceSeconds = try fields.uint32("billing grace")
        self.dueSeconds = try fields.uint32("due")
        var notice = try fields.fields("notice period")
        switch try notice.uint8("kind") {
        case 1: self.noticePeriod = .clearDays(try notice.uint32("days"))
        case 2: self.noticePeriod = .seconds(try notice.uint32("seconds"))
        case let kind: throw notice.refused("kind", expected: "1 (clear days) or 2 (seconds)", found: "\(kind)")
        }
        try notice.end()
        self.balanceGraceSeconds = try fields.uint32("balance grace")
        self.switchingStartMinute = try fields.uint32("switching start")
        self.switchingEndMinute = try fields.uint32("switching end")
        self.switchingWeekdays = try fields.uint8("switching weekdays")
        self.freshnessSeconds = try fields.uint32("freshness")
        self.maximumOrdersPerDay = try fields.uint32("orders in a day")
        self.collectorWatermarkSeconds = try fields.uint32("collectors' watermark")
        self.arrearsFloorPaise = try fields.integer("arrears floor")
        self.noticeDelivery = try fields.choice("notice delivery")
        self.disputeSeconds = try fields.uint32("dispute")
        self.ordersNeedSignature = try fields.boolean("signed orders")
        self.approvals = try fields.list("approvals", atMost: GovernedMatter.allCases.count) {
            (item) throws(CBORError) in try Approval(&item)
        }
        self.intervalsPerSubmission = try fields.uint32("intervals in a submission")
        guard let problem = self.problem else { return }
        throw fields.refused("policy", expected: problem.expected, found: problem.found)
    }

    /// What is wrong with the values, nil if nothing is.
    public var problem: (expected: String, found: String)? {
        if !(900...366 * 86_400).contains(self.billingPeriodSeconds) {
            return ("a billing period of 900 s to 366 days", "\(self.billingPeriodSeconds) s")
        }
        if self.billingGraceSeconds > 366 * 86_400 || self.dueSeconds > 366 * 86_400 {
            return (
                "a billing grace and a due time of at most 366 days",
                "\(self.billingGraceSeconds) s and \(self.dueSeconds) s"
            )
        }
        if self.balanceGraceSeconds > 86_400 {
            return ("a balance grace of at most a day", "\(self.balanceGraceSeconds) s")
        }
        if self.switchingStartMinute >= self.switchingEndMinute || self.switchingEndMinute > 1440 {
            return (
                "switching hours that start before they end, in minutes of one day",
                "\(self.switchingStartMinute) to \(self.switchingEndMinute)"
            )
        }
        if self.switchingWeekdays & 0x80 != 0 {
            return ("weekdays in seven bits", "\(self.switchingWeekdays)")
        }
        if self.freshnessSeconds == 0 { return ("a freshness above 0 s", "0 s") }
        if self.arrearsFloorPaise < 0 { return ("an arrears floor of 0 paise or more", "\(self.arrearsFloorPaise)") }
        if self.disputeSeconds > 366 * 86_400 {
            return ("a dispute of at most 366 days", "\(self.disputeSeconds) s")
        }
        if !(1...UInt32(Readings.maximumIntervals)).contains(self.intervalsPerSubmission) {
            return (
                "1 to \(Readings.maximumIntervals) intervals in a submission", "\(self.intervalsPerSubmission)"
            )
        }
        let matters = self.approvals.map(\.matter.rawValue)
        if !zip(matters, matters.dropFirst()).allSatisfy({ $0 < $1 }) {
            return ("approvals in the order of their matters, one of each", "\(matters)")
        }
        for approval in self.approvals {
            if let problem = approval.problem { return problem }
        }
        switch self.noticePeriod {
        case .clearDays(let days) where days > 3660: return ("a notice of at most 3660 days", "\(days)")
        default: return self.isIllustrative ? nil : self.legalProblem
        }
    }

    /// What is wrong with the values in a zone whose intervals have so many seconds, at least 1; nil if nothing is.
    public func problem(intervalSeconds: UInt32) -> (expected: String, found: String)? {
        if self.billingPeriodSeconds % intervalSeconds != 0 {
            return ("a billing period of whole intervals", "\(self.billingPeriodSeconds) s")
        }
        let submission = UInt64(self.intervalsPerSubmission) * UInt64(intervalSeconds)
        guard submission == 0 || 86_400 % submission != 0 else { return nil }
        return (
            "submissions that divide a day",
            "\(self.intervalsPerSubmission) intervals of \(intervalSeconds) s in a submission"
        )
    }

    /// What stands against a policy under which people pay and lose their supply.
    private var legalProblem: (expected: String, found: String)? {
        if self.billingPeriodSeconds % 86_400 != 0 {
            return (
                "a billing period of whole days where the policy is not illustrative", "\(self.billingPeriodSeconds) s"
            )
        }
        if self.noticeDelivery == .recorded {
            return ("notices that are served where the policy is not illustrative", "notices that are only recorded")
        }
        switch self.noticePeriod {
        case .seconds(let seconds):
            return ("a notice period in clear days where the policy is not illustrative", "\(seconds) s")
        case .clearDays(let days) where days < 15:
            return ("at least 15 clear days of notice (Electricity Act 2003, s. 56)", "\(days)")
        case .clearDays: return nil
        }
    }
}
