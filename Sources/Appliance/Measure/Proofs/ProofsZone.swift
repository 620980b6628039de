import Contract
import Identity
import Ledger
import Metering
import Proofs
import Tariffs

/// A zone in memory whose blocks are final by a quorum of many validators: two billed periods in a few hundred blocks.
struct ProofsZone {
    static let period: Int64 = 30 * 86_400
    /// Monday 2026-01-05, local midnight in India.
    private static let start = UTCTime(seconds: 1_767_551_400)
    private static let metersOfBox = 200
    private static let transactionsOfBlock = 2000

    let genesis: Genesis
    private let genesisHash: Digest
    private let keys: [SigningKey]
    private let validators: Int
    private let boxes: Int
    private(set) var state: ContractState
    private(set) var history: [EpochHandover] = []
    private(set) var last: FinalizedBlock?
    private var sequences: [UInt64]

    private var registrar: PrincipalID { PrincipalID(UInt32(self.validators) + 1) }
    private var collector: PrincipalID { PrincipalID(UInt32(self.validators) + 2) }
    private func box(_ number: Int) -> PrincipalID { PrincipalID(UInt32(self.validators + 3 + number)) }

    /// - Parameter meters: in boxes of 200, one account each.
    init(validators: Int, meters: Int) throws {
        self.validators = validators
        self.boxes = (meters + Self.metersOfBox - 1) / Self.metersOfBox
        let roles: [Roles] =
            Array(repeating: .validator, count: validators) + [.crew, .registrar, .collector]
            + Array(repeating: .box, count: self.boxes)
        self.keys = try roles.indices.map { index in
            try SigningKey(seed: Digest.sha256(Array("proofs zone \(index)".utf8)).bytes)
        }
        self.sequences = Array(repeating: 0, count: roles.count)
        self.genesis = Genesis(
            zone: "measurement", timeZoneName: "Asia/Kolkata", timeZoneOffsetMinutes: 330, intervalSeconds: 900,
            isDemonstration: false, time: Self.start,
            principals: zip(self.keys, roles).enumerated().map { index, item in
                Principal(label: "principal \(index)", key: item.0.publicKey, roles: item.1)
            }, policy: .standard)
        self.genesisHash = self.genesis.hash
        self.state = try ContractState(genesis: self.genesis)
    }

    private mutating func signed(_ body: TransactionBody, by sender: PrincipalID) -> SignedTransaction {
        let index = Int(sender.number)
        self.sequences[index] += 1
        return Transaction(
            sender: sender, sequence: self.sequences[index], expires: UTCTime(seconds: 4_000_000_000), body: body
        ).signed(by: self.keys[index], genesis: self.genesisHash)
    }

    /// Makes one final block; every transaction must take effect.
    @discardableResult
    mutating func commit(_ transactions: [SignedTransaction], at time: UTCTime) throws -> FinalizedBlock {
        let set = self.state.validators
        let height = self.state.height + 1
        let (block, outcome) = try self.state.propose(
            BlockContent(time: time, transactions: transactions), view: height,
            by: set.leader(of: height)?.id ?? PrincipalID(0))
        for case .transactionFailed(_, _, _, _, let reason) in outcome.events {
            throw StepFailure(step: "every transaction takes effect", lastSeen: "\(reason)")
        }
        let statement = VoteStatement(kind: .finalize, epoch: set.epoch, view: height, blockHash: block.hash)
        let votes = set.members.prefix(set.quorum).map {
            statement.signed(by: self.keys[Int($0.id.number)], as: $0.id, genesis: self.genesisHash)
        }
        guard let certificate = Certificate(votes: votes) else {
            throw StepFailure(step: "validators sign block \(height)", lastSeen: "no signature")
        }
        let final = FinalizedBlock(block: block, certificate: certificate)
        self.last = final
        if let next = outcome.nextValidators {
            self.history.append(EpochHandover(last: FinalHeader(final), from: set, to: next))
        }
        return final
    }

