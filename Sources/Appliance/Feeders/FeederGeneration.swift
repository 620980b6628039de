import FeederSimulation
public import Foundation

/// `gridtally balance generate`: simulated feeders as files, to try a loss detection on.
public struct FeederGeneration: Sendable {
    /// A feeder that cannot carry its loads, or has nobody that suits the family, gives way to the next seed so often.
    private static let attempts: UInt64 = 8

    public static let dayRange = FeederRequest.dayRange
    /// What `family` can be.
    public static let families = FeederFamily.allCases.map(\.rawValue)

    private let requests: [FeederRequest]
    private let folder: URL

    /// - Parameters:
    ///   - family: one of ``families``; nil: every one comes once before one comes twice, and a third is normal.
    ///   - folder: gets a folder for each scenario.
    /// - Throws: ``FeederSimulationError`` where `days` lies outside of ``dayRange`` and where there is no such family.
    public init(seed: UInt64, count: Int, family: String?, days: Int, folder: URL) throws {
        self.requests = try FeederRequest.set(
            seed: seed, count: count, families: try family.map { [try FeederFamily(named: $0)] } ?? .mixed, days: days)
        self.folder = folder
    }

    /// Simulates and writes one scenario after the other.
    ///
    /// - Parameter done: is told of each.
    /// - Throws: ``FileError`` where a file is there already or cannot be written, ``FeederSimulationError`` where no seed
    ///   that was tried gives a scenario.
    public func run(done: (WrittenFeeder) throws -> Void) throws {
        for request in self.requests {
            let scenario = try Self.scenario(request)
            let place = self.folder.appendingPathComponent(request.name)
            try Self.write(scenario, to: place)
            try done(WrittenFeeder(folder: place.path, readings: scenario.readings.count))
        }
    }

    /// Writes the three files of a scenario into a folder of its own.
    static func write(_ scenario: FeederScenario, to folder: URL) throws(FileError) {
        try self.makeFolder(folder)
        let readings = GzipFile.encode(scenario.readingsCSV, seconds: 0)
        try FileError.create(folder.appendingPathComponent("topology.json"), Data(scenario.topologyJSON))
        try FileError.create(folder.appendingPathComponent("readings.csv.gz"), Data(readings))
        try FileError.create(folder.appendingPathComponent("truth.json"), Data(scenario.truthJSON))
    }

    /// The scenario of a request, or of the first seed after its own that gives one.
    static func scenario(_ request: FeederRequest) throws(FeederSimulationError) -> FeederScenario {
        for attempt in 0..<Self.attempts {
            do throws(FeederSimulationError) {
                return try FeederScenario(try request.seeded(request.seed &+ attempt))
            } catch .days(let days) {
                throw .days(days)
            } catch {
                continue
            }
        }
        return try FeederScenario(request)
    }

    static func makeFolder(_ folder: URL) throws(FileError) {
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw FileError(
                folder, "cannot be made (\(error.localizedDescription))", "Choose a folder that this user may write.")
        }
    }
}

/// One scenario that was written. It does not tell what is in it.
public struct WrittenFeeder: Codable, Sendable {
    public let folder: String
    public let readings: Int
}
