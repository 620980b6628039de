/// What ``ClusterMeasurement`` found.
public struct ClusterFigures: Codable, Sendable {
    /// What became final in one phase, and how long that took from its submission.
    public struct Phase: Codable, Sendable {
        public var transactions = 0
        public var readings = 0
        public var seconds = 0.0
        public var blocks = 0
        public var p50Milliseconds = 0.0
        public var p99Milliseconds = 0.0

        public var perSecond: Double { Double(self.readings) / max(self.seconds, 0.001) }
    }

    /// What a follower took for what it had missed.
    public struct CatchUp: Codable, Sendable {
        public var readings = 0
        public var seconds = 0.0
        /// Of the whole process, from its start on.
        public var processorSeconds = 0.0

        public var perProcessorSecond: Double { Double(self.readings) / max(self.processorSeconds, 0.001) }
    }

    public var validators: Int
    public var followers: Int
    public var batch: Int
    public var batched = Phase()
    public var single = Phase()
    public var lone = Phase()
    /// Of the largest validator, after the load.
    public var residentKilobytes = 0
    /// Share of a processor, of the busiest validator with nothing to do.
    public var idleShare = 0.0
    /// Of what was signed in batches, and of what was signed one by one.
    public var catchUp = CatchUp()
    public var singleCatchUp = CatchUp()
    public var height: UInt64 = 0
    public var stateRoot = ""

    init(validators: Int, followers: Int, batch: Int) {
        self.validators = validators
        self.followers = followers
        self.batch = batch
    }
}

extension ClusterFigures: CustomStringConvertible {
    public var description: String {
        """
        \(self.validators) validators and \(self.followers) followers, each a process, CURVE on the loopback, every sync:
          batches of \(self.batch)     \(Self.line(self.batched, "readings", goal: 20_000))
                             p99 finality \(MeasureText.number(self.batched.p99Milliseconds, 0)) ms \
        (goal 1000 ms; \(MeasureText.verdict(self.batched.p99Milliseconds <= 1000)))
          singly signed      \(Self.line(self.single, "readings", goal: 1000))
                             p99 finality \(MeasureText.number(self.single.p99Milliseconds, 0)) ms \
        (goal 1000 ms; \(MeasureText.verdict(self.single.p99Milliseconds <= 1000)))
          lone transaction   p50 finality \(MeasureText.number(self.lone.p50Milliseconds)) ms, p99 \
        \(MeasureText.number(self.lone.p99Milliseconds)) ms (goal: p50 30 ms; \
        \(MeasureText.verdict(self.lone.p50Milliseconds <= 30)))
          catch-up           \(Self.line(self.catchUp)) (goal 150000; \
        \(MeasureText.verdict(self.catchUp.perProcessorSecond >= 150_000)))
            singly signed    \(Self.line(self.singleCatchUp))
          idle validator     \(MeasureText.percent(self.idleShare)) of a processor (goal 1 %; \
        \(MeasureText.verdict(self.idleShare < 0.01)))
          memory             \(MeasureText.number(Double(self.residentKilobytes) / 1000)) MB resident, the largest \
        validator after the load
          all replicas agree at block \(self.height), state \(self.stateRoot.prefix(16))
        """
    }

    private static func line(_ catchUp: CatchUp) -> String {
        "\(catchUp.readings) readings in \(MeasureText.number(catchUp.seconds)) s, "
            + "\(MeasureText.number(catchUp.perProcessorSecond, 0)) a processor second"
    }

    private static func line(_ phase: Phase, _ what: String, goal: Double) -> String {
        "\(MeasureText.number(phase.perSecond, 0)) \(what) a second final over "
            + "\(MeasureText.number(phase.seconds)) s, \(phase.blocks) blocks "
            + "(goal \(Int(goal)); \(MeasureText.verdict(phase.perSecond >= goal * 0.98)))"
    }
}
