// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

/// A room of the house: see docs/architecture.md for who may import whom.
///
/// - Parameter resources: files of its folder `Resources` that become part of the program.
func room(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [String] = []) -> Target {
    .target(
        name: name, dependencies: dependencies, resources: resources.map { .embedInCode("Resources/\($0)") },
        swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies + ["TestSupport"], resources: resources, swiftSettings: strict)
}

/// What several test targets share; belongs to no room.
let support: Target = .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict)

/// A program that only tests and the demonstration run.
func helper(_ name: String, _ dependencies: [Target.Dependency], path: String, exclude: [String] = []) -> Target {
    .executableTarget(name: name, dependencies: dependencies, path: path, exclude: exclude, swiftSettings: strict)
}

/// What such a program needs in C.
func helperInC(_ name: String, path: String) -> Target { .target(name: name, path: path) }

/// Entry points for input from outside, shared by the tests and by the package in Fuzz.
func fuzz(_ name: String, _ dependencies: [Target.Dependency], path: String) -> Target {
    .target(name: name, dependencies: dependencies, path: path, swiftSettings: strict)
}

/// What the page is besides Swift.
let pageFiles = ["en.strings", "hi.strings", "page.css", "page.js", "icon.svg"]

let package = Package(
    name: "gridtally",
    products: [
        .executable(name: "gridtally", targets: ["gridtally"]),
        .executable(name: "gridtally-twin", targets: ["gridtally-twin"]),
        .library(name: "FuzzTargets", targets: ["FuzzTargets"]),
        .library(name: "FuzzConfiguration", targets: ["FuzzConfiguration"]),
    ],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    ],
    targets: [
        // C libraries of the system, and what Swift cannot call.
        .systemLibrary(name: "CModbus", pkgConfig: "libmodbus", providers: [.apt(["libmodbus-dev"])]),
        .systemLibrary(name: "CSerialPort", pkgConfig: "libserialport", providers: [.apt(["libserialport-dev"])]),
        .systemLibrary(name: "CZeroMQ", providers: [.apt(["libzmq3-dev"])]),
        .systemLibrary(name: "CNettle", pkgConfig: "nettle", providers: [.apt(["nettle-dev"])]),
        .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),
        .target(name: "CPlatform"),

        // Pure rooms: no I/O, no clock, no randomness.
        room("CanonicalCBOR"),
        room("Identity", ["CanonicalCBOR", "CNettle", "CSodium"]),
        room("Metering"),
        room("StrictYAML", ["Metering", "Yams"]),
        room("Tariffs", ["Metering"]),
        room("ModbusProtocol"),
        room("DeviceProfiles", ["Metering", "StrictYAML"]),
        room("LineDiagnostics", ["ModbusProtocol", "DeviceProfiles", "Metering"]),
        room("Ledger", ["CanonicalCBOR", "Identity", "Metering"]),
        room(
            "Contract",
            [
                "Ledger", "Tariffs", "Metering", "Identity", "CanonicalCBOR",
                .product(name: "HashTreeCollections", package: "swift-collections"),
            ]),
        room("Proofs", ["Contract", "Ledger", "Tariffs", "Metering", "Identity", "CanonicalCBOR"]),
        room("Consensus", ["Ledger", "Identity", "CanonicalCBOR", "Metering"]),
        room("Journal", ["Identity"]),
        room(
            "Replica",
            ["CanonicalCBOR", "Identity", "Metering", "Ledger", "Contract", "Consensus", "Journal"]),
        room("Enforcement", ["Metering"]),
        room("SeededNumbers"),
        room("ElementaryFunctions"),
        room("FeederSimulation", ["ElementaryFunctions", "Metering", "SeededNumbers"]),
        room("LossDetection", ["ElementaryFunctions", "Metering"]),
        room("StatusPage", ["ElementaryFunctions", "Metering"], resources: pageFiles),
        room("Northbound"),

        // Edges: actors and C.
        room("Readout", ["Metering"]),
        room("Platform", ["CPlatform"]),
        room(
            "FieldBus",
            [
                "ModbusProtocol", "DeviceProfiles", "Metering", "Readout", "Platform", "CPlatform", "CModbus",
                "CSerialPort",
            ]),
        room("PeerNetwork", ["Identity", "Platform", "CZeroMQ"]),
        room(
            "Storage",
            [
                "Replica", "Ledger", "Contract", "Consensus", "Metering", "Identity", "CanonicalCBOR", "Platform",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        room(
            "Simulation",
            [
                "ModbusProtocol", "DeviceProfiles", "Metering", "StrictYAML", "SeededNumbers", "FeederSimulation",
                "Platform", "CPlatform",
            ]),
        room(
            "Appliance",
            [
                "CanonicalCBOR", "Identity", "Metering", "Tariffs", "ModbusProtocol", "DeviceProfiles",
                "LineDiagnostics", "Ledger", "Contract", "Proofs", "Consensus", "Replica", "Enforcement",
                "SeededNumbers",
                "FeederSimulation", "Readout", "Platform",
                "FieldBus", "PeerNetwork", "Storage", "Simulation", "StrictYAML", "LossDetection", "StatusPage",
                "Northbound", "CSystemd", "CZlib",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ]),
        .executableTarget(
            name: "gridtally",
            dependencies: ["Appliance", .product(name: "ArgumentParser", package: "swift-argument-parser")],
            swiftSettings: strict),

        // Programs of the tests: a validator's twin, power cuts, and a year of bills.
        helperInC("CFileRecorder", path: "Tests/FileRecorder"),
        helper(
            "crash-images",
            ["CFileRecorder", "Consensus", "Contract", "Identity", "Ledger", "Metering", "Storage", "TestSupport"],
            path: "Tests/CrashImages"),
        helper(
            "zone-year",
            ["Appliance", "Contract", "Identity", "Ledger", "Metering", "Proofs", "Tariffs", "TestSupport"],
            path: "Tests/ZoneYear", exclude: ["Tariffs"]),
        helper(
            "gridtally-twin", ["CanonicalCBOR", "Consensus", "Identity", "Ledger", "PeerNetwork"], path: "Tests/Twin"),

        // For tests only: clusters in virtual time.
        room(
            "TestKit",
            [
                "CanonicalCBOR", "Identity", "Metering", "Tariffs", "Ledger", "Contract", "Consensus", "Journal",
                "Replica",
            ]),
        .executableTarget(name: "cluster-sim", dependencies: ["TestKit", "Identity"], swiftSettings: strict),

        fuzz(
            "FuzzTargets",
            [
                "ModbusProtocol", "DeviceProfiles", "StrictYAML", "Consensus", "Ledger", "Proofs", "Identity",
                "CanonicalCBOR", "Metering",
            ], path: "Fuzz/Targets"),
        fuzz("FuzzConfiguration", ["FuzzTargets", "Appliance", "StrictYAML"], path: "Fuzz/Configuration"),

        support,
        tests("ArchitectureTests"),
        tests("CanonicalCBORTests", ["CanonicalCBOR"]),
        tests("IdentityTests", ["Identity", "CanonicalCBOR", "CSodium"]),
        tests("JournalTests", ["Journal", "Identity"]),
        tests("MeteringTests", ["Metering"]),
        tests("TariffsTests", ["Tariffs", "Metering"]),
        tests("ModbusProtocolTests", ["ModbusProtocol"]),
        tests("StrictYAMLTests", ["StrictYAML", "Metering"]),
        tests("DeviceProfilesTests", ["DeviceProfiles", "ModbusProtocol", "Metering", "StrictYAML"]),
        tests(
            "LineDiagnosticsTests",
            ["LineDiagnostics", "ModbusProtocol", "DeviceProfiles", "Metering", "Simulation"]),
        tests(
            "FieldBusTests",
            ["FieldBus", "DeviceProfiles", "Metering", "ModbusProtocol", "Platform", "CPlatform", "CModbus"]),
        tests("PlatformTests", ["Platform", "CPlatform"]),
        tests(
            "ApplianceLogicTests",
            [
                "Appliance", "CanonicalCBOR", "Contract", "DeviceProfiles", "Enforcement", "FeederSimulation",
                "FieldBus", "Ledger", "LossDetection", "Metering", "Identity", "PeerNetwork", "Simulation", "Storage",
                "StrictYAML", "Tariffs",
                .product(name: "Logging", package: "swift-log"),
            ]),
        tests("LedgerTests", ["Ledger", "Metering", "Identity", "CanonicalCBOR"]),
        tests(
            "ContractTests",
            ["Contract", "LossDetection", "Proofs", "Ledger", "Tariffs", "Metering", "Identity", "CanonicalCBOR"]),
        tests(
            "ProofsTests",
            [
                "zone-year", "Proofs", "Appliance", "Storage", "Contract", "Ledger", "Tariffs", "Metering", "Identity",
                "CanonicalCBOR",
            ]),
        tests(
            "StorageTests",
            [
                "crash-images", "Storage", "Contract", "Consensus", "Journal", "Ledger", "Metering", "Identity",
                "CanonicalCBOR",
                "Platform", .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        tests("ConsensusTests", ["Consensus", "Ledger", "Identity", "CanonicalCBOR", "Metering"]),
        tests(
            "ReplicaTests",
            ["Replica", "Consensus", "Contract", "Journal", "Ledger", "Identity", "Metering", "CanonicalCBOR"]),
        tests("TestKitTests", ["TestKit", "cluster-sim", "Identity"]),
        tests("StatusPageTests", ["StatusPage", "Metering"]),
        tests("NorthboundTests", ["Northbound"]),
        tests("LossDetectionTests", ["FeederSimulation", "LossDetection", "Metering", "SeededNumbers"]),
        tests("ElementaryFunctionsTests", ["ElementaryFunctions"]),
        tests("EnforcementTests", ["Enforcement", "Metering"]),
        tests("FeederSimulationTests", ["FeederSimulation", "Metering", "SeededNumbers"]),
        tests("PeerNetworkTests", ["PeerNetwork", "Identity", "Platform", "CZeroMQ"]),
        tests(
            "SimulationTests",
            ["Simulation", "StrictYAML", "DeviceProfiles", "ModbusProtocol", "Metering", "Platform", "CPlatform"]),
        tests("FuzzCorpusTests", ["FuzzTargets", "FuzzConfiguration"]),
        tests(
            "ApplianceTests",
            [
                "gridtally", "gridtally-twin", "Appliance", "CPlatform", "Platform", "ModbusProtocol",
                "LineDiagnostics", "FieldBus", "PeerNetwork", "Identity", "CanonicalCBOR",
            ]),
    ],
    swiftLanguageModes: [.v6]
)
