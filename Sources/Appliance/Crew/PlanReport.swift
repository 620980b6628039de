/// How the lines of a configuration are read, what that costs of each line's time, and what it gains.
public struct PlanReport: Encodable, Sendable {
    public struct Read: Encodable, Sendable {
        public let function: Int
        /// 0-based, as it goes over the wire.
        public let address: Int
        public let count: Int
        public let fields: [String]
        public let milliseconds: Double
    }

    /// Fields that become due together.
    public struct Round: Encodable, Sendable {
        /// Seconds between two such rounds, on average; nil for the snapshot after an interval boundary.
        public let everySeconds: Double?
        public let reads: [Read]
        public let unreadable: [String]
        public let milliseconds: Double
        /// Part of the line's time.
        public let share: Double
    }

    public struct Device: Encodable, Sendable {
        public let device: String
        public let unitId: Int
        public let profile: String
        public let turnaroundMilliseconds: Double
        public let isTurnaroundLearned: Bool
        public let share: Double
        public let rounds: [Round]
    }

    public struct Line: Encodable, Sendable {
        public let bus: String
        public let port: String
        /// Bit/s; nil on TCP.
        public let baud: Int?
        public let silenceMilliseconds: Double
        /// Part of the line's time that all devices take: over 1 it is overbooked.
        public let share: Double
        /// The same with a read for each value, and with reads joined over any gap up to a fixed length.
        public let separateShare: Double
        public let greedyShare: Double
        public let isOverbooked: Bool
        public let devices: [Device]
    }

    public let buses: [Line]

    public var isOverbooked: Bool { self.buses.contains(where: \.isOverbooked) }
}