    /// The registry, a few blocks of it.
    mutating func register(meters: Int, _ tariff: Tariff) throws {
        let loss = LossAllowance(
            fixedThousandthsPerHour: 55_000, basisPoints: 200, toleranceBasisPoints: 300, threshold: .max)
        var bodies: [TransactionBody] = [
            .setTariff(SetTariff(tariff: TariffID(0), effectiveFrom: Self.start, document: tariff.cbor))
        ]
        for box in 0..<self.boxes {
            bodies.append(
                .registerNode(RegisterNode(label: "T\(box)", kind: .transformer, parent: nil, loss: loss)))
        }
        for meter in 0..<meters {
            let box = meter / Self.metersOfBox
            bodies.append(.registerAccount(RegisterAccount(label: "A\(meter)", tariff: TariffID(0))))
            bodies.append(
                .registerMeter(
                    RegisterMeter(
                        label: "M\(meter)", serial: "\(12_000_000 + meter)", node: NodeID(UInt32(box)),
                        box: self.box(box), account: AccountID(UInt32(meter)), purpose: .consumes,
                        service: .electricity, legalUse: .billing, channels: [.activeEnergyImport],
                        hasDisconnect: true)))
        }
        for first in stride(from: 0, to: bodies.count, by: Self.transactionsOfBlock) {
            let part = bodies[first..<min(first + Self.transactionsOfBlock, bodies.count)]
            try self.commit(part.map { self.signed($0, by: self.registrar) }, at: self.state.time.adding(seconds: 1))
        }
    }

    static func end(ofPeriod number: Int64) -> UTCTime { Self.start.adding(seconds: number * Self.period) }

    /// The registers of every box at the end of a period, or at the beginning; gives the block.
    mutating func read(after periods: Int64) throws -> FinalizedBlock {
        let end = Self.end(ofPeriod: periods)
        let readings = (0..<self.boxes).map { box in
            let roster = self.state.roster(of: self.box(box))
            return self.signed(
                .readings(
                    Readings(
                        rosterVersion: roster.version, intervalEnd: end,
                        increments: Array(repeating: nil, count: roster.positions.count),
                        exceptions: roster.positions.indices.map {
                            ReadingException(
                                index: UInt32($0), kind: .absolute,
                                value: 150_000 + periods * (90_000 + Int64($0 % 40) * 1000))
                        })), by: self.box(box))
        }
        return try self.commit(readings, at: max(end, self.state.time).adding(seconds: 3))
    }

    /// Closes a period: as many blocks as its bills take.
    mutating func bill(after periods: Int64, meters: Int) throws {
        var time = Self.start.adding(seconds: periods * Self.period + 6 * 3600)
        while self.state.bills.count < Int(periods) * meters {
            time = max(time, self.state.time).adding(seconds: 1)
            try self.commit([], at: time)
        }
    }

    /// Records a payment of the first bill; gives its block.
    mutating func pay() throws -> FinalizedBlock {
        let payment = Payment(
            account: AccountID(0), amountPaise: self.state.bills[0].totalPaise, reference: "UPI-100000001",
            receivedAt: self.state.time)
        return try self.commit(
            [self.signed(.payment(payment), by: self.collector)], at: self.state.time.adding(seconds: 1))
    }

    /// Changes one validator for the one that is not in the set.
    mutating func changeValidators() throws {
        let members = self.state.validators.members.map(\.id)
        let all = (0...UInt32(self.validators)).map { PrincipalID($0) }
        guard let joins = all.first(where: { !members.contains($0) }) else { return }
        let leaves = members[self.history.count % members.count]
        let next = SetValidators(members: members.filter { $0 != leaves } + [joins])
        try self.commit([self.signed(.setValidators(next), by: self.registrar)], at: self.state.time.adding(seconds: 1))
    }

    /// The key of the sender of a block's first transaction.
    func key(of final: FinalizedBlock) -> PublicKey? {
        final.block.transactions.first.map { self.keys[Int($0.transaction.sender.number)].publicKey }
    }
}
