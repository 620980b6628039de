/// What ``StormMeasurement`` found.
public struct StormFigures: Codable, Sendable {
    public var connections: Int
    public var seconds: Double
    /// Connections that were opened without a key, and what the box did with them.
    public var opened = 0
    public var notOpened = 0
    public var closedByBox = 0
    public var leftOpen = 0
    /// Handshakes of keys that nobody registered, which were denied.
    public var denied = 0
    /// What the box counted meanwhile.
    public var countedConnections = 0
    public var countedFailures = 0
    public var countedRefusals = 0
    public var admittedStrangers = 0
    /// Lines that it logged meanwhile.
    public var logLines = 0
    /// Of the box: resident memory before, at most and after, in kB, and open descriptors.
    public var residentBeforeKilobytes = 0
    public var peakKilobytes = 0
    public var residentAfterKilobytes = 0
    public var descriptorsBefore = 0
    public var descriptorsMost = 0
    public var descriptorsAfter = 0
    /// Payments that became final through the box meanwhile, those of them that are lost, and the longest time without one.
    public var payments = 0
    public var lost = 0
    public var longestPauseSeconds = 0.0
    /// Transactions on the chain since the storm began that are no payments.
    public var foreignTransactions = 0
    public var casualties: [String] = []

    /// The goal: resident memory in kB, at most.
    public static let limit = 150_000
    private static let mostLinesInTenSeconds = 25.0
    private static let mostPauseSeconds = 10.0

    init(connections: Int, seconds: Double) {
        self.connections = connections
        self.seconds = seconds
    }

    public var isCounted: Bool {
        self.countedConnections >= self.opened + self.denied && self.countedFailures > 0
            && self.countedRefusals >= self.denied && self.admittedStrangers == 0
    }

    public var isTold: Bool {
        self.logLines > 0
            && Double(self.logLines) <= Self.mostLinesInTenSeconds * (2 + self.seconds / 10)
    }

    public var isBounded: Bool {
        self.peakKilobytes < Self.limit && self.descriptorsAfter <= self.descriptorsBefore + 4 && self.leftOpen == 0
    }

    public var goesOn: Bool {
        self.payments > 0 && self.lost == 0 && self.foreignTransactions == 0 && self.casualties.isEmpty
            && self.longestPauseSeconds < Self.mostPauseSeconds
    }

    public var holds: Bool {
        self.notOpened == 0 && self.isCounted && self.isTold && self.isBounded && self.goesOn
    }
}

extension StormFigures: CustomStringConvertible {
    public var description: String {
        """
        \(self.opened + self.denied) connections in \(MeasureText.number(self.seconds, 0)) s at one of 4 validators \
        (\(self.opened) silent, with garbage, with a bare greeting or a replayed handshake, \(self.denied) with keys that \
        nobody registered, \(self.notOpened) that could not be opened):
          the box     closed \(self.closedByBox) of \(self.opened) itself, \(self.leftOpen) stayed open
          counted     \(self.countedConnections) connections, \(self.countedFailures) failed and \
        \(self.countedRefusals) refused handshakes, \(self.admittedStrangers) admitted (\(Self.word(self.isCounted)))
          told        \(self.logLines) lines in the log (\(Self.word(self.isTold)))
          memory      \(Self.megabytes(self.residentBeforeKilobytes)) MB before, \
        \(Self.megabytes(self.peakKilobytes)) MB at most, \(Self.megabytes(self.residentAfterKilobytes)) MB after; \
        descriptors \(self.descriptorsBefore), \(self.descriptorsMost), \(self.descriptorsAfter) \
        (goal: under \(Self.limit / 1000) MB, and they come back; \(MeasureText.verdict(self.isBounded)))
          payments    \(self.payments) final through it, \(self.lost) lost, at most \
        \(MeasureText.number(self.longestPauseSeconds)) s without one; \(self.foreignTransactions) other transactions \
        (\(Self.word(self.goesOn)))
          ended by themselves: \(self.casualties.isEmpty ? "none" : self.casualties.joined(separator: ", "))
        """
    }

    private static func word(_ holds: Bool) -> String { holds ? "holds" : "DOES NOT HOLD" }
    private static func megabytes(_ kilobytes: Int) -> String { MeasureText.number(Double(kilobytes) / 1000) }
}
