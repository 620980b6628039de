internal import Ledger

/// What one event leads to: records to make durable, and what may happen after that.
struct Turn: Sendable {
    let now: Int64
    let clock: BlockClock
    private var records: [ConsensusRecord] = []
    private var effects: [ConsensusEffect] = []

    init(now: Int64 = 0, clock: BlockClock = .unsure) {
        self.now = now
        self.clock = clock
    }

    mutating func persist(_ record: ConsensusRecord) { self.records.append(record) }
    mutating func publish(_ message: ConsensusMessage) { self.effects.append(.publish(message)) }
    mutating func send(_ message: ConsensusMessage, to peer: PrincipalID) {
        self.effects.append(.send(message, to: peer))
    }
    mutating func add(_ effect: ConsensusEffect) { self.effects.append(effect) }

    /// The records first, all in one effect, then the rest in the order of its cause.
    var allEffects: [ConsensusEffect] {
        self.records.isEmpty ? self.effects : [.persist(self.records)] + self.effects
    }
}
