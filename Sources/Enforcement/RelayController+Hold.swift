/// Supplies that somebody lets be on for a while.
extension RelayController {
    /// The order stays known: it is looked at again when the hold is over.
    mutating func held(_ hold: TripHold, _ authority: ReconnectAuthority, _ now: Moment) -> [RelayEffect] {
        self.memory.hold = hold
        return [.remember(self.memory), self.record(nil, .held(hold), now)]
            + self.reconnect(authority, endsOrder: false, now)
    }

    mutating func resumed(_ person: String, _ now: Moment) -> [RelayEffect] {
        guard self.memory.hold != nil else { return [] }
        self.memory.hold = nil
        self.lastRefusal = nil
        self.nextCheckAt = now.monotonicNanoseconds
        return [.remember(self.memory), self.record(nil, .resumed(person: person), now)]
    }
}
