import Metering

extension SwitchingGuard {
    func rightMeter(_ facts: GuardFacts, _ policy: EnforcementPolicy) -> GuardResult {
        let relay = facts.relay
        let relayAge = relay.flatMap { facts.moment.age(ofMonotonic: $0.atMonotonicNanoseconds) }
        let limit = policy.readingNanoseconds
        let relayValues = [
            GuardValue("relay", relay.map { .text($0.output.description) } ?? .unknown),
            GuardValue("relay_age_nanoseconds", GuardValue.Value(relayAge)),
            GuardValue("limit_relay", .text(OutputState.closed.description)),
            GuardValue("limit_age_nanoseconds", .integer(limit)),
        ]
        let identity = self.identity(facts, limit)
        let asExpected = relay?.output == .closed && (relayAge.map { $0 <= limit } ?? false)
        let age = relayAge.map { self.seconds($0, perSecond: 1_000_000_000) } ?? "at an unknown time"
        let sentence =
            "\(identity.sentence); the relay reads \(relay?.output.description ?? "not known") (\(age)); the same "
            + "meter with its relay closed, within \(self.seconds(limit, perSecond: 1_000_000_000))"
        return self.result(identity.passed && asExpected, sentence, identity.values + relayValues)
    }

    private func identity(_ facts: GuardFacts, _ limit: Int64) -> GuardResult {
        func isFresh(_ age: Int64?) -> Bool { age.map { $0 <= limit } ?? false }
        func text(_ age: Int64?) -> String {
            age.map { self.seconds($0, perSecond: 1_000_000_000) + " ago" } ?? "at an unknown time"
        }
        switch facts.identity {
        case nil: return self.result(false, "the meter's serial number is not known", [GuardValue("serial", .unknown)])
        case .serial(let expected, let read, let stamp)?:
            let age = facts.moment.age(ofMonotonic: stamp)
            return self.result(
                !expected.isEmpty && read == expected && isFresh(age),
                "serial number \"\(read)\" read \(text(age)), registered \"\(expected)\"",
                [
                    GuardValue("serial", .text(read)), GuardValue("limit_serial", .text(expected)),
                    GuardValue("serial_age_nanoseconds", GuardValue.Value(age)),
                ])
        case .registerContinuity(let isContinuous, let stamp)?:
            let age = facts.moment.age(ofMonotonic: stamp)
            return self.result(
                isContinuous && isFresh(age),
                "no serial number to read; the register \(isContinuous ? "goes on" : "does not go on") where it "
                    + "was, read \(text(age))",
                [
                    GuardValue("register_continuous", .boolean(isContinuous)),
                    GuardValue("register_age_nanoseconds", GuardValue.Value(age)),
                ])
        }
    }

    func rate(_ facts: GuardFacts, _ policy: EnforcementPolicy) -> GuardResult {
        let hourly = facts.recentTrips.map { trips in
            let (share, overflow) = trips.meters.multipliedReportingOverflow(by: policy.tripsPerHourBasisPoints)
            return max(1, overflow ? 1 : share / 10_000)
        }
        let values = [
            GuardValue("trips_in_minute", GuardValue.Value(facts.recentTrips?.inMinute)),
            GuardValue("trips_in_hour", GuardValue.Value(facts.recentTrips?.inHour)),
            GuardValue("limit_in_minute", .integer(policy.tripsPerMinute)),
            GuardValue("limit_in_hour", GuardValue.Value(hourly)),
        ]
        guard let trips = facts.recentTrips, let hourly else {
            return self.result(false, "the box's recent trips are not known", values)
        }
        let sentence =
            "\(trips.inMinute) other trips in a minute and \(trips.inHour) in an hour; with this one at most "
            + "\(policy.tripsPerMinute) and \(hourly)"
        let isValid = trips.inMinute >= 0 && trips.inHour >= trips.inMinute && trips.meters > 0
        return self.result(
            isValid && trips.inMinute < policy.tripsPerMinute && trips.inHour < hourly, sentence, values)
    }

    func load(_ facts: GuardFacts, _ policy: EnforcementPolicy) -> GuardResult {
        if let actuator = facts.actuatorMilliamperes { return self.actuator(actuator, facts) }
        let age = facts.load.flatMap { facts.moment.age(ofMonotonic: $0.atMonotonicNanoseconds) }
        let values = [
            GuardValue("load_milliamperes", GuardValue.Value(facts.load?.milliamperes)),
            GuardValue("load_age_nanoseconds", GuardValue.Value(age)),
            GuardValue("limit_milliamperes", GuardValue.Value(facts.breakingMilliamperes)),
            GuardValue("limit_age_nanoseconds", .integer(policy.readingNanoseconds)),
        ]
        guard let load = facts.load, let age, let rating = facts.breakingMilliamperes else {
            return self.result(false, "the load or the relay's breaking rating is not known", values)
        }
        let sentence =
            "\(load.milliamperes) mA, read \(self.seconds(age, perSecond: 1_000_000_000)) ago; below the relay's "
            + "rating of \(rating) mA, within \(self.seconds(policy.readingNanoseconds, perSecond: 1_000_000_000))"
        let isBelow = rating > 0 && load.milliamperes.magnitude < rating.magnitude
        return self.result(isBelow && age <= policy.readingNanoseconds, sentence, values)
    }

    /// What flows to the consumer does not flow through the contact: the actuator's declared current is what it breaks.
    private func actuator(_ milliamperes: Int64, _ facts: GuardFacts) -> GuardResult {
        let values = [
            GuardValue("actuator_milliamperes", .integer(milliamperes)),
            GuardValue("limit_milliamperes", GuardValue.Value(facts.breakingMilliamperes)),
        ]
        guard let rating = facts.breakingMilliamperes else {
            return self.result(false, "the relay's breaking rating is not known", values)
        }
        return self.result(
            milliamperes > 0 && rating > 0 && milliamperes < rating,
            "the contact switches an actuator of at most \(milliamperes) mA; below the relay's rating of \(rating) mA",
            values)
    }

    func noSafetyTag(_ facts: GuardFacts) -> GuardResult {
        guard let tags = facts.safetyTags else {
            return self.result(false, "safety tags are not known", [GuardValue("safety_tags", .unknown)])
        }
        let sentence = tags.isEmpty ? "no safety tag" : "tagged by " + tags.map(\.text).joined(separator: "; ")
        let values =
            [GuardValue("safety_tags", .integer(Int64(tags.count)))]
            + tags.map { GuardValue("safety_tag", .text($0.text)) }
        return self.result(tags.isEmpty, sentence, values)
    }

    func paired(_ facts: GuardFacts) -> GuardResult {
        switch facts.pairing {
        case nil: self.result(false, "pairing is not known", [GuardValue("paired_at", .unknown)])
        case .notPaired?:
            self.result(false, "the relay was not paired with the meter", [GuardValue("paired", .boolean(false))])
        case .paired(let time)?:
            self.result(
                time <= facts.moment.time, "paired at commissioning, \(time.text)",
                [GuardValue("paired_at", .time(time))])
        }
    }
}

extension SafetyTag {
    var text: String { "\(self.person) at \(self.place) since \(self.placedAt.text)" }
}
