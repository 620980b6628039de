public import ModbusProtocol

extension Scene {
    /// Everything that can go wrong on a line whatever device is asked.
    public struct LineFaults: Hashable, Sendable {
        /// The client's adapter hands everything back that is sent.
        public internal(set) var echo: Chance?
        public internal(set) var idleNoise: IdleNoise?
        public internal(set) var secondMaster: SecondMaster?
        public internal(set) var cable: CableFault?
        public internal(set) var unplug: Unplug?

        public init() {}
    }

    /// Random bytes while nobody has anything to say; they may fall into a frame.
    public struct IdleNoise: Hashable, Sendable {
        /// From one to the next, in nanoseconds.
        public let interval: ClosedRange<Int64>
        public let bytes: ClosedRange<Int64>
        /// In nanoseconds since the line began to run.
        public let window: Range<Int64>
    }

    /// Somebody else asks on the same line, at its own pace and without listening first.
    public struct SecondMaster: Hashable, Sendable {
        /// From one request to the next, in nanoseconds; a tenth of it wanders.
        public let interval: Int64
        /// In turn; nil: the line's own devices.
        public let units: [UInt8]?
        /// What it reads of each unit, one after the other; empty: a register of the device it asks.
        public let requests: [ModbusRequest]
        /// In nanoseconds since the line began to run.
        public let window: Range<Int64>
        /// True: it waits for silence as a well-behaved client does, and still cannot see a client that begins with it.
        public let listens: Bool
    }

    /// The cable is broken or the signal too weak beyond one of the meters.
    public struct CableFault: Hashable, Sendable {
        /// Units in their order along the cable, the nearest first.
        public let order: [UInt8]
        /// How many of them are before the fault.
        public let goodMeters: Int
        /// For the meters behind it: nil: no answer; else the share of answers that arrive damaged.
        public let damage: Double?
        /// In nanoseconds since the line began to run.
        public let window: Range<Int64>
    }

    /// The adapter is pulled out and put back.
    public struct Unplug: Hashable, Sendable {
        /// After the line began to run, in nanoseconds.
        public let after: Int64
        public let duration: Int64
        /// From one unplugging to the next; nil: once.
        public let interval: Int64?
        /// Name of the link after the first time; nil: the same, on another device node.
        public let link: String?
    }
}
