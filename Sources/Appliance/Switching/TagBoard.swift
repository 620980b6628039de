import CanonicalCBOR
import Contract
import Enforcement
import Identity
import Ledger
import Metering

/// The safety tags of a box with the orders behind them. Pure: orders come in, and a board comes out.
struct TagBoard: Hashable, Sendable {
    struct Entry: Hashable, Sendable {
        let placed: SignedFieldOrder
        /// The principal that placed it, where the zone was known; its key may change.
        let principal: UInt32?
        /// Orders of officers to remove it, one of each.
        var consents: [SignedFieldOrder] = []

        var tag: SafetyTag {
            SafetyTag(
                id: self.placed.id, person: self.placed.order.person, place: "\(self.placed.order.place)",
                placedAt: self.placed.order.at)
        }
    }

    /// A tag that is not in force any more, for those who ask later.
    struct Removed: Hashable, Sendable {
        let entry: Entry
        let by: SignedFieldOrder
    }

    private(set) var entries: [Entry] = []
    /// The last ones, oldest first.
    private(set) var removed: [Removed] = []

    static let limit = 500
    private static let removedLimit = 100
    /// An officer's consent is good for so long, in milliseconds.
    private static let consentMilliseconds: Int64 = 86_400_000

    /// Those on one of the places.
    func tags(on places: [SafetyPlace]) -> [SafetyTag] {
        self.entries.filter { places.contains($0.placed.order.place) }.map(\.tag)
    }

    /// - Parameter principal: who placed it, where that is known.
    mutating func place(_ order: SignedFieldOrder, by principal: UInt32?) throws(FieldRefusal) {
        guard self.entries.count < Self.limit else { throw .tooManyTags(Self.limit) }
        guard !self.entries.contains(where: { $0.placed.id == order.id }) else { return }
        self.entries.append(Entry(placed: order, principal: principal))
    }

    /// Removes a tag by its person, or notes an officer's consent; the second officer's removes it.
    ///
    /// - Parameter people: nil where the zone is not known: then only the tag's own key removes it.
    /// - Returns: true where the tag is gone.
    mutating func remove(
        _ order: SignedFieldOrder, _ people: People?, now: UTCTime
    ) throws(FieldRefusal) -> Bool {
        // The same order a second time, as after an answer that was lost.
        if self.removed.contains(where: { $0.by.id == order.id }) { return true }
        let index = try self.index(of: order.order.tag ?? "")
        let entry = self.entries[index]
        if entry.consents.contains(where: { $0.id == order.id }) { return false }
        let person = people?[order.key]
        let isOwn = entry.placed.key == order.key || (entry.principal != nil && entry.principal == person?.number)
        if isOwn {
            self.drop(index, order)
            return true
        }
        guard let people, let person, !person.roles.isDisjoint(with: People.officers) else {
            throw .notOwnTag(person: entry.placed.order.person)
        }
        let others = entry.consents.filter {
            (people[$0.key].map { !$0.roles.isDisjoint(with: People.officers) } ?? false)
                && now.milliseconds - $0.order.at.milliseconds <= Self.consentMilliseconds
        }
        guard !others.contains(where: { people[$0.key]?.number == person.number }) else {
            throw .alreadyConsented(officer: person.label)
        }
        self.entries[index].consents = others + [order]
        guard !others.isEmpty else { return false }
        self.drop(index, order)
        return true
    }

    private mutating func drop(_ index: Int, _ order: SignedFieldOrder) {
        self.removed.append(Removed(entry: self.entries.remove(at: index), by: order))
        self.removed.removeFirst(max(0, self.removed.count - Self.removedLimit))
    }

    /// The tag that people name by the first digits of its number, at least four.
    private func index(of id: String) throws(FieldRefusal) -> Int {
        try TagNumber.index(of: id, among: self.entries.map { ($0.placed.id, "\($0.tag.place) (\($0.tag.person))") })
    }
}

extension TagBoard {
    init(decoding bytes: [UInt8]) throws(CBORError) {
        var fields = try CBORFields(decoding: bytes, of: "safety tags")
        let version = try fields.unsigned("version")
        guard version == 1 else { throw fields.refused("version", expected: "1", found: "\(version)") }
        self.entries = try fields.list("tags", atMost: Self.limit) { (item) throws(CBORError) in try Entry(&item) }
        self.removed = try fields.list("removed", atMost: Self.removedLimit) { (item) throws(CBORError) in
            var entry = try item.fields("tag")
            return Removed(entry: try Entry(&entry), by: try SignedFieldOrder(try item.value("by")))
        }
        try fields.end()
    }

    func encoded() -> [UInt8] {
        CBOR.array([
            .unsigned(1), .array(self.entries.map(\.cbor)),
            .array(self.removed.map { .array([$0.entry.cbor, $0.by.cbor]) }),
        ]).encoded()
    }
}

extension TagBoard.Entry {
    fileprivate var cbor: CBOR {
        .array([
            self.placed.cbor, .optional(self.principal.map { .unsigned(UInt64($0)) }),
            .array(self.consents.map(\.cbor)),
        ])
    }

    fileprivate init(_ fields: inout CBORFields) throws(CBORError) {
        self.placed = try SignedFieldOrder(try fields.value("placed"))
        self.principal = try fields.optional("principal") { (value: CBOR) throws(CBORError) in
            try value.readUnsigned(UInt32.self)
        }
        var consents: [SignedFieldOrder] = []
        for value in try fields.array("consents", atMost: 100) { consents.append(try SignedFieldOrder(value)) }
        self.consents = consents
        try fields.end()
    }
}
