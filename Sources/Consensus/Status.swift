public import CanonicalCBOR
public import Identity
public import Ledger

/// How far a validator is, signed: what lets peers see which certificates it lacks.
public struct Status: Hashable, Sendable {
    public let epoch: UInt64
    public let signer: PrincipalID
    /// The highest view that it holds a finalization for, or what the epoch stands on: 0.
    public let finalizedView: UInt64
    public let currentView: UInt64
    /// Which views above the finalized one it holds a notarization for.
    let notarized: ViewBits
    let nullified: ViewBits
    /// Names the signer's start where it wants to hear whether this peer knows votes of it; else 0.
    public let question: UInt64
    /// The question that this answers; else 0.
    public let answer: UInt64
    public let signature: Signature

    private init(
        epoch: UInt64, signer: PrincipalID, currentView: UInt64, notarized: ViewBits, nullified: ViewBits,
        question: UInt64, answer: UInt64, signature: Signature
    ) {
        self.epoch = epoch
        self.signer = signer
        self.finalizedView = notarized.base
        self.currentView = currentView
        self.notarized = notarized
        self.nullified = nullified
        self.question = question
        self.answer = answer
        self.signature = signature
    }

    /// Signs a status.
    ///
    /// - Parameter nullified: with the same base as `notarized`, the finalized view.
    init(
        epoch: UInt64, signer: PrincipalID, currentView: UInt64, notarized: ViewBits, nullified: ViewBits,
        question: UInt64, answer: UInt64, key: SigningKey, genesis: Digest
    ) {
        let fields = Self.signedFields(
            epoch: epoch, signer: signer, currentView: currentView, notarized: notarized, nullified: nullified,
            question: question, answer: answer)
        self.init(
            epoch: epoch, signer: signer, currentView: currentView, notarized: notarized, nullified: nullified,
            question: question, answer: answer,
            signature: key.sign(CBOR.array(fields).encoded(), domain: .status, genesis: genesis))
    }

    /// Signs a status.
    ///
    /// - Parameters:
    ///   - notarized: views above the finalized one; those far above are left out.
    ///   - question: names the signer's start, or 0.
    ///   - answer: the question that this answers, or 0.
    public init(
        epoch: UInt64, signer: PrincipalID, finalizedView: UInt64, currentView: UInt64, notarized: [UInt64],
        nullified: [UInt64], question: UInt64 = 0, answer: UInt64 = 0, key: SigningKey, genesis: Digest
    ) {
        var bits = (ViewBits(base: finalizedView), ViewBits(base: finalizedView))
        for view in notarized { bits.0.insert(view) }
        for view in nullified { bits.1.insert(view) }
        self.init(
            epoch: epoch, signer: signer, currentView: currentView, notarized: bits.0, nullified: bits.1,
            question: question, answer: answer, key: key, genesis: genesis)
    }

    private static func signedFields(
        epoch: UInt64, signer: PrincipalID, currentView: UInt64, notarized: ViewBits, nullified: ViewBits,
        question: UInt64, answer: UInt64
    ) -> [CBOR] {
        [
            .unsigned(epoch), .identifier(signer), .unsigned(notarized.base), .unsigned(currentView),
            .bytes(notarized.bytes), .bytes(nullified.bytes), .unsigned(question), .unsigned(answer),
        ]
    }

    private var signedFields: [CBOR] {
        Self.signedFields(
            epoch: self.epoch, signer: self.signer, currentView: self.currentView, notarized: self.notarized,
            nullified: self.nullified, question: self.question, answer: self.answer)
    }

    /// True where this key signed it.
    public func isSigned(by key: PublicKey, genesis: Digest) -> Bool {
        key.verify(
            self.signature, of: CBOR.array(self.signedFields).encoded(), domain: .status, genesis: genesis)
    }

    /// True where the signer says that it holds a notarization of the view.
    public func holdsNotarization(of view: UInt64) -> Bool { self.notarized.contains(view) }

    /// True where the signer says that it holds a nullification of the view.
    public func holdsNullification(of view: UInt64) -> Bool { self.nullified.contains(view) }
}

extension Status {
    public var cbor: CBOR { .array(self.signedFields + [.bytes(self.signature.bytes)]) }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        let (epoch, signer) = (try fields.unsigned("epoch"), try fields.identifier("signer", PrincipalID.self))
        let (finalized, current) = (try fields.unsigned("finalized view"), try fields.unsigned("current view"))
        self.init(
            epoch: epoch, signer: signer, currentView: current,
            notarized: try Self.bits(&fields, "notarized", above: finalized),
            nullified: try Self.bits(&fields, "nullified", above: finalized),
            question: try fields.unsigned("question"), answer: try fields.unsigned("answer"),
            signature: try fields.signature("signature"))
    }

    private static func bits(
        _ fields: inout CBORFields, _ name: String, above base: UInt64
    ) throws(CBORError) -> ViewBits {
        let bits = ViewBits(base: base, bytes: try fields.bytes(name, atMost: ViewBits.maximumBytes))
        guard bits.isCanonical else {
            throw fields.refused(name, expected: "bits without zero bytes at their end", found: "a zero byte")
        }
        return bits
    }
}
