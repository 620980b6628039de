import DeviceProfiles
import Metering

/// A profile in full, for people and as JSON.
public struct ProfileReport: Codable, Sendable {
    public struct Serial: Codable, Sendable {
        public let baud: Int
        public let parity: String
        public let stopBits: Int
        public let unit: Int?
    }

    /// An address in the notations that people and other programs use.
    public struct Place: Codable, Sendable {
        public let table: String
        /// The function that reads it.
        public let function: Int
        /// 0-based, as on the wire.
        public let pdu: Int
        public let hex: String
        /// 1-based, as many vendors count.
        public let number: Int
        /// With the table's digit before it: `30001`, `440961`.
        public let entity: String
        public let registers: Int
    }

    public struct Field: Codable, Sendable {
        public let name: String
        public let obis: String?
        public let place: Place
        public let type: String
        public let order: String
        /// The base unit of readings.
        public let unit: String
        /// What one step of the register is worth in the base unit, as a fraction.
        public let step: String
        public let access: String
        public let role: String?
        /// What other registers do to the value: `× 10^sf.wh`.
        public let parts: [String]
        /// Patterns that mean "not available".
        public let absent: [String]
    }

    public struct Forbidden: Codable, Sendable {
        public let place: Place
        public let mayBeRead: Bool
        public let because: String
    }

    public struct Channel: Codable, Sendable {
        public let channel: Int
        public let function: Int
        public let place: Place
        public let close: Int
        public let open: Int
        public let readBack: Place
        public let closed: Int
        public let opened: Int
    }

    public struct Relay: Codable, Sendable {
        public let channels: [Channel]
        public let latching: Bool?
        public let powerUp: String?
        public let side: String?
        public let breakingCurrentMa: Int64?
        public let contact: String?
    }

    public struct Clock: Codable, Sendable {
        public let place: Place
        public let format: String
        public let command: Int?
        public let commandPlace: Place?
        public let resultPlace: Place?
    }

    public let name: String
    public let vendor: String
    public let model: String
    public let kind: String
    public let phases: Int?
    public let serial: Serial?
    public let maximumRegisters: Int
    public let alignment: Int
    public let pauseMs: Int
    public let writeFunctions: [Int]
    public let fields: [Field]
    public let forbidden: [Forbidden]
    public let identify: [String]
    public let relay: Relay?
    public let clock: Clock?
    public let sources: [String]
    public let notes: [String]
}
