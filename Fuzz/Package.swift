// swift-tools-version: 6.2
import PackageDescription

// Built with `--sanitize fuzzer`, which brings libFuzzer's main function: see scripts/fuzz.
let fuzzer: [SwiftSetting] = [.unsafeFlags(["-parse-as-library"])]

let package = Package(
    name: "fuzz",
    dependencies: [.package(name: "gridtally", path: "..")],
    targets: [
        .executableTarget(
            name: "fuzz-rooms", dependencies: [.product(name: "FuzzTargets", package: "gridtally")],
            swiftSettings: fuzzer),
        .executableTarget(
            name: "fuzz-configuration", dependencies: [.product(name: "FuzzConfiguration", package: "gridtally")],
            swiftSettings: fuzzer),
    ],
    swiftLanguageModes: [.v6]
)
