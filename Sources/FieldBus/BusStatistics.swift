import ModbusProtocol

/// Counts of one bus since it was made.
public struct BusStatistics: Hashable, Sendable {
    public let bus: String
    public var isOpen = false
    /// How often the port was opened.
    public var openings = 0
    public var collisions = 0
    /// How often another master was found on the line.
    public var secondMasters = 0
    /// Bytes that belonged to no answer.
    public var strayBytes = 0
    public var droppedSamples = 0
    public var droppedEvents = 0
    /// Time in which the bus ran, and the part of it in which an exchange was under way.
    public var runningNanoseconds: Int64 = 0
    public var busyNanoseconds: Int64 = 0
    /// Questions of tools that the line was lent to, and their part of ``busyNanoseconds``.
    public var loans = 0
    public var lentNanoseconds: Int64 = 0
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
        self.devices = configuration.devices.map { DeviceStatistics($0) }
    }

    mutating func add(_ tally: ExchangeTally, of device: Int) {
        self.busyNanoseconds += tally.durationNanoseconds
        self.strayBytes += tally.strayBytes
        if tally.outcome == .collision || tally.outcome == .crowded { self.collisions += 1 }
        self.devices[device].add(tally)
    }
}
