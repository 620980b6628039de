import Foundation
import Identity
import Ledger
import Metering

extension DemonstrationScenes {
    /// A replayed payment and a reading signed with a wrong key are refused.
    func refuse(replayOf reference: String) async throws {
        let bank = try self.cast.signer("bank")
        let accounts: [AccountReport] = try await self.cast.client("substation").get("/api/v1/accounts")
        guard let account = accounts.first(where: { $0.label == DemonstrationPlan.account(1, 1) }) else { return }
        do {
            _ = try await bank.pay(account: account.label, paise: 10_000, reference: reference)
            throw StepFailure(step: "a replayed payment is refused", lastSeen: "it was taken")
        } catch let error as ControlError {
            self.story.tell("the same payment sent again is refused: \(error)")
        }
        try await self.refuseWrongBox()
    }

    private func refuseWrongBox() async throws {
        let client = self.cast.client("substation")
        let status: StatusReport = try await client.get("/api/v1/status")
        let victim: PrincipalReport = try await client.get(
            "/api/v1/principals?key=\(try KeyFile.publicKey(at: self.files.key("box-2").appendingPathExtension("pub")).hex)"
        )
        guard let genesis = Digest(hex: status.genesisHash), let now = UTCTime(rfc3339: status.chainTime) else {
            return
        }
        let forged = Transaction(
            sender: PrincipalID(victim.number), sequence: victim.nextSequence + 1, expires: now.adding(seconds: 3600),
            body: .readings(
                Readings(
                    rosterVersion: 1, intervalEnd: now.floored(toMultipleOf: 900),
                    increments: Array(repeating: 0, count: 13), exceptions: []))
        ).signed(by: try KeyFile.read(self.files.key("box-1")), genesis: genesis)
        do {
            let _: TransactionReport = try await client.post("/api/v1/transactions", forged.encoded())
            throw StepFailure(step: "a reading signed by a wrong box is refused", lastSeen: "it was taken")
        } catch let error as ControlError {
            self.story.tell("readings of box-2 signed by box-1 are refused: \(error)")
        }
    }

    /// One follower is killed without warning, comes back and catches up.
    func crashAndCatchUp() async throws {
        let before: StatusReport = try await self.cast.client("box-2").get("/api/v1/status")
        await self.cast.kill("box-2")
        self.story.tell("box-2 is killed (SIGKILL) at block \(before.height)")
        let missed: UInt64 = try await self.story.wait(for: "the chain goes on without box-2", seconds: 20) {
            let status: StatusReport = try await self.cast.client("substation").get("/api/v1/status")
            return status.height >= before.height + 8 ? status.height : nil
        }
        try await self.cast.startBox("box-2")
        let after: StatusReport = try await self.story.wait(for: "box-2 catches up", seconds: 30) {
            let status: StatusReport = try await self.cast.client("box-2").get("/api/v1/status")
            return status.height > missed ? status : nil
        }
        self.story.tell("box-2 starts again, fetches what it missed and is at block \(after.height)")
    }

    /// One of four validators is killed without warning; the chain goes on, and it comes back and votes again.
    func crashValidator() async throws {
        let name = DemonstrationPlan.unluckyValidator
        let before: StatusReport = try await self.cast.client(name).get("/api/v1/status")
        await self.cast.kill(name)
        self.story.tell("validator \(name) is killed (SIGKILL) at block \(before.height); three of four are a quorum")
        let missed: UInt64 = try await self.story.wait(for: "the chain goes on without \(name)", seconds: 30) {
            let status: StatusReport = try await self.cast.client("substation").get("/api/v1/status")
            return status.height >= before.height + 4 ? status.height : nil
        }
        try await self.cast.startBox(name)
        let after: StatusReport = try await self.story.wait(for: "\(name) catches up", seconds: 30) {
            let status: StatusReport = try await self.cast.client(name).get("/api/v1/status")
            return status.height > missed && status.role == "validator" ? status : nil
        }
        self.story.tell("\(name) starts again, fetches what it missed and is at block \(after.height) as a validator")
        let member: UInt32 = try await self.story.wait(for: "\(name) knows its number", seconds: 10) { after.principal }
        let voted: UInt64 = try await self.story.wait(for: "\(name) votes again", seconds: 30) {
            let blocks: [BlockReport] = try await self.cast.client("substation").get(
                "/api/v1/ledger/blocks?from=\(after.height)&count=100")
            return blocks.last { $0.signers.contains(member) }?.height
        }
        self.story.tell("\(name) votes again: its signature is in the certificate of block \(voted)")
    }

