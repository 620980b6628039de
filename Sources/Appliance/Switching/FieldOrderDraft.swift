import Identity
import Ledger
import Metering

/// What is ordered, before anybody knows the box's time.
///
/// It is signed once: where the answer was lost the same bytes go out again, and the order stays one order.
struct FieldOrderDraft: Sendable {
    private let order: FieldOrder
    private let milliseconds: Int64?
    private var signed: SignedFieldOrder?

    /// - Parameter milliseconds: from the signing to the end of an override, in the zone's time.
    init(
        _ action: FieldOrder.Action, _ place: SafetyPlace, _ person: String, _ reason: String, _ tag: String?,
        _ milliseconds: Int64?
    ) throws(FieldRefusal) {
        for (name, text, limit) in [
            ("the person's name", person, FieldOrder.textLimit), ("the reason", reason, FieldOrder.textLimit),
            ("the place", place.label, FieldOrder.labelLimit),
        ] where text.utf8.count > limit {
            throw .needsName(name, atMost: limit)
        }
        self.order = FieldOrder(
            action: action, place: place, person: person, reason: reason, at: UTCTime(milliseconds: 0), tag: tag,
            nonce: FieldOrder.makeNonce())
        self.milliseconds = milliseconds
    }

    mutating func signed(_ key: SigningKey, now: UTCTime, genesis: Digest) -> SignedFieldOrder {
        if let signed { return signed }
        var order = self.order
        order.at = now
        order.until = self.milliseconds.map { now.adding(milliseconds: $0) }
        let signed = SignedFieldOrder(order, by: key, genesis: genesis)
        self.signed = signed
        return signed
    }
}
