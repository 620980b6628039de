import DeviceProfiles
import FieldBus
public import Foundation
import Identity
import Metering
import ModbusProtocol
import Platform
import StrictYAML

extension BoxConfiguration {
    /// Reads and checks a configuration file.
    ///
    /// - Throws: ``YAMLError`` with file, line and field; ``FileError`` where a file cannot be read.
    public init(contentsOf file: URL) throws {
        let root = try YAMLDocument.parse(try FileError.text(of: file), file: file.path)
        let fields = try YAMLFields(
            root, allowed: Self.keys)
        let folder = file.deletingLastPathComponent()
        self.file = file
        self.name = try fields.required("name").text()
        self.genesis = try fields.required("genesis").path(in: folder)
        self.key = try fields.required("key").path(in: folder)
        (self.data, self.control) = try Self.places(fields, folder)
        self.profiles = try Self.profiles(fields, folder)
        self.clock = try fields["clock"].map { try ClockFile.read($0.path(in: folder)) } ?? .system
        self.heartbeatSeconds = try fields["heartbeat"]?.durationSeconds() ?? 60
        self.batchSeconds = try Self.batch(fields)
        self.collectionSeconds = try fields["collection"]?.durationSeconds() ?? 300
        self.network = try Network(fields["network"], folder: folder)
        self.buses = try fields["buses"].map { try Self.lines($0, folder: folder) } ?? []
        try fields["buses"]?.refuseRepetition(of: self.buses.flatMap { $0.devices.compactMap(\.meter) }, "meter")
        self.lossDetection = try LossDetection.read(
            fields["loss_detection"], folder: folder,
            meters: Set(self.buses.flatMap { $0.devices.compactMap(\.meter) }))
        self.page = try Page.read(fields["page"])
    }

    private static func batch(_ fields: YAMLFields) throws(YAMLError) -> Int64 {
        try fields["batch"]?.waitSeconds(
            advice: "Longer, and every transaction waits for more than a block is worth.") ?? 0
    }

    static let keys = [
        "name", "genesis", "key", "data", "control", "clock", "network", "buses", "profiles", "heartbeat",
        "batch", "collection", "loss_detection", "page",
    ]

    /// The lines of a configuration and its folder of profiles, for tools that need nothing else of it.
    static func lines(of file: URL) throws -> (lines: [Line], profiles: URL) {
        let fields = try YAMLFields(
            YAMLDocument.parse(try FileError.text(of: file), file: file.path), allowed: Self.keys)
        let folder = file.deletingLastPathComponent()
        return (try self.lines(fields.required("buses"), folder: folder), try self.profiles(fields, folder))
    }

    /// The same with one line of a name; nil: all.
    static func lines(of file: URL, bus: String?) throws -> (lines: [Line], profiles: URL) {
        let (lines, profiles) = try self.lines(of: file)
        let chosen = lines.filter { bus == nil || $0.name == bus }
        guard !chosen.isEmpty else {
            throw PlanProblem(
                file: file.path, problem: "there is no bus \(bus ?? "")",
                advice: "Its buses are: \(lines.map(\.name).joined(separator: ", ")).")
        }
        return (chosen, profiles)
    }

    /// The folder of data and the service's socket of a configuration, for tools.
    static func places(of file: URL) throws -> (data: URL, control: URL) {
        let fields = try YAMLFields(
            YAMLDocument.parse(try FileError.text(of: file), file: file.path), allowed: Self.keys)
        return try self.places(fields, file.deletingLastPathComponent())
    }

    static func places(_ fields: YAMLFields, _ folder: URL) throws -> (data: URL, control: URL) {
        (
            data: try fields["data"]?.path(in: folder) ?? URL(fileURLWithPath: "/var/lib/gridtally"),
            control: try fields["control"]?.path(in: folder) ?? URL(fileURLWithPath: LineWish.standardSocket)
        )
    }

    private static func lines(_ buses: YAMLNode, folder: URL) throws -> [Line] {
        let lines = try buses.list(atMost: 64).map { try Line($0, folder: folder) }
        try buses.refuseRepetition(of: lines.map(\.name), "bus name")
        try buses.refuseRepetition(of: lines.map(\.transport.endpoint), "port")
        return lines
    }

    private static func profiles(_ fields: YAMLFields, _ folder: URL) throws -> URL {
        try fields["profiles"]?.path(in: folder) ?? URL(fileURLWithPath: ProfileLibrary.folder)
    }
}

