public import Metering

/// A text that a device holds: serial number, model, firmware.
public struct TextReading: Hashable, Sendable {
    public let obis: ObisCode?
    public let name: String
    public let text: String
    public let rawWords: [UInt16]
    public let monotonicNanoseconds: Int64

    public init(obis: ObisCode?, name: String, text: String, rawWords: [UInt16], monotonicNanoseconds: Int64) {
        (self.obis, self.name, self.text) = (obis, name, text)
        (self.rawWords, self.monotonicNanoseconds) = (rawWords, monotonicNanoseconds)
    }
}

/// What one sweep over a device read.
public struct DeviceSample: Hashable, Sendable {
    public let device: String
    /// Every numeric field that was due, in the order of the configuration; absent ones are `.missing` with a reason.
    public let readings: [Reading]
    public let texts: [TextReading]
    /// The sweep was the first after an interval boundary.
    public let isBoundary: Bool
    /// First byte of the first answer; the moment of failure where none came.
    public let monotonicNanoseconds: Int64

    public init(
        device: String, readings: [Reading], texts: [TextReading] = [], isBoundary: Bool = false,
        monotonicNanoseconds: Int64
    ) {
        (self.device, self.readings, self.texts) = (device, readings, texts)
        (self.isBoundary, self.monotonicNanoseconds) = (isBoundary, monotonicNanoseconds)
    }
}

/// Where a contact was found.
public struct RelayReadBack: Hashable, Sendable {
    /// Nil where the device says neither open nor closed.
    public let closed: Bool?
    public let rawWords: [UInt16]
    /// First byte of the answer.
    public let monotonicNanoseconds: Int64

    public init(closed: Bool?, rawWords: [UInt16], monotonicNanoseconds: Int64) {
        (self.closed, self.rawWords, self.monotonicNanoseconds) = (closed, rawWords, monotonicNanoseconds)
    }
}
