internal import CanonicalCBOR
internal import Contract
internal import Identity
internal import Ledger

/// What a bundle shows, once everything in it is known to be on the chain.
struct ProvenContent {
    /// A transaction in a final block, signed by the key.
    struct Signed {
        let header: BlockHeader
        let transaction: Transaction
        let key: PublicKey
    }

    /// The block whose state the entries are of.
    let header: BlockHeader
    let entries: [StateEntry]
    let transactions: [Signed]

    /// The entries of one kind, in the bundle's order.
    func records<Record: StateRecord>(_ type: Record.Type) throws(ProofError) -> [(number: UInt32, record: Record)] {
        var records: [(number: UInt32, record: Record)] = []
        for entry in self.entries where entry.key.kind == Record.kind {
            do throws(CBORError) {
                records.append((entry.key.number, try Record(decoding: entry.bytes)))
            } catch {
                throw .unreadable(error)
            }
        }
        return records
    }

    /// The only entry of a kind.
    func only<Record: StateRecord>(_ type: Record.Type) throws(ProofError) -> (number: UInt32, record: Record) {
        let records = try self.records(type)
        guard records.count == 1, let record = records.first else { throw .missing("one \(Record.kind)") }
        return record
    }

    /// The entry of a kind with this number, which must be there and of its kind alone.
    func only<Record: StateRecord>(_ type: Record.Type, _ number: UInt32) throws(ProofError) -> Record {
        let (found, record) = try self.only(type)
        guard found == number else { throw .missing("\(Record.kind) \(number)") }
        return record
    }

    /// Refuses entries of other kinds: a bundle shows what it needs, and nothing of anybody else.
    func expect(_ kinds: Set<StateKind>) throws(ProofError) {
        for entry in self.entries where !kinds.contains(entry.key.kind) {
            throw .contradiction("\(entry.key.kind) \(entry.key.number) is no part of such a proof")
        }
    }
}
