internal import Identity
public import Ledger
public import Metering

extension ContractState {
    /// The latest block time: durations added to it stay within the times that can be written.
    static let latestTime = UTCTime(seconds: 221_845_392_000)
    /// Bytes of a block that are not transactions, at most.
    private static let headerBytes = 1024

    /// For the mempool: checks form, sender, signatures, role, expiry, and that the sequence number is not used.
    @discardableResult
    public func admit(
        _ transaction: SignedTransaction, at time: UTCTime
    ) throws(TransactionRefusal) -> Admission {
        let inner = transaction.transaction
        guard let sender = self.principalTable[inner.sender.number] else { throw .unknownSender(inner.sender) }
        guard sender.revokedAt == nil else { throw .revokedKey(inner.sender) }
        let needed = inner.body.role
        guard !sender.roles.isDisjoint(with: needed) else {
            throw .missingRole(needed: needed, kind: inner.body.kindName)
        }
        let next = self.nextSequence(of: inner.sender)
        guard inner.sequence >= next else { throw .replayed(next: next, found: inner.sequence) }
        guard inner.expires >= time else { throw .expired(at: inner.expires, now: time) }
        return try self.admission(of: transaction)
    }

    /// Executes transactions on top of this state: what the proposer does. Unchanged when it throws.
    ///
    /// The new tip has no hash until ``seal(_:)`` gets its header.
    ///
    /// - Parameter admitted: gives what was found when a transaction came; only what still holds is relied on.
    public mutating func apply(
        _ content: BlockContent, admitted: (SignedTransaction) -> Admission? = { _ in nil }
    ) throws(BlockRefusal) -> BlockOutcome {
        try self.check(content, admitted)
        let outcome = self.execute(content)
        self.keepChanges()
        self.sealParent = self.tipHash == .zero ? nil : self.tipHash
        self.tipHash = .zero
        return outcome
    }

    /// Verifies and executes a block: parent, height, epoch, time, header, state root. Unchanged when it throws.
    ///
    /// - Parameter admitted: gives what was found when a transaction came; only what still holds is relied on.
    public mutating func apply(
        _ block: Block, admitted: (SignedTransaction) -> Admission? = { _ in nil }
    ) throws(BlockRefusal) -> BlockOutcome {
        let header = block.header
        guard header.height == self.height &+ 1 else { throw .height(expected: self.height &+ 1, found: header.height) }
        guard header.parent == self.tipHash else { throw .parent(expected: self.tipHash, found: header.parent) }
        guard header.epoch == self.validators.epoch else {
            throw .epoch(expected: self.validators.epoch, found: header.epoch)
        }
        guard self.validators.member(header.proposer) != nil else { throw .proposer(header.proposer) }
        guard block.matchesItsHeader else { throw .header }
        let content = BlockContent(time: header.time, transactions: block.transactions)
        try self.check(content, admitted)
        let outcome = self.execute(content)
        guard outcome.stateRoot == header.stateRoot else {
            self.undoChanges()
            throw .stateRoot(expected: outcome.stateRoot, found: header.stateRoot)
        }
        guard outcome.nextValidators?.hash == header.nextValidators else {
            self.undoChanges()
            throw .nextValidators(expected: outcome.nextValidators?.hash, found: header.nextValidators)
        }
        self.keepChanges()
        self.tipHash = header.hash
        self.sealParent = nil
        return outcome
    }

    /// What makes a block refused; senders and sequence numbers count from the state before the block.
    private func check(
        _ content: BlockContent, _ admitted: (SignedTransaction) -> Admission?
    ) throws(BlockRefusal) {
        guard content.time > self.time, content.time <= Self.latestTime else {
            throw .time(parent: self.time, found: content.time)
        }
        guard content.transactions.count <= Block.maximumTransactions else {
            throw .tooManyTransactions(content.transactions.count)
        }
        var bytes = Self.headerBytes
        var sequences: [PrincipalID: UInt64] = [:]
        for (index, transaction) in content.transactions.enumerated() {
            do throws(TransactionRefusal) {
                bytes += try self.check(transaction, at: content.time, &sequences, admitted)
            } catch {
                throw .transaction(index: index, error)
            }
        }
        guard bytes <= Block.maximumBytes else { throw .tooManyBytes(bytes) }
    }

    private func check(
        _ transaction: SignedTransaction, at time: UTCTime, _ sequences: inout [PrincipalID: UInt64],
        _ admitted: (SignedTransaction) -> Admission?
    ) throws(TransactionRefusal) -> Int {
        let inner = transaction.transaction
        guard self.principalTable[inner.sender.number] != nil else { throw .unknownSender(inner.sender) }
        let next = sequences[inner.sender] ?? self.nextSequence(of: inner.sender)
        guard inner.sequence == next, next < .max else {
            if inner.sequence < next { throw .replayed(next: next, found: inner.sequence) }
            throw .sequence(next: next, found: inner.sequence)
        }
        guard inner.expires >= time else { throw .expired(at: inner.expires, now: time) }
        let size: Int
        if let known = admitted(transaction), self.stillHolds(known, for: transaction) {
            size = known.bytes
        } else {
            size = try self.admission(of: transaction).bytes
        }
        sequences[inner.sender] = next + 1
        return size
    }

