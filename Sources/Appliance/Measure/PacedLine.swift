import DeviceProfiles
import Foundation
import Metering
import ModbusProtocol
import Platform
import Simulation

/// A simulated line in real time, behind a pseudo-terminal, and what its units answered.
final class PacedLine: AnswerMemory {
    let beginning = MonotonicClock.nanoseconds
    private let neighbourhood: SimulatedNeighbourhood
    private let line: String
    private let answers = Guarded(RecentAnswers())

    /// - Parameter folder: where the port's link goes.
    init(_ scene: Scene, _ profiles: ProfileCatalog, folder: URL) throws {
        self.line = scene.lines[0].name
        self.neighbourhood = try SimulatedNeighbourhood(
            scene: scene, profiles: profiles, clock: .system, linkFolder: folder.path)
    }

    var now: Int64 { MonotonicClock.nanoseconds }

    var counters: VirtualLineCounters { self.neighbourhood.counters(ofLine: self.line) ?? VirtualLineCounters() }

    func served(unit: UInt8, from: Int64, to: Int64) -> [ServedAnswer] {
        let new = self.neighbourhood.drainServed(ofLine: self.line) ?? []
        return self.answers.withLock { answers in
            answers.add(new, at: self.now)
            return answers.served(unit: unit, from: from, to: to)
        }
    }

    /// Devices answer until the task is cancelled.
    func run() async { await self.neighbourhood.run() }
}
