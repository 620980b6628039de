/// Counts of one device since the bus was made.
public struct DeviceStatistics: Hashable, Sendable {
    public let device: String
    public var transactions = 0
    public var answers = 0
    public var timeouts = 0
    public var damagedAnswers = 0
    public var exceptions = 0
    public var lateAnswers = 0
    /// Filtered time from the end of a request to its answer; nil before the first.
    public var latencyNanoseconds: Int64?
    /// The learned time-out.
    public var timeoutNanoseconds: Int64?
    /// Bus time of its exchanges.
    public var busyNanoseconds: Int64 = 0
    public var isSilent = false
    /// Turns in which a field was due and not read, because the bus had more to do than it could.
    public var missedTurns: Int64 = 0

    init(device: String) { self.device = device }
}

/// Counts of one bus since it was made.
public struct BusStatistics: Hashable, Sendable {
    public let bus: String
    public var isOpen = false
    /// How often the port was opened.
    public var openings = 0
    public var collisions = 0
    /// Bytes that belonged to no answer.
    public var strayBytes = 0
    public var droppedSamples = 0
    public var droppedEvents = 0
    /// Time in which the bus ran, and the part of it in which an exchange was under way.
    public var runningNanoseconds: Int64 = 0
    public var busyNanoseconds: Int64 = 0
    /// Characters of requests and of what came back, checksums included; on a serial line only.
    public var sentCharacters = 0
    public var receivedCharacters = 0
    /// How long the line lay idle although a poll was due and silences and pauses were over: in all, and the longest.
    public var idleNanoseconds: Int64 = 0
    public var longestIdleNanoseconds: Int64 = 0
    /// In the order of the configuration.
    public var devices: [DeviceStatistics]

    init(_ configuration: BusConfiguration) {
        self.bus = configuration.name
        self.devices = configuration.devices.map { DeviceStatistics(device: $0.name) }
    }
}
