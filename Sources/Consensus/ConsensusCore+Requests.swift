internal import Identity
internal import Ledger

/// What this validator lacks, and whom it asks.
extension ConsensusCore {
    /// The most bodies that are asked for at once.
    private static let bodiesAtOnce = 2

    /// A block's body that is lacking.
    private struct Body: Hashable {
        let view: UInt64
        let hash: Digest
        /// Who must have it: those who voted for it.
        let holders: [PrincipalID]
    }

    mutating func askForLack() {
        let now = self.turn.now
        let certificates = self.lackingCertificates
        let bodies = self.lackingBodies
        let isBehind = self.isEpochBehind || self.hasFinalBlocksElsewhere(bodies)
        self.repair.setLack(!certificates.isEmpty || !bodies.isEmpty || isBehind, at: now)
        guard let due = self.repair.requestDue, due <= now else { return }
        let turn = self.repair.requests
        self.repair.sentRequest(at: now)
        if isBehind {
            self.isEpochBehind = false
            self.turn.add(.catchUp(after: self.tip))
        }
        if !certificates.isEmpty { self.ask(for: certificates, turn: turn) }
        for body in bodies.prefix(Self.bodiesAtOnce) { self.ask(for: body, turn: turn) }
    }

    /// A final block is known, and what lies between it and the tip is not all here: peers may have it in their chains
    /// alone.
    private func hasFinalBlocksElsewhere(_ bodies: [Body]) -> Bool {
        let final = self.finalView
        return final > self.baseView && bodies.contains { $0.view <= final }
    }

    /// Certificates without which this validator cannot judge, propose or enter: the newest first.
    private var lackingCertificates: [CertificateRequest.Want] {
        guard !self.isEpochOver else { return [] }
        var wants: [CertificateRequest.Want] = []
        let final = self.finalView
        let parentView = self.views[self.view]?.proposal?.parentView
        var view = self.view - 1
        while view > final, wants.count + 1 < CertificateRequest.maximumWants {
            let state = self.views[view]
            let isParent = view == parentView
            let isSkipped = parentView.map { view > $0 } ?? false
            let hasNone = state?.hasCertificate != true
            if state?.notarization == nil, hasNone || isParent { wants.append(.init(view: view, kind: .notarize)) }
            if state?.nullification == nil, hasNone || isSkipped { wants.append(.init(view: view, kind: .nullify)) }
            view -= 1
        }
        return wants
    }

    /// Bodies of certified blocks and of what they stand on, and of the block that others vote for; the newest first.
    private var lackingBodies: [Body] {
        guard !self.isEpochOver else { return [] }
        let final = self.finalView
        var bodies: [Body] = []
        if let current = self.lackingCurrentBody { bodies.append(current) }
        guard self.highest.notarized > final || final > self.baseView else { return bodies }
        let certified = self.views.filter { $0.key >= final && $0.value.certifiedHash != nil }.keys.sorted(by: >)
        for view in certified {
            guard let body = self.lackingBody(under: view), !bodies.contains(body) else { continue }
            bodies.append(body)
        }
        return bodies
    }

    /// The body of the current view's block, where its leader or an honest validator voted for it.
    private var lackingCurrentBody: Body? {
        guard let state = self.views[self.view], state.proposal == nil, let hash = state.favourite else { return nil }
        let voters = state.voters(.notarize, for: hash)
        let leader = self.configuration.validators.leader(of: self.view)?.id
        guard voters.count > self.configuration.validators.faultTolerance || voters.contains(where: { $0 == leader })
        else { return nil }
        return Body(view: self.view, hash: hash, holders: voters)
    }

    /// The first body that is missing on the way from a certified block down to the tip.
    private func lackingBody(under view: UInt64) -> Body? {
        guard let state = self.views[view], let certificate = state.finalization ?? state.notarization else {
            return nil
        }
        let holders = certificate.signatures.map(\.signer)
        guard var next = state.certifiedProposal else {
            return Body(view: view, hash: certificate.statement.blockHash, holders: holders)
        }
        while next.block.header.parent != self.tip.hash {
            let hash = next.block.header.parent
            guard let parent = self.heldProposal(hash, below: next.view) else {
                return Body(view: next.parentView, hash: hash, holders: holders)
            }
            next = parent
        }
        return nil
    }

    private mutating func ask(for wants: [CertificateRequest.Want], turn: Int) {
        let configuration = self.configuration
        let peers = self.peersByLastWord
        guard !peers.isEmpty else { return }
        let request = CertificateRequest(
            epoch: configuration.validators.epoch, signer: configuration.me, wants: wants, key: configuration.key,
            genesis: configuration.genesis)
        self.turn.send(.certificateRequest(request), to: peers[turn % peers.count])
    }

    private mutating func ask(for body: Body, turn: Int) {
        let configuration = self.configuration
        let peers = self.peersByLastWord.filter { body.holders.contains($0) }
        guard !peers.isEmpty else { return }
        let request = ProposalRequest(
            epoch: configuration.validators.epoch, signer: configuration.me, view: body.view, blockHash: body.hash,
            key: configuration.key, genesis: configuration.genesis)
        self.turn.send(.proposalRequest(request), to: peers[turn % peers.count])
    }

    /// The other validators, those heard last first, so that the living are asked before the dead.
    private var peersByLastWord: [PrincipalID] {
        self.configuration.validators.members.map(\.id).filter { $0 != self.configuration.me }
            .map { (id: $0, heardAt: self.standings[$0]?.heardAt ?? .min) }
            .sorted { ($0.heardAt, $1.id) > ($1.heardAt, $0.id) }.map(\.id)
    }
}
