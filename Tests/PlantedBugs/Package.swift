// swift-tools-version: 6.2
import PackageDescription

// The rooms that a simulated cluster stands on and nothing else: scripts/planted-bugs builds a copy of them with a bug.
func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(
        name: name, dependencies: dependencies,
        swiftSettings: [
            .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("InternalImportsByDefault"),
            .enableUpcomingFeature("MemberImportVisibility"),
            .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        ])
}

let package = Package(
    name: "gridtally",
    dependencies: [.package(url: "https://github.com/apple/swift-collections", from: "1.6.0")],
    targets: [
        .systemLibrary(name: "CNettle", pkgConfig: "nettle", providers: [.apt(["nettle-dev"])]),
        .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
        room("CanonicalCBOR"),
        room("Identity", ["CanonicalCBOR", "CNettle", "CSodium"]),
        room("Metering"),
        room("Tariffs", ["Metering"]),
        room("Ledger", ["CanonicalCBOR", "Identity", "Metering"]),
        room(
            "Contract",
            [
                "Ledger", "Tariffs", "Metering", "Identity", "CanonicalCBOR",
                .product(name: "HashTreeCollections", package: "swift-collections"),
            ]),
        room("Consensus", ["Ledger", "Identity", "CanonicalCBOR", "Metering"]),
        room("Journal", ["Identity"]),
        room("Replica", ["CanonicalCBOR", "Identity", "Metering", "Ledger", "Contract", "Consensus", "Journal"]),
        room(
            "TestKit",
            [
                "CanonicalCBOR", "Identity", "Metering", "Tariffs", "Ledger", "Contract", "Consensus", "Journal",
                "Replica",
            ]),
        .executableTarget(name: "cluster-sim", dependencies: ["TestKit", "Identity"]),
    ],
    swiftLanguageModes: [.v6]
)
