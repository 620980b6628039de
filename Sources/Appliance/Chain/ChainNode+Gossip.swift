import CanonicalCBOR
import Contract
import Identity
import Ledger
import Logging
import Metering
import PeerNetwork
import Replica

/// What validators tell one another of the transactions that they were given.
extension ChainNode {
    private static let gathering = Duration.milliseconds(10)

    /// Whoever leads next has it too. Lost on the way, it waits until this validator leads.
    func tellOthers(of transaction: SignedTransaction) async {
        let wasOpen = self.gathering.isWindowOpen
        guard let notice = self.gathering.add(transaction.encoded()) else { return }
        if !wasOpen { self.openWindow() }
        await self.network.publish(.transactions, notice.encoded())
    }

    private func openWindow() {
        Task {
            repeat { try? await Task.sleep(for: Self.gathering) } while await self.windowEnded()
        }
    }

    /// True where the next window is open.
    private func windowEnded() async -> Bool {
        guard let notice = self.gathering.windowEnded() else { return false }
        await self.network.publish(.transactions, notice.encoded())
        return true
    }

    /// Transactions that another validator was given.
    func received(transactions message: PublishedMessage) {
        guard self.isValidator else { return }
        do {
            for bytes in try TransactionNotice(decoding: message.body).transactions {
                try self.take(SignedTransaction(decoding: bytes), from: message.peer)
            }
        } catch {
            self.settings.log.notice("transactions from \(self.name(of: message.peer)) cannot be read: \(error)")
        }
    }

    private func take(_ transaction: SignedTransaction, from peer: CurvePublicKey) {
        do {
            try self.keep(transaction)
        } catch SubmissionRefusal.poolFull {
            // Its sender hears so from the validator that it asked.
            return
        } catch let error as TransactionRefusal {
            // A transaction that is final here already, or that its sender has replaced, is no fault of the peer's.
            self.settings.log.debug("transaction from \(self.name(of: peer)) not taken: \(error)")
        } catch {
            self.settings.log.notice("transaction from \(self.name(of: peer)) not taken: \(error)")
        }
    }

    /// Has the transaction wait for the next block, where it does not wait already.
    func keep(_ transaction: SignedTransaction) throws {
        guard !self.replica.pool.contains(transaction) else { return }
        let admission = try self.state.admit(transaction, at: max(self.state.time, self.chainNow))
        let next = self.state.nextSequence(of: transaction.transaction.sender)
        try self.replica.pool.insert(transaction, next: next, admission: admission)
        self.postWork()
    }
}
