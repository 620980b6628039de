public import CanonicalCBOR

/// Why a key is worth nothing any more.
public enum RevocationCause: UInt8, Hashable, Sendable, CaseIterable {
    case stolen = 1
    case lost = 2
    /// Its holder left, or the box was taken out of service.
    case retired = 3
}

/// Makes a principal's key worthless from the next transaction on, and gives it another one where there is one already;
/// by the registrar. A validator's key is changed by ``SetValidators``.
public struct RevokeKey: Hashable, Sendable {
    public var principal: PrincipalID
    public var cause: RevocationCause
    /// The new key with its holder's proof; nil: the principal signs nothing until another `RevokeKey` gives it one.
    public var replacement: RotateKey?

    public init(principal: PrincipalID, cause: RevocationCause, replacement: RotateKey? = nil) {
        self.principal = principal
        self.cause = cause
        self.replacement = replacement
    }

    public var cbor: CBOR {
        .array([
            .identifier(self.principal), .unsigned(UInt64(self.cause.rawValue)),
            .optional(self.replacement?.cbor),
        ])
    }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.principal = try fields.identifier("principal")
        self.cause = try fields.choice("cause")
        self.replacement = try fields.optional("replacement") { (value: CBOR) throws(CBORError) -> RotateKey in
            var item = try CBORFields(value, of: "replacement")
            let rotation = try RotateKey(&item)
            try item.end()
            return rotation
        }
    }
}
