import ModbusProtocol

/// How one relay's command waited for the line.
public struct RelayWait: Hashable, Sendable {
    /// From the command to the first bit of its request.
    public var nanoseconds: Int64
    /// Exchanges that began after the command and before its request.
    public var overtakenBy: Int
}

/// Which exchanges came between a command and its request.
struct RelayLog {
    private let unit: UInt8
    private var askedAt: Int64?
    private var others = 0
    private(set) var waits: [RelayWait] = []

    init(unit: UInt8) { self.unit = unit }

    mutating func asked(at now: Int64) { (self.askedAt, self.others) = (now, 0) }

    mutating func add(_ record: LineRecord) {
        guard let askedAt, record.sentNanoseconds >= askedAt else { return }
        guard record.unit == self.unit else {
            self.others += 1
            return
        }
        self.waits.append(RelayWait(nanoseconds: record.sentNanoseconds - askedAt, overtakenBy: self.others))
        self.askedAt = nil
    }
}

/// What ``RelayMeasurement`` found under one kind of fault.
public struct RelayFigures: Codable, Sendable {
    public var fault: String
    public var commands = 0
    /// Exchanges that went ahead of a command although they began after it; at most one is under way when it comes.
    public var overtaken = 0
    public var longestMilliseconds = 0.0
    public var meanMilliseconds = 0.0

    init(fault: String) { self.fault = fault }

    mutating func add(_ waits: [RelayWait]) {
        for wait in waits {
            let milliseconds = Double(wait.nanoseconds) / 1e6
            self.commands += 1
            self.overtaken += wait.overtakenBy
            self.longestMilliseconds = max(self.longestMilliseconds, milliseconds)
            self.meanMilliseconds += (milliseconds - self.meanMilliseconds) / Double(self.commands)
        }
    }

    /// Every command waited for the exchange under way and for no other.
    public var meetsGoal: Bool { self.commands > 0 && self.overtaken == 0 }

    public static let heading = "fault          commands  overtaken  mean ms  longest ms"
}

extension RelayFigures: CustomStringConvertible {
    public var description: String {
        func column(_ text: String, _ width: Int) -> String {
            String(repeating: " ", count: max(1, width - text.count)) + text
        }
        let name = MeasureText.padded(self.fault, to: 14)
        return name + column("\(self.commands)", 9) + column("\(self.overtaken)", 11)
            + column(MeasureText.number(self.meanMilliseconds), 9)
            + column(MeasureText.number(self.longestMilliseconds), 12) + (self.meetsGoal ? "" : "  MISSED")
    }
}
