public import ModbusProtocol

/// The result of a line test.
public struct LineTestReport: Hashable, Sendable, Codable {
    /// One unit's verdict.
    public struct Unit: Hashable, Sendable, Codable {
        public var unit: UInt8
        public var name: String
        public var finding: LineFinding
        /// Exchanges at the bus's own parameters, and how they ended.
        public var asked: Int
        public var answered: Int
        public var damaged: Int
        public var silent: Int
        public var medianLatencyNanoseconds: Int64?
        public var worstLatencyNanoseconds: Int64?
    }

    /// Exchanges of all units by the length of the answer.
    public struct Length: Hashable, Sendable, Codable {
        /// Bytes of the longest answer in this class, with address and checksum.
        public var bytes: Int
        public var asked: Int
        public var answered: Int
        public var damaged: Int
        public var silent: Int
    }

    /// The worst first; the first one is the verdict over the line. Never empty.
    public var findings: [LineFinding]
    /// In the order they were named.
    public var units: [Unit]
    /// Short, medium, long.
    public var lengths: [Length]
    /// Time spent listening to a line on which nothing should be.
    public var listenedNanoseconds: Int64
    public var exchanges: Int
    /// The line as it is configured; nil on TCP.
    public var parameters: LineParameters?

    /// The verdict over the line.
    public var cause: LineCause { self.findings.first?.cause ?? .notTested }

    public func unit(_ unit: UInt8) -> Unit? { self.units.first { $0.unit == unit } }
}
