/// What ``LedgerMeasurement`` found.
public struct LedgerFigures: Codable, Sendable {
    public var meters: Int
    public var intervals: Int
    public var payments: Int
    /// A bare write of 4 kB with its sync, in the same folder: what the disk itself costs.
    public var syncMicroseconds = 0.0
    /// From the mempool's check of one interval's readings to their block's being durable.
    public var blockMicroseconds = 0.0
    public var readingsPerSecond = 0.0
    /// With the block's header, signature and certificate.
    public var blockBytesPerReading = 0.0
    /// How much the chain's file grew: blocks, state and events.
    public var diskBytesPerReading = 0.0
    public var singlePaymentsPerSecond = 0.0
    public var batchedPaymentsPerSecond = 0.0
    public var blocks: UInt64 = 0
    /// Opening the files, checking the last blocks, loading the state and computing its root.
    public var restartMilliseconds = 0.0

    init(meters: Int, intervals: Int, payments: Int) {
        self.meters = meters
        self.intervals = intervals
        self.payments = payments
    }

    /// A block's cost in bare syncs of this disk.
    public var blockSyncs: Double { self.blockMicroseconds / max(self.syncMicroseconds, 1) }
}

extension LedgerFigures: CustomStringConvertible {
    public var description: String {
        """
        one validator, \(self.meters) meters:
          readings           \(MeasureText.number(self.readingsPerSecond, 0)) a second \
        (\(self.intervals) blocks of \(self.meters), \(MeasureText.number(self.blockMicroseconds, 0)) µs each)
          a block costs      \(MeasureText.number(self.blockSyncs)) times a bare write with sync \
        (\(MeasureText.number(self.syncMicroseconds, 0)) µs)
          bytes of a reading \(MeasureText.number(self.blockBytesPerReading, 2)) in the block, \
        \(MeasureText.number(self.diskBytesPerReading, 2)) on disk
          payments           \(MeasureText.number(self.singlePaymentsPerSecond, 0)) a second one a block, \
        \(MeasureText.number(self.batchedPaymentsPerSecond, 0)) in full blocks (\(self.payments) each)
          restart            \(MeasureText.number(self.restartMilliseconds, 0)) ms with \(self.blocks) blocks, \
        root checked
        """
    }
}
