internal import Consensus
internal import Contract
internal import Identity
internal import Ledger
internal import Metering
internal import Replica

/// A node's turns: what its replica wants done, with a crash between any two effects.
extension Cluster {
    func start(_ index: Int) throws {
        guard self.nodes[index].process == nil else { return }
        do {
            try self.nodes[index].start(self.plan, self.zone, self.states, at: self.now)
        } catch is DiskError {
            self.queue.add(.start(node: index), at: self.now + 500_000_000)
            return
        }
        try self.checkRecovery(index)
        let height = self.nodes[index].process?.replica.state.height ?? 0
        self.hash.add(1, UInt64(index), height)
        self.tell("\(self.nodes[index].name) starts at block \(height) \(self.nodes[index].refusal ?? "")")
        self.queue.add(.checkUp(node: index), at: self.now + self.chance.between(500_000_000, 2_000_000_000))
        self.nodes[index].process?.replica.enqueue(.start)
        try self.takeSteps(index)
    }

    private func checkRecovery(_ index: Int) throws(Violation) {
        let node = self.nodes[index]
        guard let process = node.process else { return }
        // Of a disk whose bits turn over only what it gives back counts: all that was promised, or a refusal.
        if let core = process.replica.core { try self.checkRegister(of: index, core) }
        guard node.keepsPromises else { return }
        if let refusal = node.refusal {
            throw Violation(check: "S9", text: "\(node.name) lost nothing and may not vote any more: \(refusal)")
        }
        try self.chainChecker.recovered(
            process.chain.ranges, process.replica.state, acknowledged: node.acknowledged, name: node.name)
    }

    /// What a register gives back is about to be promised again: all of it is there, and durable.
    private func checkRegister(of index: Int, _ core: ConsensusCore) throws(Violation) {
        let node = self.nodes[index]
        guard node.isHonest, node.trouble != .lies, let register = node.process?.register else { return }
        guard node.disk.isSynced(SimulatedNode.register) else {
            throw Violation(check: "DURABLE", text: "\(node.name): what the register gave back is not synced")
        }
        let epoch = core.configuration.validators.epoch
        try self.voteCheckers[index].recovered(
            register.records, epoch: epoch, tipView: core.tip.epoch == epoch ? core.tip.view : 0)
        self.voteCheckers[index].persisted(register.records, tip: core.tip.hash)
    }

    /// A parcel comes to a node; while it is busy, the parcel waits.
    func arrive(_ parcel: Parcel, from: Int, to: Int) throws {
        guard let process = self.nodes[to].process else { return }
        guard process.busyUntil <= self.now else {
            self.queue.add(.arrival(parcel, from: from, to: to), at: process.busyUntil)
            return
        }
        self.hash.add(2, UInt64(from), UInt64(to))
        self.villains[to]?.saw(parcel)
        switch parcel.content {
        case .none: return
        case .consensus(let message):
            self.tell("\(self.nodes[from].name) → \(self.nodes[to].name) \(message.summary)")
            self.nodes[to].process?.replica.enqueue(.message(message))
        case .transaction(let transaction): self.take(transaction, at: to)
        case .range(let range): self.take(range, at: to, from: from)
        case .request(let height): return self.answer(from, height, by: to)
        }
        try self.takeSteps(to)
    }

    private func take(_ transaction: SignedTransaction, at index: Int) {
        guard let replica = self.nodes[index].process?.replica, replica.core != nil else { return }
        do {
            let admission = try replica.state.admit(transaction, at: replica.state.time)
            let next = replica.state.nextSequence(of: transaction.transaction.sender)
            try self.nodes[index].process?.replica.pool.insert(transaction, next: next, admission: admission)
        } catch {
            // A refused transaction changes nothing.
            return
        }
        self.nodes[index].process?.replica.offerWork()
    }

    private func take(_ range: FinalizedRange, at index: Int, from: Int) {
        guard let process = self.nodes[index].process else { return }
        do throws(RangeError) {
            try process.replica.take(range)
        } catch {
            // It may be from further on.
            if range.firstHeight > process.replica.state.height + 1 { self.ask(from, by: index) }
        }
    }

