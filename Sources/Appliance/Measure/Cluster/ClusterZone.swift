import Contract
import Identity
import Ledger
import Metering
import Tariffs

/// What happens on a measured chain: its registry, and readings and payments in their sequence, all signed.
struct ClusterZone {
    /// A box whose readings are made here, with its meters.
    struct Box {
        let id: PrincipalID
        let meters: Int
        var intervalEnd: UTCTime
        var hasRegisters = false
    }

    let genesis: Genesis
    private let genesisHash: Digest
    private let keys: [SigningKey]
    private var sequences: [UInt64]
    private(set) var boxes: [Box]
    private let collectors: [PrincipalID]
    private var payments = 0
    private let accounts: Int

    /// - Parameter meters: of each of the boxes, in their order; the first of each is its transformer's.
    init(_ genesis: Genesis, files: ClusterFiles, meters: [Int]) throws {
        self.genesis = genesis
        self.genesisHash = genesis.hash
        self.keys = try genesis.principals.map { try files.key($0.label) }
        self.sequences = Array(repeating: 0, count: genesis.principals.count)
        func id(_ label: String) throws -> PrincipalID {
            guard let index = genesis.principals.firstIndex(where: { $0.label == label }) else {
                throw StepFailure(step: "\(label) is a principal", lastSeen: "no such label")
            }
            return PrincipalID(UInt32(index))
        }
        self.boxes = try zip(files.boxes, meters).map { label, meters in
            Box(id: try id(label), meters: meters, intervalEnd: genesis.time)
        }
        self.collectors = try files.collectors.map(id)
        self.accounts = meters.reduce(0) { $0 + max(0, $1 - 1) }
    }

    private mutating func signed(_ body: TransactionBody, by sender: PrincipalID) -> SignedTransaction {
        let index = Int(sender.number)
        self.sequences[index] += 1
        return Transaction(
            sender: sender, sequence: self.sequences[index], expires: UTCTime(seconds: 4_000_000_000), body: body
        ).signed(by: self.keys[index], genesis: self.genesisHash)
    }

    /// The registry: a transformer for each box, with a service point, an account and a meter for each further meter.
    mutating func registry() -> [SignedTransaction] {
        let none = LossAllowance(fixedThousandthsPerHour: 0, basisPoints: 0, toleranceBasisPoints: 0, threshold: 0)
        let loss = LossAllowance(
            fixedThousandthsPerHour: 55_000, basisPoints: 200, toleranceBasisPoints: 300, threshold: 1000)
        let tariff = Tariff(
            label: "flat", authority: "measurement", orderNumber: "1", standing: .ordered, unit: .wattHour,
            lines: [TariffLine(name: "energy", kind: .perUnit(rate: 600_000))])
        var bodies: [TransactionBody] = [
            .setTariff(SetTariff(tariff: TariffID(0), effectiveFrom: self.genesis.time, document: tariff.cbor))
        ]
        var (node, account, meter) = (UInt32(0), UInt32(0), 0)
        for box in self.boxes {
            let transformer = NodeID(node)
            bodies.append(
                .registerNode(RegisterNode(label: "T\(node)", kind: .transformer, parent: nil, loss: loss)))
            bodies.append(.registerMeter(Self.meter(meter, transformer, box.id, account: nil)))
            (node, meter) = (node + 1, meter + 1)
            for _ in 1..<max(1, box.meters) {
                let point = RegisterNode(label: "S\(node)", kind: .servicePoint, parent: transformer, loss: none)
                bodies += [
                    .registerNode(point),
                    .registerAccount(RegisterAccount(label: "A\(account)", tariff: TariffID(0))),
                    .registerMeter(Self.meter(meter, NodeID(node), box.id, account: AccountID(account))),
                ]
                (node, account, meter) = (node + 1, account + 1, meter + 1)
            }
        }
        return bodies.map { self.signed($0, by: PrincipalID(0)) }
    }

    private static func meter(_ number: Int, _ node: NodeID, _ box: PrincipalID, account: AccountID?) -> RegisterMeter {
        RegisterMeter(
            label: "M\(number)", serial: "\(12_000_000 + number)", node: node, box: box, account: account,
            purpose: account == nil ? .delivers : .consumes, service: .electricity, legalUse: .billing,
            channels: [.activeEnergyImport], hasDisconnect: account != nil)
    }

    /// A box's next interval; the first one carries the registers themselves.
    mutating func readings(_ index: Int) -> SignedTransaction {
        let box = self.boxes[index]
        let houses = (1..<max(1, box.meters)).map { UInt64(90 + $0 % 70) }
        let increments = [houses.reduce(0, +) * 102 / 100 + 14] + houses
        let body = Readings(
            rosterVersion: UInt32(box.meters), intervalEnd: box.intervalEnd,
            increments: box.hasRegisters ? increments.map { .some($0) } : Array(repeating: nil, count: box.meters),
            exceptions: box.hasRegisters
                ? []
                : (0..<UInt32(box.meters)).map { ReadingException(index: $0, kind: .absolute, value: 150_000) })
        self.boxes[index].hasRegisters = true
        self.boxes[index].intervalEnd = box.intervalEnd.adding(seconds: Int64(self.genesis.intervalSeconds))
        return self.signed(.readings(body), by: box.id)
    }

    /// The next payment of a collector, for one of the accounts in turn.
    mutating func payment(_ collector: Int) -> SignedTransaction {
        self.payments += 1
        let payment = Payment(
            account: AccountID(UInt32(self.payments % max(1, self.accounts))), amountPaise: 10_000,
            reference: "UPI-\(100_000_000 + self.payments)", receivedAt: self.genesis.time)
        return self.signed(.payment(payment), by: self.collectors[collector])
    }
}
