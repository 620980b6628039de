public import DeviceProfiles
public import FieldBus
public import Foundation
public import Identity
public import Metering
public import ModbusProtocol
public import Platform

/// What one box is told: who it is, where its data lie, whom it talks to and what hangs on its lines.
public struct BoxConfiguration: Sendable {
    /// The file it was read from; relative paths in it are relative to its folder.
    public var file: URL
    public var name: String
    public var genesis: URL
    public var key: URL
    public var data: URL
    /// The service's Unix socket.
    public var control: URL
    public var clock: ScaledClock
    public var network: Network
    public var buses: [Line]
    /// Folder of device profiles.
    public var profiles: URL
    /// Chain seconds without a block after which a validator makes an empty one.
    public var heartbeatSeconds: Int64
    /// Chain seconds that transactions wait at a validator for others, so that one block has them.
    public var batchSeconds: Int64
    /// Chain seconds after an interval's end until its readings are sent with what is there.
    public var collectionSeconds: Int64
    /// The transformers and districts that the box watches for losses.
    public var lossDetection: [LossDetection]
    /// The page, the REST interface and the metrics over TCP; nil: there are none.
    public var page: Page?

    /// Where the page is served.
    public struct Page: Hashable, Sendable {
        /// An address, or a name that is looked up.
        public var host: String
        public var port: Int
        /// By which the box is called besides its addresses and its own name with `.local`.
        public var names: [String]

        /// As it stands in the configuration.
        public var listen: String {
            self.host.contains(":") ? "[\(self.host)]:\(self.port)" : "\(self.host):\(self.port)"
        }
    }

    /// A transformer or district that is watched for losses.
    public struct LossDetection: Sendable {
        /// Label of the node on the chain.
        public var node: String
        /// As for `gridtally balance analyse`, with the labels of the box's meters.
        public var topology: URL
    }

    public struct Network: Sendable {
        /// ZeroMQ endpoint on which blocks go out; nil for a box that nobody follows.
        public var publish: String?
        /// ZeroMQ endpoint at which others catch up and submit.
        public var catchUp: String?
        /// Passes messages between validators on to those who follow this box; it holds no authority of its own.
        public var isRelay = false
        /// Chain seconds that a follower waits for more blocks after it heard of one, so that one certificate proves them all.
        public var gatherSeconds: Int64 = 0
        /// So many blocks behind its peers the box fetches a snapshot of the state instead of the blocks; nil: it fetches
        /// every block, however many there are.
        public var snapshotAfter: UInt64? = Self.standardSnapshotAfter
        /// Two weeks of empty blocks at one a minute.
        public static let standardSnapshotAfter: UInt64 = 20_000
        public var peers: [Peer]
    }

    public struct Peer: Sendable {
        public var name: String
        public var key: PublicKey
        public var publish: String
        public var catchUp: String
    }

    /// A bus and the devices on it.
    public struct Line: Sendable {
        public var name: String
        public var transport: BusTransport
        /// Real seconds between two readings of a device's energy registers.
        public var pollSeconds: Double
        /// 3.5 characters of silence above 19 200 baud as well, instead of the standard's 1.75 ms.
        public var strictCharacters = false
        public var serialOptions = SerialOptions()
        /// Time-outs, and what to do about another master.
        public var settings = LineSettings()
        /// Real seconds between two readings of the other quantities; nil reads the energy registers only.
        public var telemetrySeconds: Double?
        public var devices: [Device]
        /// Names of devices along the cable, from the box outwards; empty where that is not known.
        public var cableOrder: [String] = []
    }

    public struct Device: Sendable {
        public var name: String
        public var unit: UInt8
        public var profile: String
        /// Label of the meter on the chain; nil for a device that is not one, such as a relay module.
        public var meter: String?
        /// The serial number on the name plate; nil: as the meter tells it.
        public var serial: String?
        /// K No.: the number by which the utility knows the connection.
        public var consumerNumber: String?
        /// Of a meter at an input of a pulse counter; nil for a device that speaks for itself.
        public var pulses: PulseMeter?
        /// The most base units (Wh, L, m) that the connection's rating lets through in an hour.
        public var maximumUnitsPerHour: Int64
        /// Minutes east of UTC that the meter's own clock shows; nil: the zone's time.
        public var clockOffsetMinutes: Int64?
        /// Names or OBIS codes of the profile's fields that `gridtally poll` reads; nil: all with an OBIS code.
        public var fields: [String]?
        public var relay: Relay?
    }

    /// The relay that switches the supply behind a meter, with what was declared at commissioning; nil is undeclared,
    /// and an undeclared relay is never driven.
    public struct Relay: Sendable {
        /// Name of the device on the same bus.
        public var device: String
        public var channel: Int
        /// When commissioning showed that a trip here dropped this meter and no other.
        public var pairedAt: UTCTime?
        /// Keeps its state without power.
        public var isLatching: Bool?
        /// The state after power returns, for a relay that does not latch.
        public var closesAtPowerUp: Bool?
        /// True where the relay sits behind the meter, seen from the grid.
        public var isOnLoadSide: Bool?
        /// The largest current that it may break, in mA.
        public var breakingMilliamperes: Int64?
        /// The largest current of what the contact itself switches, in mA: a valve's or gate's actuator, a contactor's coil.
        /// Nil: the consumer's load, which the meter measures.
        public var actuatorMilliamperes: Int64?
    }
}
