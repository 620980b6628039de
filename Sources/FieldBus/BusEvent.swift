public import ModbusProtocol

/// Something on a bus that people should hear of; sent when it changes, not at every poll.
public struct BusEvent: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        case opened
        /// The port went away or cannot be opened; the bus tries again by itself.
        case lost(BusError)
        /// Nothing comes back from the device any more; it is only probed now.
        case deviceSilent
        case deviceRecovered
        /// A block is answered with an exception or not at all, and was read before (or never).
        case blockFailed(BusError)
        case blockRecovered
        /// The device refuses a block that spans a gap; from here on it is read in parts.
        case blockSplit(at: UInt16)
        /// The device has no such field; it is asked for again after an hour.
        case fieldRefused(field: String, ModbusException)
        case fieldUnreadable(field: String)
        /// The answer to an earlier question came after its time-out; it was dropped.
        case lateAnswer(milliseconds: Int64)
        /// The adapter returns what is sent; it is taken out from here on.
        case echoFound
        case echoGone
        /// The adapter keeps back what it hears for so long, and this user may not change it.
        case slowAdapter(milliseconds: Int)
        /// Another master asks on the line; where it is refused, nothing is sent until it is gone.
        case secondMaster(ForeignMaster, isRefusing: Bool)
        /// It wrote to a device.
        case foreignWrite(ForeignRequest)
        case secondMasterGone
        /// Bytes came before anything was asked, and no request was among them.
        case unreadableTraffic([UInt8])
    }

    public let place: BusPlace
    public let kind: Kind
    public let monotonicNanoseconds: Int64

    public init(place: BusPlace, kind: Kind, monotonicNanoseconds: Int64) {
        (self.place, self.kind, self.monotonicNanoseconds) = (place, kind, monotonicNanoseconds)
    }
}

extension BusEvent: CustomStringConvertible {
    /// A rule of udev that sets the latency timer of FTDI adapters to 1 ms.
    public static let latencyRule =
        #"ACTION=="add", SUBSYSTEM=="usb-serial", DRIVER=="ftdi_sio", ATTR{latency_timer}="1""#

    public var description: String {
        switch self.kind {
        case .opened: "\(self.place): open"
        case .lost(let error), .blockFailed(let error): error.description
        case .deviceSilent:
            "\(self.place): silent; it is probed from time to time. Check its power, wiring, address and line settings"
        case .deviceRecovered: "\(self.place): answers again"
        case .blockRecovered: "\(self.place): is answered again"
        case .blockSplit(let address): "\(self.place): refuses to be read as one; split before register \(address)"
        case .fieldRefused(let field, let exception):
            "\(self.place): field \(field) is refused (\(exception)); check that the profile is of this model"
        case .fieldUnreadable(let field):
            "\(self.place): no allowed read can fetch field \(field); check limits and alignment in the profile"
        case .lateAnswer(let milliseconds):
            "\(self.place): an answer came \(milliseconds) ms after its request, too late; raise the time-out's ceiling"
        case .echoFound: "\(self.place): the adapter echoes what is sent; the echo is taken out"
        case .echoGone: "\(self.place): the adapter does not echo any more"
        case .slowAdapter(let milliseconds):
            "\(self.place): the adapter keeps each answer back for up to \(milliseconds) ms, and this user may not change "
                + "it; put `\(BusEvent.latencyRule)` into /etc/udev/rules.d/60-gridtally.rules and plug it in again"
        case .secondMaster(let master, isRefusing: true): BusError.secondMaster(self.place, master).description
        case .secondMaster(let master, isRefusing: false):
            "\(self.place): another master asks on this line (\(master)), which is tolerated; questions wait for its "
                + "answers, and some of both fail"
        case .unreadableTraffic(let bytes):
            "\(self.place): bytes came before anything was asked (\(hexText(bytes))), and they are no request at this "
                + "rate and parity: a master or a unit at another rate, or noise. Look at them with `gridtally sniff`"
        case .foreignWrite(let request): "\(self.place): another master writes on this line: \(request)"
        case .secondMasterGone: "\(self.place): the other master is not heard any more; polling goes on"
        }
    }
}
