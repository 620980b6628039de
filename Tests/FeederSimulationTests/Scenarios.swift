@testable import FeederSimulation

/// Scenarios of a week, made once for all tests.
enum Scenarios {
    static let all: [FeederScenario] = {
        FeederFamily.allCases.enumerated().compactMap { number, family in
            try? Self.make(family, seed: 11 + UInt64(number))
        }
    }()

    static func make(
        _ family: FeederFamily, seed: UInt64, days: Int = 7
    ) throws(FeederSimulationError) -> FeederScenario {
        try FeederScenario(try FeederRequest(name: "gen-001", seed: seed, family: family, days: days))
    }
}
