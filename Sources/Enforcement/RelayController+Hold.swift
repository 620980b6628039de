public import Metering

/// Supplies that somebody lets be on for a while, or below which people have worked.
extension RelayController {
    /// The order stays known: it is looked at again when the hold is over.
    mutating func held(_ hold: TripHold, _ authority: ReconnectAuthority, _ now: Moment) -> [RelayEffect] {
        self.memory.take(hold)
        return [.remember(self.memory), self.record(nil, .held(hold), now)]
            + self.reconnect(authority, endsOrder: false, now)
    }

    mutating func resumed(_ by: String, _ now: Moment) -> [RelayEffect] {
        guard self.memory.holds.contains(where: \.awaitsPerson) else { return [] }
        self.memory.dropHoldsThatAwaitPerson()
        self.lastRefusal = nil
        self.nextCheckAt = now.monotonicNanoseconds
        return [.remember(self.memory), self.record(nil, .resumed(by: by), now)]
    }

    /// An order that a tag blocks waits for a person from now on: the end of a job moves no relay.
    mutating func holdTagged() -> [RelayEffect] {
        guard let order = self.order, let tags = self.safetyTags, !tags.isEmpty, self.output != .open else { return [] }
        let before = self.memory
        self.memory.take(
            TripHold(kind: .safetyTag, by: tags.map(\.text).joined(separator: "; "), until: order.finalizedAt))
        return self.memory == before ? [] : [.remember(self.memory)]
    }

    /// An order stands, and nothing but a person's word is wanted so that the guards look at it again.
    public func awaitsResume(at now: UTCTime) -> Bool {
        guard let order, self.output == .closed, self.safetyTags == [] else { return false }
        let hindering = self.memory.holds.filter { $0.hindrance(toOrderOf: order.finalizedAt, at: now) != nil }
        let isOver = hindering.allSatisfy { $0.kind == .safetyTag || $0.kind == .override && $0.until <= now }
        return isOver && !hindering.isEmpty
    }
}
