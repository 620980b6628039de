import Identity
import Ledger

/// Signed transactions, seen through to finality.
extension ControlClient {
    /// A sender may have only so many transactions waiting.
    private static let mostWaiting = 50

    /// Submits in order, and waits until all are in blocks.
    func deliver(_ transactions: [SignedTransaction]) async throws -> [TransactionReport] {
        var reports: [TransactionReport] = []
        for start in stride(from: 0, to: transactions.count, by: Self.mostWaiting) {
            let part = transactions[start..<min(start + Self.mostWaiting, transactions.count)]
            for transaction in part {
                let _: TransactionReport = try await self.post("/api/v1/transactions", transaction.encoded())
            }
            for transaction in part { reports.append(try await self.wait(for: transaction.id.hex)) }
        }
        return reports
    }

    private func wait(for id: String) async throws -> TransactionReport {
        for _ in 0..<600 {
            let report: TransactionReport = try await self.get("/api/v1/transactions/\(id)")
            switch report.state {
            case "final": return report
            case "failed":
                throw ControlError.refused(status: 409, reason: report.failure ?? "refused by the contract")
            default: try await Task.sleep(for: .milliseconds(50))
            }
        }
        throw ControlError.notReachable(
            socket: self.socket,
            reason:
                "transaction \(id.prefix(12)) is not final after 30 s; it may still become so: ask again with its ID")
    }
}
