internal import FeederSimulation
public import ModbusProtocol
public import StrictYAML

extension Scene {
    /// What every device on a line has.
    public struct Device: Sendable {
        /// Unit identifier, 1 to 247.
        public let unit: UInt8
        /// Name of the profile in the catalogue.
        public let profile: String
        /// Serial number; nil where the device shows none.
        public let serial: String?
        public internal(set) var manner = Manner()
        public let location: YAMLLocation
    }

    /// How a device is set up and how it behaves, where it differs from its line; nil is as the line has it.
    public struct Manner: Hashable, Sendable {
        public internal(set) var turnaroundMilliseconds: Int?
        /// At most so much is added to the turnaround.
        public internal(set) var jitterMilliseconds = 0
        public internal(set) var baud: Int?
        /// Not nil: the device hears nothing but garbage from a client with another parity.
        public internal(set) var parity: Parity?
        public internal(set) var stopBits: Int?
        /// Unit that the device really listens at, 1 to 247.
        public internal(set) var address: UInt8?
        public internal(set) var faults = DeviceFaults()

        public init() {}
    }

    /// A distribution transformer and the meter on its low-voltage side.
    public struct Transformer: Sendable {
        public let device: Device
        public let initialWattHours: Int64
        /// Resistance between the meter and the houses for each phase, in ohms: the I²R loss.
        public let resistanceOhms: [Double]
        /// Loss without load, in mW, shared by the phases.
        public let noLoadMilliwatts: Int64
        /// Voltage of each phase at the meter without load.
        public let nominalVolts: Double
        /// The cable that the houses hang on; nil: they are all behind ``resistanceOhms``.
        let street: Street?
    }

    /// A main cable along which the houses hang in the order of the scene, one span apart; each has a pole of its own.
    struct Street: Sendable {
        let conductor: Conductor
        /// From the transformer to the first pole, and from pole to pole, in m.
        let spanMetres: Double
    }

    /// A house with its meter, and the relay that can cut its supply.
    public struct House: Sendable {
        public let device: Device
        /// 1 to 3.
        public let phase: Int
        /// Average consumption.
        public let wattHoursPerDay: Int64
        /// How far the shape of the day shows: 0 is flat, 1 the standard day.
        public let profileScale: Double
        public let initialWattHours: Int64
        public let relay: Relay?
    }

    /// The channel that a house's supply runs through.
    public struct Relay: Hashable, Sendable {
        public let moduleUnit: UInt8
        public let channel: Int
        /// State at the start.
        public let isClosed: Bool
    }

    /// A module with relay channels.
    public struct RelayModule: Sendable {
        public let device: Device
    }
}
