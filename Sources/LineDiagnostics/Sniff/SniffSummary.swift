public import ModbusProtocol

/// What was learned by listening.
public struct SniffSummary: Hashable, Sendable {
    /// One unit, as others ask it.
    public struct Unit: Hashable, Sendable {
        /// 0 is the broadcast.
        public var unit: UInt8
        public var requests = 0
        public var answers = 0
        public var exceptions = 0
        /// Of the answers whose question was heard, in nanoseconds.
        public var latencies: [Int64] = []
        /// What is read and written, each once, in the order it was first heard.
        public var questions: [ModbusRequest] = []

        public init(unit: UInt8) { self.unit = unit }

        /// The middle one; nil without any.
        public var medianLatencyNanoseconds: Int64? {
            self.latencies.isEmpty ? nil : self.latencies.sorted()[self.latencies.count / 2]
        }
    }

    /// Latencies and questions kept for each unit.
    private static let limit = 256
    /// So many bytes without one frame are no coincidence.
    private static let garbageBytes = 40

    /// In order of address.
    public private(set) var units: [Unit] = []
    public private(set) var byteCount = 0
    public private(set) var frameCount = 0
    public private(set) var unknownByteCount = 0
    /// Requests that came before the line had been silent for long enough.
    public private(set) var shortSilences = 0
    public private(set) var firstByteNanoseconds: Int64?
    public private(set) var lastByteNanoseconds: Int64?

    public init() {}

    /// Much was heard and nothing of it is a frame: the rate or the parity is not that of the line.
    public var looksLikeWrongParameters: Bool { self.frameCount == 0 && self.byteCount >= Self.garbageBytes }

    public var requestCount: Int { self.units.reduce(0) { $0 + $1.requests } }

    mutating func heard(_ count: Int, from start: Int64, to end: Int64) {
        self.byteCount += count
        self.firstByteNanoseconds = self.firstByteNanoseconds ?? start
        self.lastByteNanoseconds = end
    }

    mutating func countUnknown(_ count: Int) { self.unknownByteCount += count }

    mutating func count(_ frame: SniffedFrame) {
        self.frameCount += 1
        let index = self.index(of: frame.unit)
        switch frame.kind {
        case .request:
            self.units[index].requests += 1
            if frame.keepsSilence == false { self.shortSilences += 1 }
            if let request = frame.request, self.units[index].questions.count < Self.limit,
                !self.units[index].questions.contains(request)
            {
                self.units[index].questions.append(request)
            }
        case .answer: self.units[index].answers += 1
        case .exception: self.units[index].exceptions += 1
        case .other: break
        }
        if let latency = frame.latencyNanoseconds, self.units[index].latencies.count < Self.limit {
            self.units[index].latencies.append(latency)
        }
    }

    private mutating func index(of unit: UInt8) -> Int {
        if let index = self.units.firstIndex(where: { $0.unit == unit }) { return index }
        let index = self.units.firstIndex { $0.unit > unit } ?? self.units.count
        self.units.insert(Unit(unit: unit), at: index)
        return index
    }
}
