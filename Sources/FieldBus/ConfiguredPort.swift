/// The port that a bus is configured on.
public struct ConfiguredPort: Hashable, Sendable {
    public var bus: String
    public var port: SerialPortName
    /// The device file behind it, links followed; nil where it is not there.
    public var path: String?
    /// Why it is not there.
    public var failure: BusError?

    public init(bus: String, port: SerialPortName, path: String? = nil, failure: BusError? = nil) {
        self.bus = bus
        self.port = port
        self.path = path
        self.failure = failure
    }
}
