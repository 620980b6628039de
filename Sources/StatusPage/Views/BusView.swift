/// A bus and how well it works.
public struct BusView: Hashable, Sendable {
    public var name: String
    public var port: String
    public var isOpen: Bool
    /// Why it is not open.
    public var state: String
    /// Part of the time in which an exchange was under way: 0 to 1.
    public var usedShare: Double
    public var devices: [BusDeviceView]
    /// From the end of a request to its answer's first byte.
    public var latency: LatencyView?
    public var findings: [AlarmView]

    public init(
        name: String, port: String, isOpen: Bool, state: String, usedShare: Double, devices: [BusDeviceView],
        latency: LatencyView?, findings: [AlarmView]
    ) {
        (self.name, self.port, self.isOpen, self.state) = (name, port, isOpen, state)
        (self.usedShare, self.devices, self.latency, self.findings) = (usedShare, devices, latency, findings)
    }

    var badge: Badge { self.isOpen ? Badge(.good, .busOpen) : Badge(.fault, .busClosed) }
    var answering: Int { self.devices.count { $0.isCommunicating } }
}

public struct BusDeviceView: Hashable, Sendable {
    public var name: String
    public var unit: Int
    public var profile: String
    public var meter: String?
    public var isCommunicating: Bool
    public var transactions: Int
    public var timeOuts: Int
    public var damagedAnswers: Int
    public var exceptions: Int
    /// 99 of 100 answers begin within so many milliseconds.
    public var latencyP99: Double?

    public init(
        name: String, unit: Int, profile: String, meter: String?, isCommunicating: Bool, transactions: Int,
        timeOuts: Int, damagedAnswers: Int, exceptions: Int, latencyP99: Double?
    ) {
        (self.name, self.unit, self.profile, self.meter) = (name, unit, profile, meter)
        (self.isCommunicating, self.transactions, self.timeOuts) = (isCommunicating, transactions, timeOuts)
        (self.damagedAnswers, self.exceptions, self.latencyP99) = (damagedAnswers, exceptions, latencyP99)
    }
}

/// In milliseconds.
public struct LatencyView: Hashable, Sendable {
    public struct Bucket: Hashable, Sendable {
        public var from: Double
        public var to: Double
        public var count: Int

        public init(from: Double, to: Double, count: Int) { (self.from, self.to, self.count) = (from, to, count) }
    }

    public var count: Int
    public var p50: Double
    public var p99: Double
    public var most: Double
    public var buckets: [Bucket]

    public init(count: Int, p50: Double, p99: Double, most: Double, buckets: [Bucket]) {
        (self.count, self.p50, self.p99, self.most, self.buckets) = (count, p50, p99, most, buckets)
    }
}

/// The last exchanges with one unit.
public struct FramesView: Hashable, Sendable {
    public struct Exchange: Hashable, Sendable {
        public var time: String
        public var question: String
        /// In hexadecimal.
        public var sent: String
        public var heard: [String]
        public var verdict: String
        public var isGood: Bool

        public init(time: String, question: String, sent: String, heard: [String], verdict: String, isGood: Bool) {
            (self.time, self.question, self.sent) = (time, question, sent)
            (self.heard, self.verdict, self.isGood) = (heard, verdict, isGood)
        }
    }

    public var bus: String
    public var unit: Int
    public var device: String?
    public var summary: String
    public var advice: [String]
    /// Newest first.
    public var exchanges: [Exchange]

    public init(
        bus: String, unit: Int, device: String?, summary: String, advice: [String], exchanges: [Exchange]
    ) {
        (self.bus, self.unit, self.device) = (bus, unit, device)
        (self.summary, self.advice, self.exchanges) = (summary, advice, exchanges)
    }
}
