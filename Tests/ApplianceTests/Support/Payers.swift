import Appliance
import Foundation
import Platform

/// Collectors that pay without a pause, and what the service told them was final.
final class Payers: Sendable {
    private struct Record {
        /// ID of every payment that was reported final, and its block.
        var final: [String: UInt64] = [:]
        /// Those of them that nobody has looked for yet.
        var fresh: [String: UInt64] = [:]
        var underWay = 0
    }

    private let record = Guarded(Record())

    /// What was reported final.
    var final: [String: UInt64] { self.record.withLock { $0.final } }
    /// Payments that were submitted and are not known to be final.
    var underWay: Int { self.record.withLock { $0.underWay } }

    /// What was reported final since this was last asked.
    func takeFresh() -> [String: UInt64] {
        self.record.withLock { record in
            defer { record.fresh = [:] }
            return record.fresh
        }
    }

    /// Pays with one collector's key until cancelled; what fails is tried again under another reference.
    func pay(_ account: String, with key: URL, at client: ControlClient) async throws {
        let signer = try Signer(client: client, key: key)
        var number = 0
        while !Task.isCancelled {
            number += 1
            self.record.withLock { $0.underWay += 1 }
            let report = try? await signer.pay(
                account: account, paise: 100, reference: "\(key.lastPathComponent)-\(number)")
            self.record.withLock { record in
                record.underWay -= 1
                guard let report, let height = report.height else { return }
                record.final[report.id] = height
                record.fresh[report.id] = height
            }
            // The service is away: no use in asking it a thousand times.
            if report == nil { try? await Task.sleep(for: .milliseconds(10)) }
        }
    }
}