    func wake(_ index: Int, _ incarnation: Int) throws {
        guard let process = self.nodes[index].process, self.nodes[index].incarnation == incarnation,
            let deadline = process.deadline, self.nodes[index].clock.monotonic(at: self.now) >= deadline
        else { return }
        guard process.busyUntil <= self.now else {
            self.queue.add(.deadline(node: index, incarnation: incarnation), at: process.busyUntil)
            return
        }
        self.nodes[index].process?.deadline = nil
        self.hash.add(3, UInt64(index))
        self.nodes[index].process?.replica.enqueue(.timer)
        try self.takeSteps(index)
        try self.judgeStandstill(index)
    }

    func remind(_ index: Int, _ incarnation: Int) throws {
        guard self.nodes[index].process != nil, self.nodes[index].incarnation == incarnation else { return }
        self.nodes[index].process?.isReminded = false
        self.nodes[index].process?.replica.offerWork()
        try self.takeSteps(index)
    }

    /// Carries out all that the replica wants done, unless the process ends before.
    func takeSteps(_ index: Int) throws {
        var time = max(self.now, self.nodes[index].process?.busyUntil ?? 0)
        do {
            while let step = try self.nextStep(index, at: time) {
                try self.carryOut(step, of: index, at: &time)
                guard self.nodes[index].process != nil else { return }
            }
        } catch is Crash {
            return self.crash(index)
        } catch let error as DiskError {
            self.tell("\(self.nodes[index].name): \(error)")
            return self.crash(index)
        } catch let error as ReplicaFailure {
            throw Violation(check: "S7", text: "\(self.nodes[index].name): \(error)")
        }
        self.nodes[index].process?.busyUntil = time
        self.scheduleReminder(index, at: time)
    }

    private func scheduleReminder(_ index: Int, at time: Int64) {
        guard let process = self.nodes[index].process, !process.isReminded, process.isVoting,
            !process.replica.pool.isEmpty
        else { return }
        self.nodes[index].process?.isReminded = true
        self.queue.add(.reminder(node: index, incarnation: self.nodes[index].incarnation), at: time + 50_000_000)
    }

    private func nextStep(_ index: Int, at time: Int64) throws -> ReplicaStep? {
        let clocks = self.nodes[index].clock.reading(at: time, start: self.zone.genesis.time)
        let step = try self.nodes[index].process?.replica.next(at: clocks)
        if step != nil { try self.burnFuse(index) }
        return step
    }

    func burnFuse(_ index: Int) throws(Crash) {
        if self.nodes[index].burnsOut() { throw Crash() }
    }

    private func carryOut(_ step: ReplicaStep, of index: Int, at time: inout Int64) throws {
        switch step {
        case .persist(let records): try self.persist(records, of: index, at: &time)
        case .publish(let message): try self.publish(message, of: index, at: time)
        case .send(let message, let peer): try self.send(message, to: peer, of: index, at: time)
        case .commit(let range, let outcomes):
            for event in outcomes.flatMap(\.events) { self.tell("\(self.nodes[index].name) executes: \(event)") }
            try self.commit(range, of: index, at: &time)
        case .epochBegan: try self.joinEpoch(index)
        case .catchUp: self.askSomebody(index)
        case .evidence(let evidence): self.report(evidence, by: index, at: time)
        case .stoodDown(let reason): try self.noteStandDown(reason, of: index)
        case .armTimer(let deadline): self.arm(deadline, of: index, at: time)
        case .dropped, .refused: break
        case .halt(let reason):
            guard !self.nodes[index].isHonest else {
                throw Violation(check: "HALT", text: "\(self.nodes[index].name) stopped: \(reason)")
            }
            self.crash(index)
        }
    }

    private func persist(_ records: [ConsensusRecord], of index: Int, at time: inout Int64) throws {
        let steps = self.nodes[index].process?.register?.append(records) ?? []
        for step in steps {
            try self.burnFuse(index)
            try self.nodes[index].perform(step)
        }
        time += self.nodes[index].chance.between(self.plan.syncTime / 10, self.plan.syncTime)
        guard self.nodes[index].isHonest else { return }
        if self.nodes[index].trouble != .lies, !self.nodes[index].disk.isSynced(SimulatedNode.register) {
            throw Violation(check: "DURABLE", text: "\(self.nodes[index].name): the register's sync was left out")
        }
        if let tip = self.nodes[index].process?.replica.core?.tip.hash {
            self.voteCheckers[index].persisted(records, tip: tip)
        }
        for case .certificate(let certificate) in records { try self.chainChecker.saw(certificate) }
    }

