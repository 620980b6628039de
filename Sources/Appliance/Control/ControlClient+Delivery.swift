import Identity
import Ledger

/// Signed transactions, seen through to finality.
extension ControlClient {
    /// Submits in order, and waits until all are in blocks.
    func deliver(_ transactions: [SignedTransaction]) async throws -> [TransactionReport] {
        for transaction in transactions {
            let _: TransactionReport = try await self.post("/api/v1/transactions", transaction.encoded())
        }
        var reports: [TransactionReport] = []
        for transaction in transactions { reports.append(try await self.wait(for: transaction.id.hex)) }
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
