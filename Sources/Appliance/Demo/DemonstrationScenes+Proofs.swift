import Foundation
import Metering

extension DemonstrationScenes {
    /// The late account's first bill and why its supply was cut off, as files that anybody verifies from the genesis.
    func prove() async throws {
        let proving = Proving(configuration: self.files.file("box-1.yaml"))
        let period = self.plan.origin.adding(seconds: 1800)
        let bill = try await proving.run(
            .bill(account: self.lateAccount, period: "\(period)"), out: self.files.file("bill.proof"))
        let switching = try await proving.run(
            .switching(meter: self.lateMeter, order: nil), out: self.files.file("switching.proof"))
        for proof in [bill, switching] { try self.verify(URL(filePath: proof.file)) }
        self.story.tell(
            "box-1 writes \(self.lateAccount)'s bill and why it was cut off into files of \(bill.bytes) and "
                + "\(switching.bytes) bytes: proven offline from the genesis alone, and not with one bit changed")
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
}
