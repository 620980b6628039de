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
    init(_ scenario: FeederScenario) throws {
        let folder = URL(fileURLWithPath: scenario.request.name)
        let truth = try LossTruth(folder, truth: scenario.truthJSON, topology: scenario.topologyJSON)
        let grid = try GridFile(scenario.topologyJSON, of: folder.appendingPathComponent("topology.json"))
        var alarms: [AlarmLine] = []
        let begun = ProcessUsage.ownProcessorNanoseconds
        let analysis = try FeederAnalysis(grid) {
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
