import Metering

extension SwitchingGuard {
    /// Looks at the facts, and only at them; what is not known fails.
    public func evaluate(_ facts: GuardFacts, _ policy: EnforcementPolicy) -> GuardResult {
        switch self {
        case .final: self.final(facts)
        case .fresh: self.fresh(facts, policy)
        case .clock: self.clock(facts, policy)
        case .notice: self.notice(facts, policy)
        case .window: self.window(facts)
        case .notProtected: self.notProtected(facts)
        case .noPaymentPending: self.noPaymentPending(facts, policy)
        case .rightMeter: self.rightMeter(facts, policy)
        case .rate: self.rate(facts, policy)
        case .load: self.load(facts, policy)
        case .noSafetyTag: self.noSafetyTag(facts)
        case .paired: self.paired(facts)
        }
    }

    func result(_ passed: Bool, _ sentence: String, _ values: [GuardValue]) -> GuardResult {
        GuardResult(self, passed: passed, sentence: sentence, values: values)
    }

    /// Milliseconds or nanoseconds as seconds for a sentence.
    func seconds(_ value: Int64, perSecond: Int64) -> String { "\(value / perSecond) s" }
}

extension SwitchingGuard {
    private func final(_ facts: GuardFacts) -> GuardResult {
        let order = facts.order
        let values = [
            GuardValue("order", GuardValue.Value(order.map { Int64(clamping: $0.number) })),
            GuardValue("final", GuardValue.Value(order?.isFinal)),
            GuardValue("revoked", GuardValue.Value(order?.isRevoked)),
            GuardValue("height", GuardValue.Value(order.map { Int64(clamping: $0.height) })),
            GuardValue("tip_height", GuardValue.Value(order.map { Int64(clamping: $0.tipHeight) })),
        ]
        guard let order else { return self.result(false, "no order is known", values) }
        let sentence =
            "order \(order.number) of block \(order.height) is \(order.isFinal ? "final" : "not final") and "
            + "\(order.isRevoked ? "revoked" : "not revoked") at block \(order.tipHeight)"
        return self.result(order.isFinal && !order.isRevoked && order.tipHeight >= order.height, sentence, values)
    }

    private func fresh(_ facts: GuardFacts, _ policy: EnforcementPolicy) -> GuardResult {
        let distance = facts.tipTime.flatMap { facts.moment.time.milliseconds(since: $0) }.map(abs)
        let limit = policy.freshnessMilliseconds
        let values = [
            GuardValue("own_time", .time(facts.moment.time)), GuardValue("tip_time", GuardValue.Value(facts.tipTime)),
            GuardValue("difference_milliseconds", GuardValue.Value(distance)),
            GuardValue("limit_milliseconds", .integer(limit)),
        ]
        guard let distance else { return self.result(false, "the newest block's time is not known", values) }
        let sentence =
            "the newest block is \(self.seconds(distance, perSecond: 1000)) away from the own clock; "
            + "at most \(self.seconds(limit, perSecond: 1000))"
        return self.result(distance <= limit, sentence, values)
    }

    /// The own clock, by which windows are judged, has to agree as well.
    private func clock(_ facts: GuardFacts, _ policy: EnforcementPolicy) -> GuardResult {
        func distance(_ time: UTCTime?) -> Int64? {
            guard let time, let chain = facts.chainTime else { return nil }
            return time.milliseconds(since: chain).map(abs)
        }
        let limit = policy.clockMilliseconds
        let (own, network) = (distance(facts.moment.time), distance(facts.networkTime))
        let hardware = distance(facts.hardwareTime)
        let values = [
            GuardValue("chain_time", GuardValue.Value(facts.chainTime)),
            GuardValue("own_milliseconds", GuardValue.Value(own)),
            GuardValue("ntp_milliseconds", GuardValue.Value(network)),
            GuardValue("rtc_milliseconds", GuardValue.Value(hardware)),
            GuardValue("limit_milliseconds", .integer(limit)),
        ]
        func agrees(_ distance: Int64?) -> Bool { distance.map { $0 <= limit } ?? false }
        func text(_ distance: Int64?) -> String {
            distance.map { self.seconds($0, perSecond: 1000) } ?? "not known"
        }
        let sentence =
            "away from the chain's time: own clock \(text(own)), NTP \(text(network)), RTC \(text(hardware)); the own "
            + "clock and one more within \(self.seconds(limit, perSecond: 1000))"
        return self.result(agrees(own) && (agrees(network) || agrees(hardware)), sentence, values)
    }

    private func notProtected(_ facts: GuardFacts) -> GuardResult {
        let sentence =
            switch facts.isProtected {
            case true?: "the consumer is protected"
            case false?: "the consumer is not protected"
            case nil: "protection is not known"
            }
        return self.result(
            facts.isProtected == false, sentence, [GuardValue("protected", GuardValue.Value(facts.isProtected))])
    }

    /// Where the zone's policy asks the collectors for no watermarks.
    private func noPaymentPending(_ facts: GuardFacts) -> GuardResult {
        let values = [GuardValue("pending_payments", GuardValue.Value(facts.pendingPayments))]
        guard let pending = facts.pendingPayments else {
            return self.result(false, "pending payments are not known", values)
        }
        return self.result(pending == 0, "\(pending) payments under way; none", values)
    }

    private func noPaymentPending(_ facts: GuardFacts, _ policy: EnforcementPolicy) -> GuardResult {
        guard let limit = policy.collectedMilliseconds else { return self.noPaymentPending(facts) }
        let age = facts.collectedThrough.flatMap { facts.moment.time.milliseconds(since: $0) }
        let values = [
            GuardValue("pending_payments", GuardValue.Value(facts.pendingPayments)),
            GuardValue("collected_through", GuardValue.Value(facts.collectedThrough)),
            GuardValue("collected_age_milliseconds", GuardValue.Value(age)),
            GuardValue("limit_milliseconds", .integer(limit)),
        ]
        guard let pending = facts.pendingPayments, let age else {
            return self.result(
                false, facts.pendingPayments == nil ? "pending payments are not known" : "no collector has reported",
                values)
        }
        let sentence =
            "\(pending) payments under way, every collector has reported up to \(self.seconds(age, perSecond: 1000)) "
            + "ago; none, and at most \(self.seconds(limit, perSecond: 1000))"
        // A watermark ahead of the own clock by more than clocks may differ is a wrong one.
        return self.result(pending == 0 && age <= limit && age >= -policy.clockMilliseconds, sentence, values)
    }
}
