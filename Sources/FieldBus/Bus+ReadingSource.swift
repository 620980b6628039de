public import Readout

extension Bus: ReadingSource {
    public nonisolated func notices(_ take: @Sendable (SourceNotice) async -> Void) async {
        for await event in self.events { await take(SourceNotice(event)) }
    }
}

extension SourceNotice {
    /// What a bus tells, for those who do not care what the line speaks.
    init(_ event: BusEvent) {
        let kind: Kind
        var reason: String?
        switch event.kind {
        case .opened: kind = .opened
        case .lost(let error): (kind, reason) = (.lost, "\(error)")
        case .deviceSilent: kind = .deviceSilent
        case .deviceRecovered: kind = .deviceRecovered
        case .foreignWrite: kind = .foreignWrite
        default: kind = .other
        }
        self.init(
            kind: kind, device: event.place.device, description: event.description, reason: reason,
            monotonicNanoseconds: event.monotonicNanoseconds)
    }
}
