internal import Ledger

/// One view of one epoch.
struct ViewKey: Hashable, Sendable {
    let epoch: UInt64
    let view: UInt64

    init(_ epoch: UInt64, _ view: UInt64) {
        self.epoch = epoch
        self.view = view
    }

    init(_ statement: VoteStatement) { self.init(statement.epoch, statement.view) }
}
