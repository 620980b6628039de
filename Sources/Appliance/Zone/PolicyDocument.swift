import Ledger
import StrictYAML

extension Policy {
    /// Reads a policy; what is not there is ``Policy/standard``.
    init(_ node: YAMLNode) throws(YAMLError) {
        let fields = try YAMLFields(
            node,
            allowed: [
                "illustrative", "billing_period", "billing_grace", "due_after", "notice_clear_days", "notice_period",
                "balance_grace", "switching_hours", "switching_weekdays", "freshness", "maximum_orders_per_day",
                "arrears_floor", "collector_watermark", "notice_delivery", "dispute", "signed_orders", "approvals",
                "intervals_per_submission",
            ])
        self = .standard
        self.isIllustrative = try fields["illustrative"]?.boolean() ?? false
        try fields.set(&self.billingPeriodSeconds, "billing_period")
        try fields.set(&self.billingGraceSeconds, "billing_grace")
        try fields.set(&self.dueSeconds, "due_after")
        try fields.set(&self.balanceGraceSeconds, "balance_grace")
        try fields.set(&self.freshnessSeconds, "freshness")
        try fields.set(&self.collectorWatermarkSeconds, "collector_watermark")
        if let days = fields["notice_clear_days"] { self.noticePeriod = .clearDays(UInt32(try days.integer(0...365))) }
        if let period = fields["notice_period"] { self.noticePeriod = .seconds(UInt32(try period.durationSeconds())) }
        if let hours = fields["switching_hours"] { try self.setHours(hours) }
        if let days = fields["switching_weekdays"] { try self.setWeekdays(days) }
        self.maximumOrdersPerDay = UInt32(
            try fields.integer("maximum_orders_per_day", 0...1_000_000, default: Int(self.maximumOrdersPerDay)))
        self.noticeDelivery =
            try fields["notice_delivery"]?.choice([("served", .served), ("recorded", .recorded)])
            ?? (self.isIllustrative ? .recorded : .served)
        try fields.set(&self.disputeSeconds, "dispute")
        self.ordersNeedSignature = try fields["signed_orders"]?.boolean() ?? false
        self.intervalsPerSubmission = UInt32(
            try fields.integer(
                "intervals_per_submission", 1...Readings.maximumIntervals, default: Int(self.intervalsPerSubmission)))
        if let approvals = fields["approvals"] { self.approvals = try Self.approvals(approvals) }
        if let floor = fields["arrears_floor"] { self.arrearsFloorPaise = try floor.decimal(scale: 100) }
        guard let problem = self.problem else { return }
        throw node.error("found \(problem.found)", expected: problem.expected, advice: "Correct the policy.")
    }

    private static let matters: [(String, GovernedMatter)] = [
        ("tariff", .tariff), ("policy", .policy), ("validators", .validators), ("calendar", .calendar),
        ("revocation", .revocation), ("orders", .orders), ("disputes", .disputes),
    ]

    /// `{tariff: [[registrar, regulator], [registrar, registrar, auditor]]}`: ways to approve, each a list of signers.
    private static func approvals(_ node: YAMLNode) throws(YAMLError) -> [Approval] {
        let fields = try YAMLFields(node, allowed: Self.matters.map(\.0))
        var approvals: [Approval] = []
        for (name, matter) in Self.matters {
            guard let ways = fields[name] else { continue }
            var alternatives: [[Roles]] = []
            for way in try ways.list(atMost: Approval.mostAlternatives) {
                var signers: [Roles] = []
                for item in try way.list(atMost: SignedTransaction.maximumSignatures) {
                    signers.append(try item.choice(Roles.names.map { ($0.name, $0.role) }))
                }
                alternatives.append(signers)
            }
            approvals.append(Approval(matter: matter, alternatives: alternatives))
        }
        return approvals
    }

    /// `10:00-16:00`.
    private mutating func setHours(_ node: YAMLNode) throws(YAMLError) {
        let text = try node.text()
        let minutes = text.split(separator: "-").map { part -> Int? in
            let numbers = part.split(separator: ":").map { Int($0) }
            guard numbers.count == 2, let hour = numbers[0], let minute = numbers[1], (0...24).contains(hour),
                (0...59).contains(minute)
            else { return nil }
            return hour * 60 + minute
        }
        guard minutes.count == 2, let start = minutes[0], let end = minutes[1], start < end, end <= 1440 else {
            throw node.error("found `\(text)`", expected: "hours such as 10:00-16:00", advice: "Use local time.")
        }
        (self.switchingStartMinute, self.switchingEndMinute) = (UInt32(start), UInt32(end))
    }

    private mutating func setWeekdays(_ node: YAMLNode) throws(YAMLError) {
        let names = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
        self.switchingWeekdays = 0
        for item in try node.list(atMost: 7) {
            let text = try item.text()
            guard let day = names.firstIndex(of: text) else {
                throw item.error("found `\(text)`", expected: "a weekday such as monday", advice: "Write it in full.")
            }
            self.switchingWeekdays |= 1 << UInt8(day)
        }
    }
}

extension YAMLFields {
    fileprivate func set(_ seconds: inout UInt32, _ name: String) throws(YAMLError) {
        if let node = self[name] { seconds = UInt32(try node.durationSeconds()) }
    }
}
