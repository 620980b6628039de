import Contract
import Ledger

/// A place where people work: everything below it is not switched while it is tagged.
struct SafetyPlace: Hashable, Sendable {
    enum Kind: UInt8, Hashable, Sendable, CaseIterable {
        case meter = 1
        case bus = 2
        case transformer = 3
        case feeder = 4

        var name: String { "\(self)" }
    }

    let kind: Kind
    /// As the registry has it; of a bus, its name in the configuration.
    let label: String
}

extension SafetyPlace: CustomStringConvertible {
    var description: String { "\(self.kind.name) \(self.label)" }
}

extension SafetyPlace {
    /// The places that a meter is below: itself, its bus, its transformer, its feeder.
    static func above(meter: MeterID, bus: String, _ state: ContractState) -> [SafetyPlace] {
        let record = state.meters[Int(meter.number)]
        var places = [SafetyPlace(kind: .meter, label: record.label), SafetyPlace(kind: .bus, label: bus)]
        var node: NodeID? = record.node
        // A tree of bounded depth; a chain that is no tree ends here all the same.
        for _ in 0..<64 {
            guard let number = node?.number, state.nodes.indices.contains(Int(number)) else { break }
            let place = state.nodes[Int(number)]
            switch place.nodeKind {
            case .transformer: places.append(SafetyPlace(kind: .transformer, label: place.label))
            case .feeder: places.append(SafetyPlace(kind: .feeder, label: place.label))
            case .plant, .servicePoint: break
            }
            node = place.parent
        }
        return places
    }

    /// The labels that there are of a kind.
    static func known(_ kind: Kind, buses: [String], _ state: ContractState) -> [String] {
        switch kind {
        case .meter: state.meters.map(\.label)
        case .bus: buses
        case .transformer: state.nodes.filter { $0.nodeKind == .transformer }.map(\.label)
        case .feeder: state.nodes.filter { $0.nodeKind == .feeder }.map(\.label)
        }
    }
}
