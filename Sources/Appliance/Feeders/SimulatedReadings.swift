import FeederSimulation
import Foundation
import LossDetection

/// What was read on a simulated feeder, as a file of it would tell it.
struct SimulatedReadings: FeederReadingSource {
    private let scenario: FeederScenario
    private var position = 0

    init(_ scenario: FeederScenario) { self.scenario = scenario }

    mutating func next() -> FeederReadingsFile.Row? {
        guard self.position < self.scenario.readings.count else { return nil }
        let reading = self.scenario.readings[self.position]
        self.position += 1
        let (quantity, scale) = Self.quantity(reading.quantity)
        return FeederReadingsFile.Row(
            time: reading.time, meter: reading.meter, quantity: quantity, value: Double(reading.value) / scale,
            isSuspect: reading.isSuspect)
    }

    func error(_ problem: String, _ advice: String) -> FileError {
        FileError(
            URL(fileURLWithPath: self.scenario.request.name), "reading \(self.position): \(problem)", advice)
    }

    /// With what a unit has of the simulation's own.
    private static func quantity(_ quantity: Quantity) -> (FeederQuantity, Double) {
        switch quantity {
        case .energyImport: (.importTotal, 1)
        case .energyExport: (.exportTotal, 1)
        case .phaseImport(let phase): (.imported(Self.phase(phase)), 1)
        case .phaseExport(let phase): (.exported(Self.phase(phase)), 1)
        case .voltage(let phase): (.voltage(Self.phase(phase)), 10)
        case .current(let phase): (.current(Self.phase(phase)), 100)
        }
    }

    private static func phase(_ number: Int) -> GridPhase { GridPhase(rawValue: number) ?? .l1 }
}
