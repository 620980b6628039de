/// Counts of one device since the bus was made.
///
/// The counts of its exchanges are members too: `statistics.timeouts` is `statistics.counts.timeouts`.
@dynamicMemberLookup
public struct DeviceStatistics: Hashable, Sendable {
    /// What went wrong last.
    public struct Failure: Hashable, Sendable {
        public let error: BusError
        /// CLOCK_MONOTONIC, in nanoseconds.
        public let nanoseconds: Int64
    }

    public let device: String
    public let unit: UInt8
    public var counts = ExchangeCounts()
    public var recent = RecentCounts()
    /// Blocks of its read plan, relays and tools excepted; those asked last are kept.
    public private(set) var blocks: [BlockStatistics] = []
    public var lateAnswers = 0
    /// Filtered time from the end of a request to its answer; nil before the first.
    public var latencyNanoseconds: Int64?
    /// The learned time-out.
    public var timeoutNanoseconds: Int64?
    public var isSilent = false
    /// When it may be asked again, of a silent device: CLOCK_MONOTONIC, in nanoseconds.
    public var nextProbeNanoseconds: Int64?
    public var sweeps = 0
    /// Sweeps that brought not one value.
    public var emptySweeps = 0
    /// Turns in which a field was due and not read, because the bus had more to do than it could.
    public var missedTurns: Int64 = 0
    public var lastFailure: Failure?
    /// CLOCK_MONOTONIC of the end of the last good answer, in nanoseconds.
    public var lastAnswerNanoseconds: Int64?

    /// Blocks kept for each device.
    private static let blockLimit = 12

    init(_ device: BusDevice) {
        self.device = device.name
        self.unit = device.unit
    }

    public subscript<Value>(dynamicMember member: KeyPath<ExchangeCounts, Value>) -> Value {
        self.counts[keyPath: member]
    }

    mutating func add(_ tally: ExchangeTally) {
        self.counts.add(tally)
        self.recent.add(tally)
        if let failure = tally.failure {
            self.lastFailure = Failure(error: failure, nanoseconds: tally.endNanoseconds)
        } else {
            self.lastAnswerNanoseconds = tally.endNanoseconds
        }
        let place = self.place(of: tally)
        self.blocks[place].counts.add(tally)
        self.blocks[place].lastNanoseconds = tally.endNanoseconds
    }

    /// Where the block of this exchange is counted; where all places are taken, the longest unused is given up.
    private mutating func place(of tally: ExchangeTally) -> Int {
        if let known = self.blocks.firstIndex(where: { $0.isOf(tally.request) }) { return known }
        let block = BlockStatistics(tally.request)
        guard self.blocks.count >= Self.blockLimit,
            let oldest = self.blocks.indices.min(by: {
                self.blocks[$0].lastNanoseconds < self.blocks[$1].lastNanoseconds
            })
        else {
            self.blocks.append(block)
            return self.blocks.count - 1
        }
        self.blocks[oldest] = block
        return oldest
    }

    /// A sweep by schedule is over.
    mutating func swept(isEmpty: Bool) {
        self.sweeps += 1
        if isEmpty { self.emptySweeps += 1 }
    }
}