extension BoxConfiguration.Network {
    init(_ node: YAMLNode?, folder: URL) throws {
        let fields = try node.map {
            try YAMLFields($0, allowed: ["publish", "catch_up", "relay", "gather", "snapshot_after", "peers"])
        }
        self.publish = try fields?["publish"]?.text()
        self.catchUp = try fields?["catch_up"]?.text()
        self.isRelay = try fields?["relay"]?.boolean() ?? false
        self.gatherSeconds =
            try fields?["gather"]?.waitSeconds(
                advice: "Longer, and the box is so far behind that it looks cut off.") ?? 0
        if let node = fields?["snapshot_after"] { self.snapshotAfter = try Self.snapshotAfter(node) }
        self.peers = try fields?["peers"]?.list(atMost: 64).map { try BoxConfiguration.Peer($0, folder: folder) } ?? []
    }

    private static func snapshotAfter(_ node: YAMLNode) throws(YAMLError) -> UInt64? {
        let expected = "a number of blocks from 1 to 1000000000, or never"
        let text = try node.text(expected)
        if text == "never" { return nil }
        guard let blocks = UInt64(text), (1...1_000_000_000).contains(blocks) else {
            throw node.error(
                "found `\(text)`", expected: expected,
                advice: "Write `never` for a box that is to keep every block.")
        }
        return blocks
    }
}

extension YAMLNode {
    /// How long something waits for more of its kind, in seconds.
    fileprivate func waitSeconds(advice: String) throws(YAMLError) -> Int64 {
        let seconds = try self.durationSeconds()
        guard seconds <= 60 else { throw self.mismatch(expected: "0s to 60s", advice: advice) }
        return seconds
    }
}

extension BoxConfiguration.Peer {
    init(_ node: YAMLNode, folder: URL) throws {
        let fields = try YAMLFields(node, allowed: ["name", "key", "key_file", "publish", "catch_up"])
        self.name = try fields.required("name").text()
        self.key = try fields.publicKey(folder: folder)
        self.publish = try fields.required("publish").text()
        self.catchUp = try fields.required("catch_up").text()
    }
}

extension BoxConfiguration.Line {
    /// A line of which nothing but its port is known.
    init(name: String, transport: BusTransport) {
        (self.name, self.transport, self.pollSeconds, self.devices) = (name, transport, 10, [])
    }

    init(_ node: YAMLNode, folder: URL) throws(YAMLError) {
        let fields = try YAMLFields(
            node,
            allowed: [
                "name", "port", "baud", "parity", "stop_bits", "rs485", "latency_timer", "host", "tcp_port", "framing",
                "poll", "telemetry", "silence", "second_master", "timeout_ms", "devices", "cable_order",
            ])
        self.name = try fields.required("name").text()
        self.transport = try Self.transport(fields, folder)
        self.pollSeconds = try fields.number("poll", 0.05...3600, default: 10)
        self.strictCharacters =
            try fields["silence"]?.choice([("standard", false), ("strict-characters", true)]) ?? false
        self.serialOptions = try SerialOptions(fields)
        self.settings.secondMaster =
            try fields["second_master"]?.choice(SecondMasterRule.allCases.map { ($0.rawValue, $0) }) ?? .refuse
        if let timeout = fields["timeout_ms"] {
            self.settings.timeoutCeiling = Int64(try timeout.integer(20...60_000)) * 1_000_000
            self.settings.timeoutFloor = min(self.settings.timeoutFloor, self.settings.timeoutCeiling)
        }
        self.telemetrySeconds = try fields["telemetry"]?.number(0.05...86_400)
        self.devices = []
        let devices = try fields.required("devices")
        for item in try devices.list(atMost: 247) { self.devices.append(try BoxConfiguration.Device(item)) }
        try devices.refuseRepetition(of: self.devices.map(\.name), "device name")
        try devices.refuseRepetition(of: self.devices.map(\.place), "unit")
        try Self.checkModules(self.devices, devices)
        for device in self.devices {
            guard let relay = device.relay, !self.devices.contains(where: { $0.name == relay.device }) else { continue }
            throw devices.error(
                "the relay of \(device.name) is on \(relay.device)", expected: "a device of this bus",
                advice: "Correct the name, or add the relay module to this bus.")
        }
        // One contact is one house's: whoever switches it must not switch a neighbour.
        try devices.refuseRepetition(
            of: self.devices.compactMap { $0.relay.map { "\($0.device), channel \($0.channel)" } }, "relay")
        self.cableOrder = try Self.cableOrder(fields["cable_order"], self.devices.map(\.name))
    }

    /// Only meters at the inputs of one pulse counter share a unit.
    private static func checkModules(
        _ devices: [BoxConfiguration.Device], _ node: YAMLNode
    ) throws(YAMLError) {
        for device in devices where device.pulses != nil {
            guard
                let other = devices.first(where: {
                    $0.unit == device.unit && ($0.pulses == nil || $0.profile != device.profile)
                })
            else { continue }
            throw node.error(
                "\(device.name) and \(other.name) have the unit \(device.unit)",
                expected: "meters at inputs of one pulse counter, all with its profile, where several share a unit",
                advice: "Correct the unit, or give both the counter's profile and `pulses`.")
        }
    }

