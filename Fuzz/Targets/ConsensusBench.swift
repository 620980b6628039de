import Consensus
import Identity
import Ledger
import Metering

/// One validator of four, the other three in the hands of an input.
struct ConsensusBench {
    private let keys: [SigningKey]
    private let validators: ValidatorSet
    private let start = UTCTime(seconds: 1_770_000_000)
    private var core: ConsensusCore
    private var now: Int64 = 0
    private var blocks: [Block] = []
    private var said: [String: Digest] = [:]

    init?() {
        let keys = (1...4).compactMap { try? SigningKey(seed: [UInt8](repeating: $0, count: 32)) }
        guard keys.count == 4 else { return nil }
        let validators = ValidatorSet(
            epoch: 1,
            members: keys.enumerated().map {
                Validator(id: PrincipalID(UInt32($0.offset)), key: $0.element.publicKey)
            })
        let tip = ChainTip(height: 0, view: 0, hash: .zero, time: UTCTime(seconds: 1_770_000_000))
        let configuration = ConsensusConfiguration(
            validators: validators, me: PrincipalID(0), key: keys[0], genesis: .zero)
        guard let core = try? ConsensusCore(configuration: configuration, tip: tip, journal: []) else { return nil }
        self.keys = keys
        self.validators = validators
        self.core = core
    }

    mutating func run(_ input: inout FuzzInput) throws(BrokenProperty) {
        try self.handle(.start)
        var steps = 0
        while !input.isEmpty, steps < 200 {
            steps += 1
            self.now += Int64(input.byte()) * 20_000_000
            try self.handle(self.event(&input))
        }
    }

    private mutating func event(_ input: inout FuzzInput) -> ConsensusEvent {
        switch input.byte() % 12 {
        case 0: return .timer
        case 1: return .workPending(input.byte() % 2 == 0)
        case 2:
            let message = try? ConsensusMessage(decoding: input.bytes(Int(input.word())))
            return message.map { .message($0) } ?? .timer
        case 3...6: return .message(.vote(self.vote(&input, by: 1 + Int(input.byte() % 3))))
        case 7: return self.certificate(&input)
        case 8, 9: return self.proposal(&input)
        case 10: return self.status(&input)
        default: return self.request(&input)
        }
    }

    private func view(_ input: inout FuzzInput) -> UInt64 {
        let byte = input.byte()
        return byte == 255 ? UInt64.max - UInt64(input.byte()) : self.core.view &- 4 &+ UInt64(byte % 24)
    }

    private func hash(_ input: inout FuzzInput) -> Digest {
        let byte = Int(input.byte())
        return self.blocks.isEmpty || byte > 200
            ? .sha256([UInt8(byte % 3)]) : self.blocks[byte % self.blocks.count].hash
    }

    private func vote(_ input: inout FuzzInput, by index: Int, _ kind: VoteKind? = nil) -> Vote {
        let kind = kind ?? VoteKind.allCases[Int(input.byte() % 3)]
        let statement = VoteStatement(
            kind: kind, epoch: 1, view: self.view(&input), blockHash: kind == .nullify ? .zero : self.hash(&input))
        return statement.signed(by: self.keys[index], as: PrincipalID(UInt32(index)), genesis: .zero)
    }

    /// What a quorum would sign only where no more than one of four is faulty: here a nullification at most.
    private func certificate(_ input: inout FuzzInput) -> ConsensusEvent {
        let first = self.vote(&input, by: 1, .nullify)
        let votes = [1, 2, 3].map {
            first.statement.signed(by: self.keys[$0], as: PrincipalID(UInt32($0)), genesis: .zero)
        }
        return Certificate(votes: votes).map { .message(.certificate($0)) } ?? .timer
    }