    /// Somebody else votes with a validator's key, against it: the chain goes on, and everybody can see the proof.
    func contradict() async throws {
        let name = DemonstrationPlan.unluckyValidator
        guard self.twin != nil else {
            return self.story.tell("no twin was built (`gridtally-twin`): nobody equivocates today")
        }
        let status: StatusReport = try await self.cast.client(name).get("/api/v1/status")
        guard let number = status.principal else { return }
        try await self.startTwin(of: name, number: number)
        self.story.tell("a twin appears: another process votes with \(name)'s key, against it and against itself")
        let evidence: EvidenceReport = try await self.story.wait(for: "evidence against \(name)", seconds: 40) {
            let report: ValidatorsReport = try await self.cast.client("box-1").get("/api/v1/validators")
            return report.evidence.first { $0.offender == number }
        }
        self.story.tell(
            "evidence \(evidence.number) is on the chain: \(evidence.label) \(evidence.kind) in view \(evidence.view)")
        let height: StatusReport = try await self.cast.client("substation").get("/api/v1/status")
        let later: UInt64 = try await self.story.wait(for: "the chain goes on beside the twin", seconds: 30) {
            let status: StatusReport = try await self.cast.client("substation").get("/api/v1/status")
            return status.height >= height.height + 3 ? status.height : nil
        }
        self.story.tell("the chain goes on beside the twin and is at block \(later)")
        await self.cast.stop("twin")
    }

    /// The illegal tap on transformer 2 shows in the balance.
    func find() async throws {
        let begin = self.stage.clock("\(self.plan.tapStart)")
        self.story.tell(
            "at \(begin) somebody begins to draw \(self.plan.tapWatts) W past every meter of transformer 2")
        let finding: FindingReport = try await self.story.wait(for: "a finding at transformer-2", seconds: 60) {
            try await self.stage.pay()
            let findings: [FindingReport] = try await self.cast.client("box-2").get("/api/v1/findings")
            return findings.first { $0.node == "transformer-2" && $0.isOpen && $0.filedBy == nil }
        }
        self.story.tell(
            "finding \(finding.number): \(finding.kind) at \(finding.node) since \(self.stage.clock(finding.onset)), "
                + "\(Amount.quantity(finding.quantity, finding.unit)) unexplained; raised at \(self.stage.clock(finding.raisedAt))"
        )
        let all: [FindingReport] = try await self.cast.client("box-2").get("/api/v1/findings")
        guard all.allSatisfy({ $0.node == "transformer-2" }) else {
            throw StepFailure(step: "only transformer 2 has a finding", lastSeen: "\(all.map(\.node))")
        }
    }

    /// All replicas have the same state at the same height, and the chain verifies from its genesis.
    func compareReplicas() async throws {
        let boxes = DemonstrationPlan.replicas
        let (height, root): (UInt64, String) = try await self.story.wait(for: "equal replicas", seconds: 30) {
            var reports: [StatusReport] = []
            for box in boxes { reports.append(try await self.cast.client(box).get("/api/v1/status")) }
            let first = reports[0]
            let isEqual = reports.allSatisfy { $0.height == first.height && $0.stateRoot == first.stateRoot }
            return isEqual ? (first.height, first.stateRoot) : nil
        }
        self.story.tell("all \(boxes.count) replicas hold state \(root.prefix(16)) at block \(height)")
        try await self.stage.verifyLedgers(boxes)
    }

    /// Starts another process with a validator's key.
    private func startTwin(of name: String, number: UInt32) async throws {
        guard let twin else { return }
        let peers = try DemonstrationPlan.validators.filter { $0 != name }.compactMap { peer in
            try self.plan.places[peer].map { place in
                let key = try KeyFile.publicKey(at: self.files.key(peer).appendingPathExtension("pub"))
                return "\(key.hex),\(place.publish),\(place.catchUp)"
            }
        }
        try await self.cast.start(
            "twin", [self.files.key(name).path, self.files.file("genesis.cbor").path, "\(number)"] + peers,
            program: twin)
    }
}
