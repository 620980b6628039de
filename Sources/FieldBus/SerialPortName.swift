/// How a configuration names a serial port.
public enum SerialPortName: Hashable, Sendable {
    /// Device file, or a stable link to it, as `/dev/serial/by-id/…`.
    case path(String)
    /// Looked up at every opening.
    case usb(USBPortIdentity)
}

extension SerialPortName: CustomStringConvertible {
    public var description: String {
        switch self {
        case .path(let path): path
        case .usb(let identity): identity.description
        }
    }
}
