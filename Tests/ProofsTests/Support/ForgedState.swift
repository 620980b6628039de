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
            transactions: self.bundle.transactions, interval: self.bundle.interval)
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

extension ProofBundle {
    /// The bundle's tariff and bill with a line in them once more, in both and in the total.
    func entries(twice name: String) throws -> [StateEntry] {
        try self.state.entries.map(\.entry).compactMap { entry in
            let record = try CBOR(decoding: entry.bytes)
            let changed: CBOR? =
                switch entry.key.kind {
                case .tariff: record.changing([0, 0, 1, 6]) { $0.repeating(name, as: "again") }
                case .bill: record.changing([13]) { $0.repeating(name, as: "again") }.adding(line: name)
                default: nil
                }
            return changed.map { StateEntry(key: entry.key, bytes: $0.encoded()) }
        }
    }
}

extension CBOR {
    private var items: [CBOR] { if case .array(let items) = self { items } else { [] } }

    /// The same value with what is at a path in it changed.
    fileprivate func changing(_ path: ArraySlice<Int>, _ change: (CBOR) -> CBOR) -> CBOR {
        guard let index = path.first else { return change(self) }
        var items = self.items
        items[index] = items[index].changing(path.dropFirst(), change)
        return .array(items)
    }

    /// An array of lines with one of them once more, under another name.
    fileprivate func repeating(_ name: String, as other: String) -> CBOR {
        let found = self.items.filter { $0.items.first == .text(name) }
        return .array(self.items + found.map { line in line.changing([0]) { _ in .text(other) } })
    }

    /// A bill whose total has a line's amount once more.
    fileprivate func adding(line name: String) -> CBOR {
        let amount = self.items[13].items.first { $0.items.first == .text(name) }?.items[5]
        return self.changing([14]) { total in .integer(total.integer + (amount?.integer ?? 0)) }
    }

    private var integer: Int64 {
        switch self {
        case .unsigned(let value): Int64(clamping: value)
        case .negative(let value): -1 - Int64(clamping: value)
        default: 0
        }
    }
}
