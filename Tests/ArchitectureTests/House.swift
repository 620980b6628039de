/// Who may import whom: the one table that Package.swift, the sources and docs/architecture.md are held against.
enum House {
    struct Room: Hashable, Sendable {
        let name: String
        /// No I/O, no `async`, no clock, no randomness.
        let isPure: Bool
        /// Rooms and C modules of ours.
        let imports: [String]
        /// Modules of other packages.
        let packages: [String]
    }

    static let rooms: [Room] = [
        pure("CanonicalCBOR"),
        pure("Identity", ["CanonicalCBOR", "CNettle", "CSodium"]),
        pure("Metering"),
        pure("StrictYAML", ["Metering"], packages: ["Yams"]),
        pure("Tariffs", ["Metering"]),
        pure("ModbusProtocol"),
        pure("DeviceProfiles", ["Metering", "StrictYAML"]),
        pure("LineDiagnostics", ["ModbusProtocol", "DeviceProfiles", "Metering"]),
        pure("Ledger", ["CanonicalCBOR", "Identity", "Metering"]),
        pure(
            "Contract", ["Ledger", "Tariffs", "Metering", "Identity", "CanonicalCBOR"],
            packages: ["HashTreeCollections"]),
        pure("Proofs", ["Contract", "Ledger", "Tariffs", "Metering", "Identity", "CanonicalCBOR"]),
        pure("Consensus", ["Ledger", "Identity", "CanonicalCBOR", "Metering"]),
        pure("Journal", ["Identity"]),
        pure("Replica", ["CanonicalCBOR", "Identity", "Metering", "Ledger", "Contract", "Consensus", "Journal"]),
        pure("Enforcement", ["Metering"]),
        pure("SeededNumbers"),
        pure("ElementaryFunctions"),
        pure("FeederSimulation", ["ElementaryFunctions", "Metering", "SeededNumbers"]),
        pure("LossDetection", ["ElementaryFunctions", "Metering"]),
        pure("StatusPage", ["ElementaryFunctions", "Metering"]),
        pure("Northbound"),
        edge("Readout", ["Metering"]),
        edge("Platform", ["CPlatform"]),
        edge(
            "FieldBus",
            [
                "ModbusProtocol", "DeviceProfiles", "Metering", "Readout", "Platform", "CPlatform", "CModbus",
                "CSerialPort",
            ]),
        edge("PeerNetwork", ["Identity", "Platform", "CZeroMQ"]),
        edge(
            "Storage",
            [
                "Replica", "Ledger", "Contract", "Consensus", "Metering", "Identity", "CanonicalCBOR", "Platform",
            ], packages: ["GRDB"]),
        edge(
            "Simulation",
            [
                "ModbusProtocol", "DeviceProfiles", "Metering", "StrictYAML", "SeededNumbers", "FeederSimulation",
                "Platform", "CPlatform",
            ]),
        edge(
            "Appliance",
            [
                "CanonicalCBOR", "Identity", "Metering", "StrictYAML", "Tariffs", "ModbusProtocol", "DeviceProfiles",
                "LineDiagnostics",
                "Ledger", "Contract", "Proofs", "Consensus", "Replica", "Enforcement", "SeededNumbers",
                "FeederSimulation", "Readout", "Platform",
                "FieldBus",
                "PeerNetwork",
                "Storage", "Simulation", "LossDetection", "StatusPage", "Northbound", "CSystemd", "CZlib",
            ],
            packages: [
                "Logging", "ServiceLifecycle", "UnixSignals", "Hummingbird", "HummingbirdCore", "NIOCore", "NIOPosix",
                "NIOHTTP1", "NIOHTTPTypes", "HTTPTypes",
            ]),
        edge("gridtally", ["Appliance"], packages: ["ArgumentParser"]),
        pure(
            "TestKit",
            [
                "CanonicalCBOR", "Identity", "Metering", "Tariffs", "Ledger", "Contract", "Consensus", "Journal",
                "Replica",
            ]),
        edge("cluster-sim", ["TestKit", "Identity"]),
    ]

    /// Each is spoken to by one room, so that its types stay there.
    static let libraries = ["CModbus", "CSerialPort", "CZeroMQ", "CNettle", "CSodium", "CSystemd", "CZlib"]
    /// What Swift cannot call in the system's own library; belongs to no room.
    static let shims = ["CPlatform"]
    /// They meet in the appliance alone.
    static let strangers = ["FieldBus", "PeerNetwork", "Storage"]
    /// What edges may import besides; pure rooms may not.
    static let system = ["Foundation", "Glibc", "Dispatch", "Synchronization"]

    static func room(_ name: String) -> Room? { self.rooms.first { $0.name == name } }

    private static func pure(_ name: String, _ imports: [String] = [], packages: [String] = []) -> Room {
        Room(name: name, isPure: true, imports: imports, packages: packages)
    }

    private static func edge(_ name: String, _ imports: [String], packages: [String] = []) -> Room {
        Room(name: name, isPure: false, imports: imports, packages: packages)
    }
}
