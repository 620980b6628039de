import LineDiagnostics

/// A write that somebody wants to make to a device, with what was shown before.
struct WriteOrder: Codable, Sendable {
    let unit: UInt8
    /// 5, 6, 15 or 16.
    let function: UInt8
    /// 0-based, on the wire.
    let address: UInt16
    let values: [UInt16]
    /// What the registers held when the person was asked.
    let before: [UInt16]
    /// The meter's serial number, as it was shown; nil where it tells none.
    let serial: String?
    /// Nil for mere settings.
    let commissioning: Commissioning?
}

/// What came of a write.
public struct WriteReport: Codable, Sendable {
    public enum Outcome: String, Codable, Sendable {
        /// Written, and read back the same.
        case written
        /// Something else is read back.
        case differs
        /// The device answered with an exception, and read back shows what it has now.
        case refused
        /// The device took the write, or did not answer it, and cannot be read afterwards.
        case unknown
    }

    public let bus: String
    public let device: String?
    public let unitId: Int
    /// Epoch milliseconds.
    public let timeMs: Int64
    public let fields: [String]
    public let function: Int
    public let address: Int
    public let before: [UInt16]
    public let values: [UInt16]
    /// Nil where it could not be read.
    public let after: [UInt16]?
    public let outcome: Outcome
    /// The exception with which the device refused.
    public let exception: UInt8?
    public let person: String?
    public let secondPerson: String?
}