    /// Devices from the box outwards, each once; those that are left out are somewhere else.
    private static func cableOrder(_ node: YAMLNode?, _ devices: [String]) throws(YAMLError) -> [String] {
        guard let node else { return [] }
        var order: [String] = []
        for item in try node.list(atMost: 247) {
            let name = try item.text()
            guard devices.contains(name) else {
                throw item.error(
                    "found `\(name)`", expected: "a device of this bus",
                    advice: "Its devices are: \(devices.joined(separator: ", ")).")
            }
            order.append(name)
        }
        try node.refuseRepetition(of: order, "device in cable_order")
        return order
    }

    private static func transport(_ fields: YAMLFields, _ folder: URL) throws(YAMLError) -> BusTransport {
        if let host = fields["host"] {
            for name in ["port", "baud", "parity", "stop_bits", "rs485", "latency_timer"] {
                try fields.refuse(name, unless: false, because: "the bus has a host and no serial port")
            }
            let port = try fields.integer("tcp_port", 1...65_535, default: 502)
            let isRTU: Bool = try fields["framing"]?.choice([("tcp", false), ("rtu", true)]) ?? false
            return isRTU ? .rtuOverTCP(host: try host.text(), port: port) : .tcp(host: try host.text(), port: port)
        }
        for name in ["tcp_port", "framing"] {
            try fields.refuse(name, unless: false, because: "the bus has a serial port and no host")
        }
        let parity: Parity =
            switch try fields["parity"]?.text() ?? "N" {
            case "N": .none
            case "E": .even
            case "O": .odd
            case let text:
                throw try fields.required("parity").error(
                    "found `\(text)`", expected: "N, E or O", advice: "Look at the device's own setting.")
            }
        return .serial(
            port: try SerialPortName(fields.required("port"), folder: folder),
            baud: try fields.integer("baud", 1200...921_600, default: 9600),
            parity: parity, stopBits: try fields.integer("stop_bits", 1...2, default: 1))
    }
}

extension BoxConfiguration.Device {
    init(_ node: YAMLNode) throws(YAMLError) {
        let fields = try YAMLFields(
            node,
            allowed: [
                "name", "unit", "profile", "meter", "serial", "k_no", "rating_kw", "clock_offset", "fields", "relay",
                "pulses",
            ])
        self.name = try fields.required("name").text()
        self.unit = UInt8(try fields.required("unit").integer(1...247))
        self.profile = try fields.required("profile").text()
        self.meter = try fields["meter"]?.text()
        self.serial = try fields["serial"]?.text()
        self.consumerNumber = try fields["k_no"]?.text()
        if let pulses = fields["pulses"] {
            try fields.refuse("rating_kw", unless: false, because: "`most_per_hour` of the pulses is the rating")
            (self.pulses, self.maximumUnitsPerHour) = try PulseMeter.read(pulses)
        } else {
            // 1 MW unless told: a limit that no distribution transformer's meter reaches still catches a broken register.
            self.maximumUnitsPerHour = try fields["rating_kw"]?.decimal(scale: 1000, isPositive: true) ?? 1_000_000
        }
        self.clockOffsetMinutes = try fields["clock_offset"]?.utcOffset()
        self.fields = try fields["fields"]?.list(atMost: 1000).map { node throws(YAMLError) in try node.text() }
        self.relay = if let relay = fields["relay"] { try BoxConfiguration.Relay(relay) } else { nil }
    }

    /// What no other device of the bus has.
    fileprivate var place: String { self.pulses.map { "\(self.unit), input \($0.input)" } ?? "\(self.unit)" }
}

extension BoxConfiguration.Relay {
    init(_ node: YAMLNode) throws(YAMLError) {
        let fields = try YAMLFields(
            node,
            allowed: [
                "device", "channel", "paired_at", "latching", "power_up", "side", "breaking_amperes",
                "actuator_amperes",
            ])
        self.device = try fields.required("device").text()
        self.channel = try fields.required("channel").integer(1...64)
        self.pairedAt = try fields["paired_at"]?.time()
        self.isLatching = try fields["latching"]?.boolean()
        self.closesAtPowerUp = try fields["power_up"]?.choice([("closed", true), ("open", false)])
        self.isOnLoadSide = try fields["side"]?.choice([("load", true), ("supply", false)])
        self.breakingMilliamperes = try fields["breaking_amperes"]?.decimal(scale: 1000, isPositive: true)
        self.actuatorMilliamperes = try fields["actuator_amperes"]?.decimal(scale: 1000, isPositive: true)
    }
}