    private mutating func proposal(_ input: inout FuzzInput) -> ConsensusEvent {
        let view = self.view(&input)
        guard view > 0, let leader = self.validators.leader(of: view), leader.id.number > 0 else { return .timer }
        let parent =
            self.blocks.isEmpty || input.byte() % 3 == 0 ? nil : self.blocks[Int(input.byte()) % self.blocks.count]
        let empty = Block.root(of: .energy, in: [])
        let after = parent?.header.time ?? self.start
        let header = BlockHeader(
            height: UInt64(input.byte() % 2) &+ (parent?.header.height ?? 0), epoch: 1, view: view,
            parent: parent?.hash ?? .zero, time: after.adding(milliseconds: Int64(input.byte()) - 1),
            proposer: leader.id, transactionCount: 0, energyRoot: empty, paymentRoot: empty,
            stateRoot: .sha256([input.byte() % 2]), nextValidators: input.byte() % 8 == 0 ? .sha256([1]) : nil)
        let block = Block(header: header, transactions: [])
        if self.blocks.count < 64 { self.blocks.append(block) }
        let parentView = input.byte() % 8 == 0 ? self.view(&input) : parent?.header.view ?? 0
        let proposal = Proposal(
            block: block, parentView: parentView, key: self.keys[Int(leader.id.number)], genesis: .zero)
        return .message(.proposal(proposal, justification: []))
    }

    private func status(_ input: inout FuzzInput) -> ConsensusEvent {
        let (index, final) = (1 + Int(input.byte() % 3), self.view(&input))
        let status = Status(
            epoch: 1 + UInt64(input.byte() % 8 / 7), signer: PrincipalID(UInt32(index)), finalizedView: final / 2,
            currentView: self.view(&input), notarized: [final / 2 + 1], nullified: [],
            question: UInt64(input.byte() % 2), answer: UInt64(input.byte() % 2), key: self.keys[index], genesis: .zero)
        return .message(.status(status))
    }

    private func request(_ input: inout FuzzInput) -> ConsensusEvent {
        let index = 1 + Int(input.byte() % 3)
        let signer = PrincipalID(UInt32(index))
        guard input.byte() % 2 == 0 else {
            return .message(
                .proposalRequest(
                    ProposalRequest(
                        epoch: 1, signer: signer, view: self.view(&input), blockHash: self.hash(&input),
                        key: self.keys[index], genesis: .zero)))
        }
        let wants = (0...Int(input.byte() % 8)).map { _ in
            CertificateRequest.Want(view: self.view(&input), kind: VoteKind.allCases[Int(input.byte() % 3)])
        }
        return .message(
            .certificateRequest(
                CertificateRequest(epoch: 1, signer: signer, wants: wants, key: self.keys[index], genesis: .zero)))
    }

    private mutating func handle(_ event: ConsensusEvent) throws(BrokenProperty) {
        let time = self.start.adding(milliseconds: self.now / 1_000_000)
        var events = [event]
        while let next = events.popLast() {
            for effect in self.core.handle(next, at: self.now, clock: .trusted(time)) {
                if let answer = try self.carryOut(effect) { events.append(answer) }
            }
        }
    }

    private mutating func carryOut(_ effect: ConsensusEffect) throws(BrokenProperty) -> ConsensusEvent? {
        switch effect {
        case .publish(let message): try self.watch(message)
        case .check(let block, _): return .blockChecked(hash: block.hash, problem: nil)
        case .build(let view, _): return .buildFailed(view: view, reason: "not tried")
        case .evidence(let evidence):
            try require(evidence.isValid(in: self.validators, genesis: .zero), "evidence that proves nothing")
            try require(evidence.offender != PrincipalID(0), "evidence against itself")
        case .finalized(let block):
            do { try block.verify(self.validators, genesis: .zero) } catch { throw BrokenProperty("final: \(error)") }
        default: break
        }
        return nil
    }

    /// S1 and S2 of the validator itself.
    private mutating func watch(_ message: ConsensusMessage) throws(BrokenProperty) {
        guard case .vote(let vote) = message, vote.signer == PrincipalID(0) else { return }
        let statement = vote.statement
        let known = self.said.updateValue(statement.blockHash, forKey: "\(statement.kind) \(statement.view)")
        try require(known == nil || known == statement.blockHash, "two votes in view \(statement.view)")
        let isBoth = self.said["finalize \(statement.view)"] != nil && self.said["nullify \(statement.view)"] != nil
        try require(!isBoth, "finalized and nullified view \(statement.view)")
    }
}
