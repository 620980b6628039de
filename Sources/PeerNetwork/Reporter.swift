import Identity
import Platform

/// Where every part of a network, on whatever thread, counts and tells what happened.
struct Reporter: Sendable {
    let events: BoundedMailbox<PeerEvent>
    private let statistics = Guarded(PeerNetworkStatistics())

    init(events: Int) { self.events = BoundedMailbox(elements: events) }

    var current: PeerNetworkStatistics { self.statistics.withLock { $0 } }

    func count(_ counter: any WritableKeyPath<PeerNetworkStatistics, Int> & Sendable) {
        self.statistics.withLock { $0[keyPath: counter] += 1 }
    }

    func tell(_ kind: PeerEvent.Kind, _ channel: Channel, peer: CurvePublicKey? = nil, endpoint: String) {
        let event = PeerEvent(kind: kind, channel: channel, peer: peer, endpoint: endpoint)
        if !self.events.offer(event) { self.count(\.eventsDropped) }
    }
}
