import CanonicalCBOR
import Identity
import Ledger
import LossDetection

/// The meters to look at, best first, as only those who may know read them.
struct SuspectList: Hashable, Sendable {
    struct Suspect: Hashable, Sendable {
        var meter: String
        var reason: String
    }

    private static let version: UInt64 = 1
    private static let mostSuspects = 5
    private static let mostBytes = 120

    /// Of what was filed: a list belongs to one finding.
    var evidence: Digest
    var suspects: [Suspect]

    init(_ judgement: LossJudgement, _ labels: FeederLabels, evidence: Digest) {
        let words = LossWords(labels: labels, judgement: judgement)
        self.evidence = evidence
        self.suspects = judgement.suspects.prefix(Self.mostSuspects).map { suspect in
            Suspect(
                meter: Self.short(labels.name(suspect.meter)), reason: Self.short(words.reason(suspect)))
        }
    }

    /// Cut at a character, so that the list always fits a note.
    private static func short(_ text: String) -> String {
        var cut = text
        while cut.utf8.count > Self.mostBytes { cut.removeLast() }
        return cut
    }

    var cbor: CBOR {
        .array([
            .unsigned(Self.version), .digest(self.evidence),
            .array(self.suspects.map { .array([.text($0.meter), .text($0.reason)]) }),
        ])
    }

    init(decoding bytes: [UInt8]) throws(CBORError) {
        var fields = try CBORFields(decoding: bytes, of: "suspects")
        let version = try fields.unsigned("version")
        guard version == Self.version else {
            throw fields.refused("version", expected: "\(Self.version)", found: "\(version)")
        }
        self.evidence = try fields.digest("evidence")
        self.suspects = try fields.list("suspects", atMost: Self.mostSuspects) { (item) throws(CBORError) in
            Suspect(meter: try item.text("meter"), reason: try item.text("reason"))
        }
        try fields.end()
    }
}
