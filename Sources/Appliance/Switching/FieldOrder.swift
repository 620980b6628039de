import CanonicalCBOR
import Identity
import Ledger
import Metering

/// What a person on site orders about a relay or a place, signed with that person's key.
struct FieldOrder: Hashable, Sendable {
    enum Action: UInt8, Hashable, Sendable, CaseIterable {
        case placeTag = 1
        case removeTag = 2
        /// Lets a supply be on until a time, order or not.
        case override = 3
        /// Ends an override: what was ordered is looked at again.
        case resume = 4
        /// Takes a lock off a relay that was looked at.
        case clearLock = 5
        /// Lets a reconnection go on that something had blocked.
        case confirm = 6
        /// The guided trip that shows which meter a relay drops.
        case pair = 7
    }

    var action: Action
    /// Of a tag, any place; else a meter.
    var place: SafetyPlace
    var person: String
    var reason: String
    var at: UTCTime
    /// End of an override.
    var until: UTCTime?
    /// The tag to remove, in hex.
    var tag: String?
    /// So that no two orders are the same.
    var nonce: [UInt8]

    static let nonceBytes = 16

    static func makeNonce() -> [UInt8] { (0..<Self.nonceBytes).map { _ in UInt8.random(in: 0...255) } }

    /// The most bytes of a person's name or a reason.
    static let textLimit = 100
    /// The most bytes of a label.
    static let labelLimit = 64

    var cbor: CBOR {
        .array([
            .unsigned(1), .unsigned(UInt64(self.action.rawValue)), .unsigned(UInt64(self.place.kind.rawValue)),
            .text(self.place.label), .text(self.person), .text(self.reason), .time(self.at),
            .optional(self.until.map { .time($0) }), .optional(self.tag.map { .text($0) }), .bytes(self.nonce),
        ])
    }

    init(
        action: Action, place: SafetyPlace, person: String, reason: String, at: UTCTime, until: UTCTime? = nil,
        tag: String? = nil, nonce: [UInt8]
    ) {
        (self.action, self.place, self.person, self.reason) = (action, place, person, reason)
        (self.at, self.until, self.tag, self.nonce) = (at, until, tag, nonce)
    }

    init(decoding bytes: [UInt8]) throws(CBORError) {
        var fields = try CBORFields(decoding: bytes, of: "field order")
        let version = try fields.unsigned("version")
        guard version == 1 else { throw fields.refused("version", expected: "1", found: "\(version)") }
        self.action = try fields.choice("action")
        let kind = try fields.choice("kind of place", SafetyPlace.Kind.self)
        self.place = SafetyPlace(kind: kind, label: try fields.label("place"))
        self.person = try fields.text("person", atMost: Self.textLimit)
        self.reason = try fields.text("reason", atMost: Self.textLimit)
        self.at = try fields.time("at")
        self.until = try fields.optional("until") { (value: CBOR) throws(CBORError) -> UTCTime in
            var item = try CBORFields(.array([value]), of: "until")
            return try item.time("until")
        }
        self.tag = try fields.optional("tag") { (value: CBOR) throws(CBORError) in try value.readText(atMost: 64) }
        self.nonce = try fields.bytes("nonce", count: Self.nonceBytes)
        try fields.end()
    }
}

extension FieldOrder: SignedBody {
    static let what = "field order"
    static let domain = SigningDomain.fieldOrder
    static let mostBytes = 2048
}

typealias SignedFieldOrder = Signed<FieldOrder>

extension SignedFieldOrder {
    var order: FieldOrder { self.body }
}

extension FieldOrder.Action: CustomStringConvertible {
    var description: String {
        switch self {
        case .placeTag: "place tag"
        case .removeTag: "remove tag"
        case .override: "override"
        case .resume: "resume"
        case .clearLock: "clear"
        case .confirm: "confirm"
        case .pair: "pair"
        }
    }
}