    private func commit(_ range: FinalizedRange, of index: Int, at time: inout Int64) throws {
        try self.nodes[index].append(range)
        try self.burnFuse(index)
        try self.nodes[index].syncChain()
        time += self.nodes[index].chance.between(self.plan.syncTime / 10, self.plan.syncTime)
        try self.burnFuse(index)
        let last = range.blocks.last?.header
        let steps = last.flatMap { self.nodes[index].process?.register?.dropThrough(epoch: $0.epoch, view: $0.view) }
        for step in steps ?? [] {
            try self.nodes[index].perform(step)
            try self.burnFuse(index)
        }
        self.nodes[index].process?.replica.committed()
        self.nodes[index].process?.lastNews = self.now
        try self.noteCommit(range, of: index)
        self.passOn(range, of: index, at: time)
    }

    private func noteCommit(_ range: FinalizedRange, of index: Int) throws {
        guard self.nodes[index].isHonest, let state = self.nodes[index].process?.replica.state else { return }
        try self.chainChecker.committed(range, state, by: self.nodes[index].name)
        self.nodes[index].acknowledged = state.height
        self.states[state.tipHash] = state
        for block in range.blocks {
            let header = block.header
            self.hash.add(4, UInt64(index), header.height, header.view)
            self.tell(
                "\(self.nodes[index].name) commits block \(header.height) of view \(header.epoch)/\(header.view), "
                    + "\(header.transactionCount) transactions")
            try self.checkTime(header)
            self.noteProgress(index, header)
        }
        if state.height == self.chainChecker.height { self.workload.learn(state) }
    }

    /// Chain time stays with the clocks of honest validators while every quorum holds one that has a sound clock; where
    /// clocks are only known to be lost, each block moves it ahead by the tolerance at most.
    private func checkTime(_ header: BlockHeader) throws(Violation) {
        let doubtful = self.nodes.count { $0.validator != nil && (!$0.keepsPromises || $0.hasDoubtfulClock) }
        let isSound = self.plan.validators - doubtful > self.plan.faultTolerance && !self.plan.changesValidators
        guard isSound || self.plan.lostClocks.isEmpty else { return }
        let ahead = header.time.milliseconds - self.zone.genesis.time.milliseconds - self.now / 1_000_000
        let most = BlockTimeRule.toleranceMilliseconds * (isSound ? 1 : Int64(clamping: header.height))
        guard ahead > most + 2 * SimulatedNode.mostSkewMilliseconds else { return }
        throw Violation(check: "TIME", text: "block \(header.height) is \(ahead) ms ahead of sound clocks")
    }

    /// The new epoch may have this node among its validators.
    private func joinEpoch(_ index: Int) throws {
        guard let core = try self.nodes[index].openOffice(self.plan, self.zone) else { return }
        try self.checkRegister(of: index, core)
        self.nodes[index].process?.replica.join(core)
        self.tell("\(self.nodes[index].name) votes in epoch \(core.configuration.validators.epoch)")
    }

    private func noteStandDown(_ reason: StandDown, of index: Int) throws(Violation) {
        let node = self.nodes[index]
        self.tell("\(node.name) stands down: \(reason)")
        guard node.keepsPromises, case .lostVotes = reason else { return }
        throw Violation(check: "AMNESIA", text: "\(node.name) lost nothing and stands down: \(reason)")
    }

    private func arm(_ deadline: Int64, of index: Int, at time: Int64) {
        self.nodes[index].process?.deadline = deadline
        let due = max(time, self.nodes[index].clock.virtualTime(ofMonotonic: deadline))
        self.queue.add(.deadline(node: index, incarnation: self.nodes[index].incarnation), at: due)
    }

    /// The process ends, in two of three cases because the power went.
    func crash(_ index: Int) {
        guard self.nodes[index].process != nil else { return }
        let isKilled = self.chance.below(3) == 0
        if isKilled { self.nodes[index].kill() } else { self.nodes[index].losePower() }
        self.hash.add(5, UInt64(index))
        self.tell("\(self.nodes[index].name) \(isKilled ? "is killed" : "loses power")")
        let pause = self.isHealed ? 100_000_000 : self.chance.between(1_000_000, 3_000_000_000)
        if !self.isHealed, !isKilled { self.loseClock(index) }
        self.queue.add(.start(node: index), at: self.now + pause)
    }
}
