import Contract
import Enforcement
import Ledger

/// Who works at a transformer's meters: while a safety tag stands, its alarms are not told.
struct LossPause: Sendable {
    let office: EnforcementOffice
    /// The bus of each meter, by label.
    let buses: [String: String]

    init(office: EnforcementOffice, _ configuration: BoxConfiguration) {
        self.office = office
        let places = configuration.buses.flatMap { line in
            line.devices.compactMap { device in device.meter.map { ($0, line.name) } }
        }
        self.buses = Dictionary(places) { first, _ in first }
    }

    /// The tagged places that concern one of the meters; nil where the tags cannot be read, and anybody may work there.
    func places(of meters: [String]) async -> [String]? {
        let state = await self.office.chain.snapshot()
        var places: Set<SafetyPlace> = []
        for label in meters {
            let bus = self.buses[label]
            // A meter that is not on the chain yet is on a bus all the same.
            if let bus { places.insert(SafetyPlace(kind: .bus, label: bus)) }
            guard let number = state.meters.firstIndex(where: { $0.label == label }) else { continue }
            places.formUnion(SafetyPlace.above(meter: MeterID(UInt32(number)), bus: bus ?? "", state))
        }
        guard let tags = await self.office.safetyTags(on: Array(places)) else { return nil }
        return Set(tags.map(\.place)).sorted()
    }
}
