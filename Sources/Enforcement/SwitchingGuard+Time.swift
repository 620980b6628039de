import Metering

extension SwitchingGuard {
    func notice(_ facts: GuardFacts, _ policy: EnforcementPolicy) -> GuardResult {
        switch facts.notice {
        case nil: self.result(false, "no notice is known", [GuardValue("notice", .unknown)])
        case .postpaid(let servedAt)?: self.served(servedAt, facts, policy)
        case .prepaid(let alerted, let endedAt)?: self.usedUp(alerted, endedAt, facts, policy)
        }
    }

    /// Postpaid: what has passed since the service, as the policy counts it.
    private func served(_ servedAt: UTCTime, _ facts: GuardFacts, _ policy: EnforcementPolicy) -> GuardResult {
        switch policy.notice {
        case .clearDays(let limit): self.served(servedAt, clearDays: limit, facts)
        case .milliseconds(let limit): self.served(servedAt, milliseconds: limit, facts)
        }
    }

    /// The days between service and now, with both end days left out.
    private func served(_ servedAt: UTCTime, clearDays limit: Int64, _ facts: GuardFacts) -> GuardResult {
        let now = facts.moment.time
        let days: Int64? =
            servedAt.isPlausible && now.isPlausible
            ? facts.calendar.map { $0.clearDays(from: servedAt, to: now) } : nil
        let values = [
            GuardValue("notice_served_at", .time(servedAt)), GuardValue("clear_days", GuardValue.Value(days)),
            GuardValue("limit_clear_days", .integer(limit)),
        ]
        guard let days else { return self.result(false, "the calendar or the clock is not known", values) }
        let sentence = "\(max(days, 0)) clear days since the notice was served; at least \(limit)"
        // Zero days by policy still needs a notice that lies in the past.
        return self.result(days >= limit && servedAt <= now, sentence, values)
    }

    private func served(_ servedAt: UTCTime, milliseconds limit: Int64, _ facts: GuardFacts) -> GuardResult {
        let now = facts.moment.time
        let elapsed = servedAt.isPlausible && now.isPlausible ? now.milliseconds(since: servedAt) : nil
        let values = [
            GuardValue("notice_served_at", .time(servedAt)), GuardValue("elapsed_ms", GuardValue.Value(elapsed)),
            GuardValue("limit_ms", .integer(limit)),
        ]
        guard let elapsed else { return self.result(false, "the clock is not known", values) }
        let sentence = "\(elapsed / 1000) s since the notice was served; at least \(limit / 1000) s"
        return self.result(elapsed >= max(0, limit), sentence, values)
    }

    /// Prepaid: every alert of the policy went out, and the emergency credit is over.
    private func usedUp(
        _ alerted: [Int64], _ endedAt: UTCTime?, _ facts: GuardFacts, _ policy: EnforcementPolicy
    ) -> GuardResult {
        func list(_ percents: [Int64]) -> String {
            percents.isEmpty ? "none" : percents.map { "\($0)" }.joined(separator: ",")
        }
        let values = [
            GuardValue("alerted_percents", .text(list(alerted))),
            GuardValue("emergency_credit_ended_at", GuardValue.Value(endedAt)),
            GuardValue("limit_alert_percents", .text(list(policy.alertPercents))),
        ]
        let ended = endedAt.map { $0.isPlausible && $0 <= facts.moment.time } ?? false
        let sentence =
            "alerts went out at \(list(alerted)) % of the credit, emergency credit "
            + "\(ended ? "is used up" : "is not known to be used up"); alerts at \(list(policy.alertPercents)) %"
        return self.result(policy.alertPercents.allSatisfy(alerted.contains) && ended, sentence, values)
    }

    func window(_ facts: GuardFacts) -> GuardResult {
        guard let calendar = facts.calendar, facts.moment.time.isPlausible else {
            return self.result(
                false, facts.calendar == nil ? "no calendar is known" : "the clock is outside the years 1970 to 9999",
                [GuardValue("own_time", .time(facts.moment.time)), GuardValue("calendar", .unknown)])
        }
        let window = calendar.window(at: facts.moment.time)
        let values = [
            GuardValue("own_time", .time(facts.moment.time)),
            GuardValue("local_date", .text(window.date.description)),
            GuardValue("local_minute", .integer(window.minuteOfDay)),
            GuardValue("working_day", .boolean(window.isWorkingDay)),
            GuardValue("next_day_working", .boolean(window.isNextDayWorking)),
            GuardValue("limit_start_minute", .integer(calendar.startMinute)),
            GuardValue("limit_end_minute", .integer(calendar.endMinute)),
        ]
        let sentence =
            "\(window.date) \(CivilTime.clock(window.minuteOfDay)) local, \(window.isWorkingDay ? "a" : "not a") working "
            + "day, the next day \(window.isNextDayWorking ? "is one" : "is none"); allowed "
            + "\(CivilTime.clock(calendar.startMinute)) to \(CivilTime.clock(calendar.endMinute)) of a working day"
            + (calendar.needsWorkingDayAfter ? " before a working day" : "")
        return self.result(window.isAllowed, sentence, values)
    }
}
