import Identity
import Platform

/// Where every part of a network, on whatever thread, counts and tells what happened.
struct Reporter: Sendable {
    let events: BoundedMailbox<PeerEvent>
    private let statistics = Guarded(PeerNetworkStatistics())
    private let told = Guarded([Told: Int64]())

    /// What was told lately of connections that did not prove an allowed key.
    private struct Told: Hashable {
        let channel: Channel
        let peer: CurvePublicKey?
        let isRefusal: Bool
    }

    /// A stranger that tries again and again is told of once in this time; the counters take every try.
    private static let repetitionNanoseconds: Int64 = 10_000_000_000
    /// Strangers may claim any number of keys: so many of them are told of in that time, and the rest only counted.
    private static let mostStrangers = 16

    init(events: Int) { self.events = BoundedMailbox(elements: events) }

    var current: PeerNetworkStatistics { self.statistics.withLock { $0 } }

    func count(_ counter: any WritableKeyPath<PeerNetworkStatistics, Int> & Sendable) {
        self.statistics.withLock { $0[keyPath: counter] += 1 }
    }

    func tell(_ kind: PeerEvent.Kind, _ channel: Channel, peer: CurvePublicKey? = nil, endpoint: String) {
        guard self.isNews(kind, channel, peer) else { return self.count(\.eventsRepeated) }
        let event = PeerEvent(kind: kind, channel: channel, peer: peer, endpoint: endpoint)
        if !self.events.offer(event) { self.count(\.eventsDropped) }
    }

    private func isNews(_ kind: PeerEvent.Kind, _ channel: Channel, _ peer: CurvePublicKey?) -> Bool {
        let isRefusal: Bool
        switch kind {
        case .refused: isRefusal = true
        // On links to peers the key is that of the peer, and the reason matters each time.
        case .handshakeFailed where peer == nil: isRefusal = false
        default: return true
        }
        let now = MonotonicClock.nanoseconds
        return self.told.withLock { told in
            let key = Told(channel: channel, peer: peer, isRefusal: isRefusal)
            if let last = told[key], now - last < Self.repetitionNanoseconds { return false }
            if isRefusal, told.count >= Self.mostStrangers {
                told = told.filter { now - $0.value < Self.repetitionNanoseconds }
                guard told.count < Self.mostStrangers else { return false }
            }
            told[key] = now
            return true
        }
    }
}
