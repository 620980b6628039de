public import ModbusProtocol

/// What reading one device asks of its bus, worked out without opening the port.
public struct DevicePlan: Sendable {
    /// One read of a round.
    public struct Read: Sendable {
        public let request: ModbusRequest
        /// Short names of the fields that it brings, by their address.
        public let fields: [String]
        /// Bus time: both frames, the turnaround, one silence.
        public let nanoseconds: Int64
    }

    /// Fields that become due together, and the reads that fetch them.
    public struct Round: Sendable {
        /// Time between two such rounds, on average; nil for the snapshot after an interval boundary.
        public let everyNanoseconds: Int64?
        public let fields: [String]
        public let reads: [Read]
        /// Fields that no allowed read can fetch.
        public let unreadable: [String]
        /// Bus time of all reads.
        public let nanoseconds: Int64
        /// The same fields, each read by itself.
        public let separateNanoseconds: Int64
        /// The same fields, joined over gaps of up to ``DevicePlan/greedyGap`` registers, whatever they cost.
        public let greedyNanoseconds: Int64

        /// Part of the bus's time that such rounds take; 0 for a snapshot.
        public func share(of nanoseconds: Int64) -> Double {
            self.everyNanoseconds.map { Double(nanoseconds) / Double(max(1, $0)) } ?? 0
        }
    }

    /// The gap of the greedy plan in the comparison: what Telegraf's documentation takes for `max_insert`.
    public static let greedyGap = 50

    public let device: String
    /// Modbus address.
    public let unit: UInt8
    public let turnaroundNanoseconds: Int64
    /// Learned from this model before; otherwise assumed.
    public let isTurnaroundLearned: Bool
    /// The most frequent first; a snapshot last.
    public let rounds: [Round]

    /// Part of the bus's time that the device takes, in its plan.
    public var share: Double { self.rounds.reduce(0) { $0 + $1.share(of: $1.nanoseconds) } }
    /// Part of the bus's time that it would take with a read for each field.
    public var separateShare: Double { self.rounds.reduce(0) { $0 + $1.share(of: $1.separateNanoseconds) } }
    public var greedyShare: Double { self.rounds.reduce(0) { $0 + $1.share(of: $1.greedyNanoseconds) } }
}
