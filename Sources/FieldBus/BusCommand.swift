/// What other tasks ask of a running bus.
struct BusCommand: Sendable {
    enum Action: Sendable {
        case setRelay(device: Int, channel: Int, closed: Bool)
        case readRelay(device: Int, channel: Int)
        case read(device: Int, fields: [String])
    }

    enum Answer: Sendable {
        case relay(RelayReadBack)
        case sample(DeviceSample)
    }

    typealias Reply = CheckedContinuation<Result<Answer, BusError>, Never>

    let id: UInt64
    let action: Action
    let reply: Reply

    /// Relay commands go before everything else.
    var isRelay: Bool {
        if case .read = self.action { false } else { true }
    }
}
