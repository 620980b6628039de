/// The kernel's RS-485 mode of a port: the driver switches the transceiver's direction by RTS, to the character.
public struct RS485Mode: Hashable, Sendable {
    /// When RTS is high.
    public enum RTS: String, Hashable, Sendable, CaseIterable {
        case onSend = "on_send"
        case afterSend = "after_send"
    }

    public var rts: RTS
    /// From RTS to the first bit, and from the last bit to RTS, in milliseconds.
    public var delayBeforeMilliseconds: Int
    public var delayAfterMilliseconds: Int

    public init(rts: RTS, delayBeforeMilliseconds: Int = 0, delayAfterMilliseconds: Int = 0) {
        self.rts = rts
        self.delayBeforeMilliseconds = delayBeforeMilliseconds
        self.delayAfterMilliseconds = delayAfterMilliseconds
    }
}

extension RS485Mode: CustomStringConvertible {
    public var description: String {
        "RS-485 with RTS \(self.rts == .onSend ? "high while sending" : "high after sending"), "
            + "\(self.delayBeforeMilliseconds) ms before and \(self.delayAfterMilliseconds) ms after"
    }
}
