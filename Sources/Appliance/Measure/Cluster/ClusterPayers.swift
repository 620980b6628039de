import Foundation

/// Collectors that pay without a pause through the replicas' sockets, and what they were told is final.
actor ClusterPayers {
    private let files: ClusterFiles
    /// Height of every payment that was reported final, by its ID.
    private(set) var final: [String: UInt64] = [:]

    init(files: ClusterFiles) { self.files = files }

    /// Pays until cancelled; what fails is tried again at the next replica under another reference.
    nonisolated func pay(with collector: String, at replicas: [String], first: Int) async {
        var number = first
        while !Task.isCancelled {
            number += 1
            let replica = replicas[number % replicas.count]
            let key = self.files.folder.file("keys/\(collector).key")
            do {
                let signer = try Signer(client: self.files.client(replica), key: key)
                let report = try await signer.pay(account: "A0", paise: 100, reference: "\(collector)-\(number)")
                await self.note(report)
            } catch {
                // The replica is away or does not know better yet: no use in asking it a thousand times.
                try? await Task.sleep(for: .milliseconds(20))
            }
        }
    }

    private func note(_ report: TransactionReport) {
        if let height = report.height { self.final[report.id] = height }
    }

    /// How many of the payments that were reported final are not in the block that was told.
    func lost(at replica: String, through height: UInt64) async throws -> Int {
        var heights: [String: UInt64] = [:]
        var from: UInt64 = 1
        while from <= height {
            let blocks: [BlockReport] = try await self.files.client(replica).get(
                "/api/v1/ledger/blocks?from=\(from)&count=500")
            guard let last = blocks.last else { break }
            for block in blocks { for transaction in block.transactions { heights[transaction.id] = block.height } }
            from = last.height + 1
        }
        return self.final.count { heights[$0.key] != $0.value }
    }
}
