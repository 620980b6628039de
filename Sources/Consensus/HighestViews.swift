internal import Ledger

/// The highest views of an epoch for which certificates were held, so that rules need not look at all views.
struct HighestViews: Sendable {
    private(set) var notarized: UInt64 = 0
    private(set) var final: UInt64 = 0
    private(set) var certified: UInt64 = 0

    mutating func saw(_ statement: VoteStatement) {
        self.certified = max(self.certified, statement.view)
        switch statement.kind {
        case .notarize: self.notarized = max(self.notarized, statement.view)
        case .finalize: self.final = max(self.final, statement.view)
        case .nullify: break
        }
    }
}
