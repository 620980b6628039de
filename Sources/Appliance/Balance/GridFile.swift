import Foundation
import LossDetection

/// What the utility knows of a grid, as a JSON file: a feeder, or where its `medium` is water a district.
enum GridFile {
    case feeder(FeederTopologyFile)
    case district(DistrictTopologyFile)

    private struct Head: Decodable { var medium: String? }
    static let usualIntervalSeconds: Int64 = 900
    static let place = "See docs/loss-detection.md for the format."

    init(_ file: URL) throws(FileError) {
        try self.init(try FileError.bytes(of: file, atMost: 16 << 20), of: file)
    }

    /// - Parameter file: where the bytes are from, for errors and as the name of the scenario; nothing is read of it.
    init(_ bytes: [UInt8], of file: URL) throws(FileError) {
        let head: Head = try Self.decode(bytes, of: file)
        switch head.medium {
        case nil, "electricity": self = .feeder(try FeederTopologyFile(bytes, of: file))
        case "water": self = .district(try DistrictTopologyFile(bytes, of: file))
        case .some(let other):
            throw FileError(file, "has medium \"\(other)\"", "It is electricity or water.")
        }
    }

    /// Volumes are read in place of energies.
    var isWater: Bool { if case .district = self { true } else { false } }

    /// The meter that everything flows through, and those below it.
    var meters: (head: String, below: [String]) {
        switch self {
        case .feeder(let file): file.meters
        case .district(let file): file.meters
        }
    }

    /// Of the balance, in seconds.
    var intervalSeconds: Int64 {
        switch self {
        case .feeder(let file): file.intervalSeconds
        case .district(let file): file.intervalSeconds
        }
    }

    /// `seen` are the quantities of each meter: what registers it has.
    func watch(
        seen: [String: Set<FeederQuantity>]
    ) throws(FileError) -> (watch: any GridWatch, labels: FeederLabels) {
        switch self {
        case .feeder(let file):
            let topology = try file.topology(seen: seen)
            let detector = try Self.checked(file.file) { () throws(LossDetectionError) in
                try LossDetector(topology, clockSeconds: file.clockSeconds)
            }
            return (detector, FeederLabels(topology, scenario: file.scenario))
        case .district(let file):
            let topology = try file.topology()
            let watch = try Self.checked(file.file) { () throws(LossDetectionError) in try DistrictWatch(topology) }
            return (watch, FeederLabels(topology, scenario: file.scenario))
        }
    }

    private static func checked<Watch>(
        _ file: URL, _ make: () throws(LossDetectionError) -> Watch
    ) throws(FileError) -> Watch {
        do throws(LossDetectionError) {
            return try make()
        } catch {
            throw FileError(file, "\(error)", "Correct the file.")
        }
    }

    static func decode<Document: Decodable>(
        _ bytes: [UInt8], of file: URL, advice: String = place
    ) throws(FileError) -> Document {
        do {
            return try ReportJSON.decoder.decode(Document.self, from: Data(bytes))
        } catch {
            throw FileError(file, "\(DecodingProblem(error))", advice)
        }
    }

    /// The name of a scenario, or of its folder.
    static func scenario(_ name: String?, _ file: URL) -> String {
        name ?? file.deletingLastPathComponent().lastPathComponent
    }

    static func register(_ resolution: Double?, _ modulus: Double?) -> RegisterFacts {
        RegisterFacts(resolution: resolution ?? 1, modulus: modulus ?? 1_000_000_000)
    }

    static func accuracy(
        _ text: String?, else usual: Double, _ meter: String, _ file: URL
    ) throws(FileError) -> Double {
        guard let text else { return usual }
        guard let value = Double(text.hasSuffix("S") ? String(text.dropLast()) : text) else {
            throw FileError(file, "\(meter) has class \"\(text)\"", "Classes look like 1.0 or 0.5S.")
        }
        return value
    }
}
