public import ModbusProtocol

/// What a scan found.
public struct LineScanReport: Hashable, Sendable, Codable {
    /// A unit that answered.
    public struct Found: Hashable, Sendable, Codable {
        public var unit: UInt8
        /// Nil on TCP.
        public var parameters: LineParameters?
        /// The request that was answered, without unit and checksum.
        public var question: [UInt8]
        /// Everything that came.
        public var heard: [UInt8]
        /// The code, where the answer was a refusal.
        public var exception: UInt8?
        public var latencyNanoseconds: Int64?
    }

    /// Bytes that came in answer to a question and are no good frame: somebody is there, but not cleanly.
    public struct Suspect: Hashable, Sendable, Codable {
        public var unit: UInt8
        public var parameters: LineParameters?
        public var heard: [UInt8]
        /// How often.
        public var count: Int
    }

    /// In the order they were found.
    public var found: [Found] = []
    /// Of units that were not found anywhere.
    public var suspects: [Suspect] = []
    /// Requests of another master, in words; the scan stops at the first.
    public var foreignRequests: [String] = []
    public var asked = 0

    public init() {}

    /// The scan did not begin, so that another master is not disturbed.
    public var wasRefused: Bool { !self.foreignRequests.isEmpty && self.asked == 0 }
}
