import FeederSimulation
import Foundation

/// What the detector said of one simulated feeder.
struct LossRun: Sendable {
    let truth: LossTruth
    let houses: Int
    let alarms: [AlarmLine]
    let sensitivity: [AnalysisSummary.Sensitivity]
    /// Of the analysis, with handing it the readings.
    let processorSeconds: Double
}

extension LossRun {
    /// - Parameter topology: a file with what the utility knows of the feeder.
    init(_ scenario: FeederScenario, topology: URL) throws {
        let truth = try LossTruthFile(
            URL(fileURLWithPath: scenario.request.name), truth: scenario.truthJSON, topology: scenario.topologyJSON
        ).truth
        var alarms: [AlarmLine] = []
        let begun = ProcessUsage.ownProcessorNanoseconds
        let analysis = try FeederAnalysis(topology: topology) {
            SimulatedReadings(scenario)
        } say: {
            alarms.append($0)
        }
        let seconds = Double(ProcessUsage.ownProcessorNanoseconds - begun) / 1e9
        self.init(
            truth: truth, houses: analysis.houses, alarms: alarms, sensitivity: analysis.summary.sensitivity,
            processorSeconds: seconds)
    }
}
