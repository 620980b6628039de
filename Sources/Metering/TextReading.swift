/// A text that a device holds: serial number, model, firmware.
public struct TextReading: Hashable, Sendable {
    public let obis: ObisCode?
    public let name: String
    public let text: String
    /// As it came over the line.
    public let raw: RawData
    public let monotonicNanoseconds: Int64

    public init(obis: ObisCode?, name: String, text: String, raw: RawData, monotonicNanoseconds: Int64) {
        (self.obis, self.name, self.text) = (obis, name, text)
        (self.raw, self.monotonicNanoseconds) = (raw, monotonicNanoseconds)
    }
}
