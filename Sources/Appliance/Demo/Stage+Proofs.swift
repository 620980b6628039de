import Foundation
import Metering

/// What anybody can check without the chain.
extension Stage {
    /// An account's bill for a period and why its supply was cut off, as files that are verified from the genesis alone;
    /// gives their sizes in bytes.
    func prove(_ debtor: Debtor, period: UTCTime) async throws -> (bill: Int, switching: Int) {
        let proving = Proving(configuration: self.files.file("\(self.box).yaml"))
        let bill = try await proving.run(
            .bill(account: debtor.account, period: "\(period)"), out: self.files.file("bill.proof"))
        let switching = try await proving.run(
            .switching(meter: debtor.meter, order: nil), out: self.files.file("switching.proof"))
        for proof in [bill, switching] { try self.verify(URL(filePath: proof.file)) }
        return (bill.bytes, switching.bytes)
    }

    private func verify(_ file: URL) throws {
        let genesis = self.files.file("genesis.cbor")
        let report = try ProofVerification.run(file, genesis: genesis)
        guard report.isProven else {
            throw StepFailure(step: "\(file.lastPathComponent) is proven", lastSeen: report.problem ?? "")
        }
        var bytes = try Data(contentsOf: file)
        bytes[bytes.count / 2] ^= 1
        let changed = self.files.file("changed.proof")
        try bytes.write(to: changed)
        guard try ProofVerification.run(changed, genesis: genesis).isProven == false else {
            throw StepFailure(step: "a changed proof is refused", lastSeen: "\(file.lastPathComponent) is proven")
        }
    }

    /// Each chain verifies from its genesis, and no process has ended.
    func verifyLedgers(_ names: [String]) async throws {
        for name in names {
            let report = try await LedgerVerification.run(configuration: self.files.file("\(name).yaml"))
            if let problem = report.problem { throw StepFailure(step: "\(name) verifies", lastSeen: problem) }
            self.story.tell("\(name): \(report.blocks) blocks executed again from the genesis, every root fits")
        }
        if let casualty = await self.cast.casualty() {
            throw StepFailure(step: "every process runs", lastSeen: "\(casualty.name) has ended")
        }
    }
}
