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
}