    private mutating func execute(_ content: BlockContent) -> BlockOutcome {
        self.events = []
        self.zones.change(0) {
            $0.height += 1
            $0.time = content.time
        }
        for (index, transaction) in content.transactions.enumerated() {
            self.principalTable.change(transaction.transaction.sender.number) {
                $0.lastSequence = transaction.transaction.sequence
            }
            do throws(FailureReason) {
                try self.execute(transaction.transaction, signers: transaction.signatures.map(\.signer))
            } catch {
                self.events.append(
                    .transactionFailed(
                        index: UInt32(clamping: index), id: transaction.id,
                        kind: transaction.transaction.body.kindName, sender: transaction.transaction.sender,
                        reason: error))
            }
        }
        self.takeDueBalances()
        self.closeDuePeriods()
        self.reviewDueAccounts()
        self.issueWaitingOrders()
        self.takeDueVouchers()
        let changed = self.changedEntries()
        // Numbers are dense by construction.
        _ = self.tree.update(changed)
        let outcome = BlockOutcome(
            events: self.events, changed: changed, stateRoot: self.tree.root, nextValidators: self.epochBegunByTip)
        self.events = []
        return outcome
    }

    /// Executes one transaction. Each rule checks everything first and changes the state only when nothing can fail.
    private mutating func execute(_ transaction: Transaction, signers: [PrincipalID]) throws(FailureReason) {
        let sender = transaction.sender
        let needed = transaction.body.role
        guard let principal = self.principalTable[sender.number], !principal.roles.isDisjoint(with: needed) else {
            throw .missingRole(needed: needed)
        }
        // By a transaction before this one in the same block.
        guard principal.revokedAt == nil else { throw .revokedKey(sender) }
        switch transaction.body {
        case .registerPrincipal(let principal): try self.register(principal)
        case .registerNode(let node): try self.register(node)
        case .registerMeter(let meter): try self.register(meter)
        case .registerAccount(let account): try self.register(account)
        case .setTariff(let tariff): try self.set(tariff, signers: signers)
        case .setPolicy(let policy): try self.set(policy, signers: signers)
        case .protect(let protection): try self.protect(protection)
        case .readings(let readings): try self.book(readings, of: sender)
        case .meterEvent(let event): try self.record(event, by: sender)
        case .payment(let payment): try self.record(payment, by: sender)
        case .collectedThrough(let watermark): try self.record(watermark, by: sender)
        case .setValidators(let setting): try self.set(setting, by: sender, signers: signers)
        case .evidence(let evidence): try self.record(evidence)
        case .rotateKey(let rotation): try self.rotate(rotation, of: sender)
        case .noticeServed(let notice): try self.record(notice)
        case .disputeBill(let dispute): try self.open(dispute, by: sender)
        case .decideDispute(let decision): try self.decide(decision, by: sender, signers: signers)
        case .deposit(let deposit): try self.record(deposit, by: sender)
        case .reversal(let reversal): try self.record(reversal, by: sender)
        case .setCalendar(let calendar): try self.set(calendar, signers: signers)
        case .releaseOrders(let release): try self.release(release, signers: signers)
        case .approveOrder(let approval): try self.approve(approval)
        case .revokeKey(let revocation): try self.revoke(revocation, signers: signers)
        case .amendMeter(let amendment): try self.amend(amendment)
        case .amendAccount(let amendment): try self.amend(amendment)
        case .setHolder(let setting): try self.set(setting)
        case .payFromCredit(let payment): try self.record(payment, by: sender)
        case .voucher(let use): try self.record(use, by: sender)
        case .fileFinding(let filing): try self.file(filing, by: sender)
        case .judgeFinding(let judgement): try self.judge(judgement, by: sender)
        case .lossModel(let model): try self.set(model, by: sender)
        }
    }
}

extension TransactionBody {
    /// Whose it is: the sender needs one of these roles.
    public var role: Roles {
        switch self {
        case .registerPrincipal, .registerNode, .registerMeter, .registerAccount, .setTariff, .setPolicy,
            .setValidators, .setCalendar, .approveOrder, .revokeKey, .amendAccount, .setHolder:
            .registrar
        case .noticeServed: [.registrar, .crew]
        case .amendMeter(let amendment): amendment.fact.isWorkOnSite ? [.registrar, .crew] : .registrar
        case .protect, .decideDispute: [.registrar, .regulator]
        case .disputeBill: [.registrar, .regulator, .consumer]
        case .payFromCredit: .consumer
        // Not the utility's own.
        case .releaseOrders: [.regulator, .auditor]
        case .readings, .meterEvent, .voucher, .fileFinding: .box
        case .lossModel: [.box, .registrar]
        case .judgeFinding: [.crew, .vigilance, .registrar]
        case .payment, .collectedThrough, .deposit, .reversal: .collector
        // It proves itself, so it does not matter who brings it.
        case .evidence: [.validator, .box, .registrar, .regulator]
        // Everybody's own.
        case .rotateKey: Roles(rawValue: .max)
        }
    }
}
