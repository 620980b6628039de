import CanonicalCBOR
import Contract
import Ledger
import Metering
import Storage

/// What goes from the outbox to the chain as one transaction.
struct Submission: Equatable, Sendable {
    /// Numbers of its items, ascending: one, or the readings of several intervals.
    let items: [Int64]
    let body: TransactionBody
    /// The sequence number under which it was last signed; nil before.
    let sequence: UInt64?
}

/// Chooses what of the outbox goes out next. Pure.
///
/// Each interval's readings are an item of their own, so that none is lost whenever the box stops. They go out with the
/// other intervals of their submission: when the last one is there, or when its time to come is over. All else goes at
/// once, past readings that wait.
struct SubmissionPlan {
    let schedule: SubmissionSchedule
    let roster: Roster
    let now: UTCTime
    /// How long after an interval's end its readings are collected.
    let collectionSeconds: Int64
    /// Items whose readings go by themselves: the contract refused them together with others.
    let alone: Set<Int64>

    /// What the collector takes beyond its time to put readings into the outbox.
    private static let marginSeconds: Int64 = 15
    /// The most bytes of a body, with room for what signs it.
    private static let mostBytes = SignedTransaction.maximumBytes - 512

    /// - Parameter items: the first ones of the outbox, in their order.
    func next(_ items: [OutboxItem]) -> Submission? {
        // What was submitted once stays what it was: its transaction may be on the way.
        if let marked = items.first(where: { $0.sequence != nil }) {
            return self.submission(items.filter { $0.sequence == marked.sequence }, sequence: marked.sequence)
        }
        guard let first = items.firstIndex(where: { self.isDue($0, among: items) }) else { return nil }
        guard self.isShared(items[first]), let end = self.submissionEnd(items[first]) else {
            return self.submission([items[first]], sequence: nil)
        }
        let others = items[first...].dropFirst().filter { self.isShared($0) && self.submissionEnd($0) == end }
        return self.submission([items[first]] + others, sequence: nil)
    }

    private func isDue(_ item: OutboxItem, among items: [OutboxItem]) -> Bool {
        guard self.isShared(item), let end = self.submissionEnd(item) else { return true }
        return self.now >= end.adding(seconds: self.collectionSeconds + Self.marginSeconds)
            || items.contains { self.lastEnd($0).map { $0 >= end } ?? false }
    }

    /// True for readings that may go together with others.
    private func isShared(_ item: OutboxItem) -> Bool {
        self.readings(item) != nil && !self.alone.contains(item.id)
    }

    private func readings(_ item: OutboxItem) -> Readings? {
        if case .readings(let readings) = item.body { readings } else { nil }
    }

    private func lastEnd(_ item: OutboxItem) -> UTCTime? {
        self.readings(item)?.lastEnd(intervalSeconds: self.schedule.intervalSeconds)
    }

    private func submissionEnd(_ item: OutboxItem) -> UTCTime? {
        self.lastEnd(item).map { self.schedule.end(ofIntervalEnding: $0) }
    }

    /// The first of the items with as many of those after it as fit to it.
    private func submission(_ items: [OutboxItem], sequence: UInt64?) -> Submission? {
        guard let first = items.first else { return nil }
        guard var together = self.readings(first).map(self.fitted) else {
            return Submission(items: [first.id], body: first.body, sequence: sequence)
        }
        var taken = [first.id]
        for item in items.dropFirst() {
            guard let next = self.readings(item).map(self.fitted),
                let longer = together.joined(with: next, intervalSeconds: self.schedule.intervalSeconds),
                TransactionBody.readings(longer).cbor.encoded().count <= Self.mostBytes
            else { break }
            together = longer
            taken.append(item.id)
        }
        return Submission(items: taken, body: .readings(together), sequence: sequence)
    }

    private func fitted(_ readings: Readings) -> Readings {
        readings.fitted(to: self.roster, intervalSeconds: self.schedule.intervalSeconds)
    }

    /// Whether a transaction of the box's key is this submission, though it was signed over an earlier roster.
    func isSame(_ body: TransactionBody, as submission: Submission) -> Bool {
        guard body != submission.body else { return true }
        guard case .readings(let readings) = body else { return false }
        return .readings(self.fitted(readings)) == submission.body
    }
}
