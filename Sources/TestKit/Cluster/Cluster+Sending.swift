internal import Consensus
internal import Contract
internal import Identity
internal import Ledger
internal import Metering
internal import Replica

/// What leaves a node, and what becomes of it on the way.
extension Cluster {
    /// A node's consensus publishes; who is faulty says something else.
    func publish(_ message: ConsensusMessage, of index: Int, at time: Int64) throws {
        if let sent = self.villains[index]?.speaks(message, to: self.peers(of: index), self.nodes[index].process) {
            for (to, parcel) in sent { self.send(parcel, from: index, to: to, at: time) }
            return
        }
        let parcel = try self.leave(message, of: index)
        for to in self.peers(of: index) { self.send(parcel, from: index, to: to, at: time) }
    }

    /// A node's consensus answers one validator; twins both get it.
    func send(_ message: ConsensusMessage, to peer: PrincipalID, of index: Int, at time: Int64) throws {
        let peers = self.peers(of: index).filter { self.nodes[$0].principal == peer }
        if let sent = self.villains[index]?.speaks(message, to: peers, self.nodes[index].process) {
            for (to, parcel) in sent { self.send(parcel, from: index, to: to, at: time) }
            return
        }
        let parcel = try self.leave(message, of: index)
        for to in peers { self.send(parcel, from: index, to: to, at: time) }
    }

    /// What an honest node says is judged before it leaves.
    private func leave(_ message: ConsensusMessage, of index: Int) throws(Violation) -> Parcel {
        try self.judge(message, of: index)
        self.tell("\(self.nodes[index].name) says \(message.summary)")
        let parcel = Parcel(message)
        self.hash.add(parcel.bytes)
        guard parcel.content != nil else {
            throw Violation(
                check: "WIRE", text: "\(self.nodes[index].name) sends what nobody can read: \(message.summary)")
        }
        return parcel
    }

    /// Evidence goes to every validator as a transaction of the one who found it.
    func report(_ evidence: Evidence, by index: Int, at time: Int64) {
        guard let sender = self.nodes[index].principal, let state = self.nodes[index].process?.replica.state else {
            return
        }
        self.tell("\(self.nodes[index].name) reports that \(evidence.offender) \(evidence.kind.words)")
        let transaction = Transaction(
            sender: sender, sequence: state.nextSequence(of: sender), expires: UTCTime(seconds: 4_000_000_000),
            body: .evidence(evidence)
        ).signed(by: self.zone.key(of: sender), genesis: self.zone.genesisHash)
        let parcel = Parcel(transaction)
        self.queue.add(.arrival(parcel, from: index, to: index), at: time)
        for to in self.peers(of: index) { self.send(parcel, from: index, to: to, at: time) }
    }

    /// Everybody who takes part in the consensus, but this node.
    func peers(of index: Int) -> [Int] {
        self.nodes.indices.filter { $0 != index && self.nodes[$0].validator != nil }
    }

    private func judge(_ message: ConsensusMessage, of index: Int) throws(Violation) {
        for certificate in message.certificates { try self.chainChecker.saw(certificate) }
        guard self.nodes[index].keepsPromises || self.nodes[index].trouble == .rots,
            let core = self.nodes[index].process?.replica.core
        else { return }
        switch message {
        case .vote(let vote) where vote.signer == core.configuration.me:
            try self.voteCheckers[index].published(
                vote.statement, tip: core.tip,
                leader: core.configuration.validators.leader(of: vote.statement.view)?.id)
        case .proposal(let proposal, _) where proposal.block.header.proposer == core.configuration.me:
            try self.voteCheckers[index].published(proposal)
        default: break
        }
    }

    func send(_ parcel: Parcel, from: Int, to: Int, at time: Int64) {
        guard from != to else { return }
        var parcel = parcel
        if self.plan.relayPermille > 0, !self.isHealed, self.chance.isTrue(permille: self.plan.relayPermille) {
            guard self.chance.below(2) == 0 else { return }
            parcel = Parcel(parcel.topic, Mangler.mangled(parcel.bytes, &self.chance))
        }
        let arrivals = self.network.arrivals(
            from: from, to: to, bytes: parcel.bytes.count + 100, at: time, &self.chance)
        for arrival in arrivals { self.queue.add(.arrival(parcel, from: from, to: to), at: arrival) }
    }

    /// Final blocks go to the followers.
    func passOn(_ range: FinalizedRange, of index: Int, at time: Int64) {
        guard self.nodes[index].validator != nil else { return }
        let followers = self.nodes.indices.filter { self.nodes[$0].process?.isVoting != true && $0 != index }
        guard !followers.isEmpty else { return }
        let parcel = Parcel(range)
        for to in followers { self.send(parcel, from: index, to: to, at: time) }
    }

    // MARK: Catching up

    /// Asks a peer for the blocks after the tip.
    func ask(_ peer: Int, by index: Int) {
        guard let process = self.nodes[index].process, self.now - process.lastNews > 100_000_000 else { return }
        self.nodes[index].process?.lastNews = self.now
        self.send(Parcel(blocksFrom: process.replica.state.height + 1), from: index, to: peer, at: self.now)
    }

    func answer(_ peer: Int, _ height: UInt64, by index: Int) {
        guard let chain = self.nodes[index].process?.chain, height > 0 else { return }
        for range in chain.ranges(from: height, atMost: 16) {
            self.send(Parcel(range), from: index, to: peer, at: self.now)
        }
    }

    /// Every two seconds: where no block came, somebody is asked for one.
    func checkUp(_ index: Int) {
        guard let process = self.nodes[index].process else { return }
        self.queue.add(.checkUp(node: index), at: self.now + 2_000_000_000)
        guard self.now - process.lastNews >= 2_000_000_000 else { return }
        self.askSomebody(index)
    }

    func askSomebody(_ index: Int) {
        if let peer = self.chance.pick(self.nodes.indices.filter { $0 != index }) { self.ask(peer, by: index) }
    }

    /// Clients send what they want on the chain to some of the validators.
    func serveClients() {
        let voting = self.nodes.indices.filter { self.nodes[$0].validator != nil }
        for transaction in self.workload.due(at: self.now) {
            let parcel = Parcel(transaction)
            for to in voting where self.isHealed || self.chance.below(2) == 0 {
                // Clients are nodes of their own; their links are as good as the worst.
                guard !self.chance.isTrue(permille: self.isHealed ? 0 : self.plan.link.lossPermille) else { continue }
                self.queue.add(.arrival(parcel, from: to, to: to), at: self.now + self.plan.link.latency)
            }
        }
        self.queue.add(.clients, at: self.now + self.chance.between(50_000_000, 400_000_000))
    }
}
