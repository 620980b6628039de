/// What can be known of a serial port without opening it.
public struct PortFacts: Hashable, Sendable, Codable {
    public var path: String
    /// Names that stay the same: under `/dev/serial/by-id`, which go with the adapter, and by-path, with the socket.
    public var links: [String]
    /// Nil for a port of the board and a pseudo-terminal.
    public var usb: USBPort?
    public var driver: String?
    public var latencyTimerMilliseconds: Int?
    /// Whether the driver knows the kernel's RS-485 mode; nil where that cannot be told without opening the port.
    public var hasKernelRS485: Bool?
    public var holders: [HoldingProcess]
    /// This user may do so.
    public var isReadable: Bool
    public var isWritable: Bool
    /// The group of the device file.
    public var group: String?

    public init(
        path: String, links: [String] = [], usb: USBPort? = nil, driver: String? = nil,
        latencyTimerMilliseconds: Int? = nil, hasKernelRS485: Bool? = nil, holders: [HoldingProcess] = [],
        isReadable: Bool = true, isWritable: Bool = true, group: String? = nil
    ) {
        self.path = path
        self.links = links
        self.usb = usb
        self.driver = driver
        self.latencyTimerMilliseconds = latencyTimerMilliseconds
        self.hasKernelRS485 = hasKernelRS485
        self.holders = holders
        self.isReadable = isReadable
        self.isWritable = isWritable
        self.group = group
    }
}
