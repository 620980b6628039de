public import Metering

/// A text that a device holds: serial number, model, firmware.
public struct TextReading: Hashable, Sendable {
    public let obis: ObisCode?
    public let name: String
    public let text: String
    public let rawWords: [UInt16]
    public let monotonicNanoseconds: Int64
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
}

/// Where a contact was found.
public struct RelayReadBack: Hashable, Sendable {
    /// Nil where the device says neither open nor closed.
    public let closed: Bool?
    public let rawWords: [UInt16]
    /// First byte of the answer.
    public let monotonicNanoseconds: Int64
}
