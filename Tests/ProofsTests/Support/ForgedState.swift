import CanonicalCBOR
import Contract
import Identity
import Ledger
import Proofs

/// A state that no contract made, final by the zone's real validators: what a verifier must judge by its content alone.
struct ForgedState {
    private let zone: ProofZone
    private let bundle: ProofBundle

    init(_ zone: ProofZone, _ bundle: ProofBundle) {
        self.zone = zone
        self.bundle = bundle
    }

    var entries: [StateEntry] { self.bundle.state.entries.map(\.entry) }

    /// The bundle over a state in which some records are others.
    func bundle(with changed: [StateEntry]) -> ProofBundle? {
        var tree = StateTree()
        guard tree.update(self.zone.state.entries()), tree.update(changed.sorted { $0.key < $1.key }) else {
            return nil
        }
        var header = self.bundle.blocks[0].header
        header.stateRoot = tree.root
        guard let validators = self.zone.state.validators(ofEpoch: header.epoch),
            let certificate = self.zone.certificate(for: header, validators, signers: validators.quorum)
        else { return nil }
        let entries = self.entries.map { entry in
            StateProof.Entry(
                entry: changed.first { $0.key == entry.key } ?? entry, path: tree.path(of: entry.key) ?? [])
        }
        let final = FinalHeader(header: header, link: [], certificate: certificate)
        return ProofBundle(
            kind: self.bundle.kind, genesis: self.bundle.genesis, history: self.bundle.history,
            blocks: [final] + self.bundle.blocks.dropFirst(), state: StateProof(parts: tree.parts, entries: entries),
            transactions: self.bundle.transactions)
    }

    /// The bundle with every integer of its records changed, each by itself.
    func everyChange(_ change: (CBOR) -> [CBOR]) throws -> [ProofBundle] {
        try self.entries.flatMap { entry in
            let record = try CBOR(decoding: entry.bytes)
            return record.changes(change).compactMap {
                self.bundle(with: [StateEntry(key: entry.key, bytes: $0.encoded())])
            }
        }
    }
}

extension CBOR {
    /// An integer one more and one less.
    static func neighbours(_ integer: CBOR) -> [CBOR] {
        switch integer {
        case .unsigned(let value): [.unsigned(value &+ 1), value == 0 ? .negative(0) : .unsigned(value - 1)]
        case .negative(let value): [.negative(value &+ 1), value == 0 ? .unsigned(0) : .negative(value - 1)]
        default: []
        }
    }

    /// What arithmetic must live with.
    static func extremes(_: CBOR) -> [CBOR] {
        [.integer(.max), .integer(.min), .unsigned(UInt64(UInt32.max)), .unsigned(0), .unsigned(253_402_300_799_999)]
    }

    /// The same value with one integer in it changed, for each integer.
    fileprivate func changes(_ change: (CBOR) -> [CBOR]) -> [CBOR] {
        switch self {
        case .unsigned, .negative: change(self)
        case .array(let items):
            items.indices.flatMap { index in
                items[index].changes(change).map { changed in
                    var copy = items
                    copy[index] = changed
                    return .array(copy)
                }
            }
        default: []
        }
    }
}
