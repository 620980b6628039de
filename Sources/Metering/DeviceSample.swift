/// What one sweep over a device read.
public struct DeviceSample: Hashable, Sendable {
    public let device: String
    /// Every numeric field that was due, in the order of the configuration; absent ones are `.missing` with a reason.
    public let readings: ReadingList
    public let texts: [TextReading]
    /// The sweep was the first after an interval boundary.
    public let isBoundary: Bool
    /// First byte of the first answer; the moment of failure where none came.
    public let monotonicNanoseconds: Int64

    public init(
        device: String, readings: [Reading], texts: [TextReading] = [], isBoundary: Bool = false,
        monotonicNanoseconds: Int64
    ) {
        self.init(
            device: device, list: ReadingList(readings), texts: texts, isBoundary: isBoundary,
            monotonicNanoseconds: monotonicNanoseconds)
    }

    public init(
        device: String, list: ReadingList, texts: [TextReading] = [], isBoundary: Bool = false,
        monotonicNanoseconds: Int64
    ) {
        (self.device, self.readings, self.texts) = (device, list, texts)
        (self.isBoundary, self.monotonicNanoseconds) = (isBoundary, monotonicNanoseconds)
    }
}
