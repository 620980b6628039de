public import ModbusProtocol

/// How the exchanges with a unit, or those over one register block, ended.
public struct ExchangeCounts: Hashable, Sendable {
    public var transactions = 0
    /// Good answers, and exceptions of the unit itself.
    public var answers = 0
    public var timeouts = 0
    /// Answers that were cut or had a wrong checksum.
    public var damagedAnswers = 0
    public var collisions = 0
    public var exceptions = 0
    /// Requests that were asked once more because the answer was damaged.
    public var retries = 0
    /// Bytes that came during an exchange and belonged to nothing.
    public var strayBytes = 0
    /// Bus time of the exchanges.
    public var busyNanoseconds: Int64 = 0
    /// From the end of a request to its answer's first byte.
    public var latencies = LatencyHistogram()
    /// By code: 1 to 11 at their places, everything else at 0. Empty before the first.
    private var exceptionCodes: [UInt32] = []

    private static let knownCodes = 12

    public init() {}

    /// How often the unit refused with `code`; 0 stands for all codes outside the standard.
    public func exceptions(code: UInt8) -> Int {
        self.exceptionCodes.indices.contains(Int(code)) ? Int(self.exceptionCodes[Int(code)]) : 0
    }

    /// The codes that came, with their number.
    public var exceptionsByCode: [(code: UInt8, count: Int)] {
        self.exceptionCodes.indices.filter { self.exceptionCodes[$0] > 0 }
            .map { (UInt8($0), Int(self.exceptionCodes[$0])) }
    }

    mutating func add(_ tally: ExchangeTally) {
        self.transactions += 1
        self.busyNanoseconds += tally.durationNanoseconds
        self.strayBytes += tally.strayBytes
        if tally.isRetry { self.retries += 1 }
        if let exception = tally.exception { self.add(exception) }
        switch tally.outcome {
        case .answered: self.answers += 1
        case .damaged: self.damagedAnswers += 1
        case .silent, .unreachable: self.timeouts += 1
        case .collision, .crowded: self.collisions += 1
        }
        if let latency = tally.latencyNanoseconds { self.latencies.record(latency) }
    }

    private mutating func add(_ exception: ModbusException) {
        self.exceptions += 1
        if self.exceptionCodes.isEmpty { self.exceptionCodes = Array(repeating: 0, count: Self.knownCodes) }
        let code = Int(exception.code)
        let place = code < Self.knownCodes ? code : 0
        if self.exceptionCodes[place] < .max { self.exceptionCodes[place] += 1 }
    }
}
