import FeederSimulation
public import Foundation

/// `gridtally measure losses`: the loss detector on simulated feeders whose truth is known.
public struct LossesMeasurement: Sendable {
    /// The normal feeders are those that `balance generate --normal-only` makes of a seed this much higher.
    public static let normalSeedOffset: UInt64 = 1000

    private let requests: [FeederRequest]
    private let seed: UInt64
    private let days: Int
    private let out: URL?

    /// - Parameters:
    ///   - mixed: feeders of which two in three have a theft, of every family.
    ///   - normal: feeders without theft.
    ///   - days: of each, within ``FeederGeneration/dayRange``.
    ///   - out: gets the feeders' files and the alarms, so that `gridtally balance score` says the same; nil: no file.
    public init(seed: UInt64, mixed: Int, normal: Int, days: Int, out: URL?) throws {
        let thefts = try FeederRequest.set(seed: seed, count: mixed, families: .mixed, days: days)
        let clean = try FeederRequest.set(
            seed: seed &+ Self.normalSeedOffset, count: mixed + normal, families: [.normal], days: days)
        // Names go on where those of the others end; the first seeds are the ones that are taken.
        let names = clean.suffix(normal).map(\.name)
        self.requests =
            try thefts
            + zip(names, clean).map { name, request in
                try FeederRequest(name: name, seed: request.seed, family: request.family, days: days)
            }
        (self.seed, self.days, self.out) = (seed, days, out)
    }

    /// Simulates, analyses and scores one feeder after the other.
    ///
    /// - Parameter said: is told of each what was heard of it.
    public func run(said: (String) -> Void) throws -> LossesFigures {
        let alarms = self.out?.appendingPathComponent("alarms.jsonl")
        if let alarms { try FileError.refuseExisting(alarms) }
        var runs: [LossRun] = []
        for (number, request) in self.requests.enumerated() {
            let scenario = try FeederGeneration.scenario(request)
            if let out = self.out {
                try FeederGeneration.write(scenario, to: out.appendingPathComponent(request.name))
            }
            let run = try LossRun(scenario)
            said(
                "\(number + 1)/\(self.requests.count) \(request.name): \(run.alarms.count) alarms, "
                    + "\(MeasureText.number(run.processorSeconds, 1)) s")
            runs.append(run)
        }
        if let alarms {
            let lines = try runs.flatMap(\.alarms).map { try ReportJSON.line($0) + "\n" }.joined()
            try FileError.create(alarms, Data(lines.utf8))
        }
        return LossesFigures(runs, seed: self.seed, days: self.days)
    }
}
