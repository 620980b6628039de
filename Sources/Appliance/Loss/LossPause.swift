import Contract
import Enforcement
import Ledger

/// Who works at a transformer's meters: while a safety tag stands, its alarms are not told.
struct LossPause: Sendable {
    let tags: TagStore
    /// The bus of each meter, by label.
    let buses: [String: String]
    let state: @Sendable () async -> ContractState

    init(tags: TagStore, _ configuration: BoxConfiguration, state: @escaping @Sendable () async -> ContractState) {
        self.tags = tags
        self.state = state
        let places = configuration.buses.flatMap { line in
            line.devices.compactMap { device in device.meter.map { ($0, line.name) } }
        }
        self.buses = Dictionary(places) { first, _ in first }
    }

    /// The tagged places that concern one of the meters; empty where there are none, and where they cannot be read.
    func places(of meters: [String]) async -> [String] {
        guard let board = try? await self.tags.board(), !board.entries.isEmpty else { return [] }
        let state = await self.state()
        var places: Set<SafetyPlace> = []
        for label in meters {
            guard let number = state.meters.firstIndex(where: { $0.label == label }) else { continue }
            places.formUnion(
                SafetyPlace.above(meter: MeterID(UInt32(number)), bus: self.buses[label] ?? "", state))
        }
        return Set(board.tags(on: Array(places)).map(\.place)).sorted()
    }
}
