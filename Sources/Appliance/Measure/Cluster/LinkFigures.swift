/// What ``LinkMeasurement`` found, beside what ``LinkBudget`` computes for the same blocks.
public struct LinkFigures: Codable, Sendable {
    public var seconds: Double
    /// Blocks that became final meanwhile.
    public var blocks: Int
    /// IP bytes and packets of the follower's link, both ways; ARP among them.
    public var bytes: Int
    public var packets: Int
    /// Bytes in 30 days at this rate, and as computed.
    public var monthBytes: Double
    public var computedMonthBytes: Double

    init(
        boxes: Int, meters: Int, validators: Int, ranges: Int, seconds: Double, blocks: Int, bytes: Int, packets: Int
    ) throws {
        self.seconds = seconds
        self.blocks = blocks
        self.bytes = bytes
        self.packets = packets
        let perInterval = Double(blocks) / max(1, seconds / LinkBudget.intervalSeconds) - LinkBudget.emptyBlocks()
        self.monthBytes = Double(bytes) / max(seconds, 0.001) * LinkBudget.monthSeconds
        self.computedMonthBytes = try LinkBudget(
            boxes: boxes, meters: meters, validators: validators, peers: 2,
            blocksInInterval: Int(perInterval.rounded()), rangesInInterval: ranges
        ).total
    }

    public var meetsGoal: Bool { self.monthBytes <= LinkBudget.limit }
}

extension LinkFigures: CustomStringConvertible {
    public var description: String {
        func megabytes(_ bytes: Double) -> String { MeasureText.number(bytes / 1e6) + " MB" }
        return """
            a follower's link over \(MeasureText.number(self.seconds / 60)) minutes: \(self.bytes) bytes in \
            \(self.packets) packets, \(self.blocks) blocks
              in 30 days at this rate \(megabytes(self.monthBytes)) (goal \(megabytes(LinkBudget.limit)); \
            \(MeasureText.verdict(self.meetsGoal)))
              computed for so many blocks \(megabytes(self.computedMonthBytes)): measured is \
            \(MeasureText.number(self.monthBytes / max(1, self.computedMonthBytes), 2)) of it
            """
    }
}
