/// Another master on our line, as far as it was heard.
public struct ForeignMaster: Hashable, Sendable {
    /// What it asked last.
    public private(set) var last: ForeignRequest
    public private(set) var requestCount = 1
    public let firstNanoseconds: Int64
    /// Longest time between two of its requests that was seen.
    public private(set) var longestInterval: Int64 = 0

    /// It wrote to a device.
    public private(set) var hasWritten: Bool

    init(_ request: ForeignRequest) {
        self.last = request
        self.hasWritten = request.writes
        self.firstNanoseconds = request.endNanoseconds
    }

    mutating func asked(_ request: ForeignRequest) {
        self.longestInterval = max(self.longestInterval, request.endNanoseconds - self.last.endNanoseconds)
        self.last = request
        self.hasWritten = self.hasWritten || request.writes
        self.requestCount += 1
    }
}

extension ForeignMaster: CustomStringConvertible {
    public var description: String {
        let heard = self.requestCount == 1 ? "one request" : "\(self.requestCount) requests"
        return "\(heard), the last to \(self.last)"
    }
}

/// What a bus does where another master asks on its line.
public enum SecondMasterRule: String, Hashable, Sendable, CaseIterable {
    /// Sends nothing until the other one is gone.
    case refuse
    /// Goes on in the other one's pauses, and takes no answer that may be the other one's.
    case tolerate
}
