/// What ``EtcdMeasurement`` found.
public struct EtcdFigures: Codable, Sendable {
    /// What one of the two systems committed in all its rounds.
    public struct Side: Codable, Sendable {
        public var batches = 0
        public var seconds = 0.0
        public var p50Milliseconds = 0.0
        public var p99Milliseconds = 0.0
        /// Batches a second of each round, in their order.
        public var rounds: [Double] = []
        var latencies: [Int64] = []

        enum CodingKeys: CodingKey { case batches, seconds, p50Milliseconds, p99Milliseconds, rounds }

        public var perSecond: Double { Double(self.batches) / max(self.seconds, 0.001) }

        mutating func add(_ latencies: [Int64], seconds: Double) {
            self.latencies += latencies
            self.batches += latencies.count
            self.seconds += seconds
            self.rounds.append(Double(latencies.count) / max(seconds, 0.001))
            self.p50Milliseconds = self.latencies.percentileMilliseconds(0.5)
            self.p99Milliseconds = self.latencies.percentileMilliseconds(0.99)
        }
    }

    public var writers: Int
    /// Readings of one batch, and its bytes with signature.
    public var batch: Int
    public var batchBytes: Int
    public var ours = Side()
    public var etcd = Side()

    init(writers: Int, batch: Int, batchBytes: Int) {
        self.writers = writers
        self.batch = batch
        self.batchBytes = batchBytes
    }

    /// Our rate as a share of etcd's.
    public var rateRatio: Double { self.ours.perSecond / max(self.etcd.perSecond, 0.001) }
    /// Our median latency as a multiple of etcd's.
    public var latencyRatio: Double { self.ours.p50Milliseconds / max(self.etcd.p50Milliseconds, 0.001) }
}

extension EtcdFigures: CustomStringConvertible {
    public var description: String {
        """
        \(self.writers) writers with one batch of \(self.batch) readings (\(self.batchBytes) bytes) under way each, in \
        \(self.ours.rounds.count) rounds each in turn on the same disk:
          4 validators  \(self.line(self.ours))
                        bears 1 validator of 4 that lies; every batch signed, checked and executed by each
          3 etcd nodes  \(self.line(self.etcd))
                        bears 1 node of 3 that stops, none that lies; bytes without signature or meaning
          ratio         \(MeasureText.number(self.rateRatio, 2)) of etcd's rate, \
        \(MeasureText.number(self.latencyRatio)) times its median latency
        """
    }

    private func line(_ side: Side) -> String {
        let rounds = side.rounds.map { MeasureText.number($0, 0) }.joined(separator: ", ")
        return "\(MeasureText.number(side.perSecond * Double(self.batch), 0)) readings a second "
            + "(\(MeasureText.number(side.perSecond)) batches; by rounds \(rounds)), "
            + "p50 \(MeasureText.number(side.p50Milliseconds)) ms, p99 \(MeasureText.number(side.p99Milliseconds)) ms"
    }
}
