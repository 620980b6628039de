import Contract
import Identity
import Ledger
import Metering
import Tariffs

/// A zone of one transformer in memory: its genesis, its registry, and readings and payments to commit.
struct MeasuredZone {
    static let validator = PrincipalID(0)
    private static let utility = PrincipalID(1)
    private static let bank = PrincipalID(2)
    private static let box = PrincipalID(3)
    /// Monday 2026-01-05, local midnight in India.
    private static let start = UTCTime(seconds: 1_767_551_400)

    let genesis: Genesis
    let genesisHash: Digest
    let meters: Int
    private let keys: [SigningKey]
    private var sequences: [UInt64] = [0, 0, 0, 0]
    /// The interval that the next readings end.
    private(set) var intervalEnd = MeasuredZone.start

    /// - Parameter meters: of the roster, the transformer's own among them; at least 2.
    init(meters: Int) throws {
        self.meters = meters
        self.keys = try (1...4).map { try SigningKey(seed: Array(repeating: UInt8($0), count: 32)) }
        let roles: [Roles] = [.validator, .registrar, .collector, .box]
        self.genesis = Genesis(
            zone: "measurement", timeZoneName: "Asia/Kolkata", timeZoneOffsetMinutes: 330, intervalSeconds: 900,
            isDemonstration: false, time: Self.start.adding(seconds: -60),
            principals: zip(["validator", "utility", "bank", "box"], zip(self.keys, roles)).map { label, rest in
                Principal(label: label, key: rest.0.publicKey, roles: rest.1)
            }, policy: .standard)
        self.genesisHash = self.genesis.hash
    }

    var validatorKey: SigningKey { self.keys[0] }

    private mutating func signed(_ body: TransactionBody, by sender: PrincipalID) -> SignedTransaction {
        let index = Int(sender.number)
        self.sequences[index] += 1
        return Transaction(
            sender: sender, sequence: self.sequences[index], expires: UTCTime(seconds: 4_000_000_000), body: body
        ).signed(by: self.keys[index], genesis: self.genesisHash)
    }

    /// Tariff, nodes, accounts and meters.
    mutating func registry() -> [SignedTransaction] {
        let loss = LossAllowance(
            fixedThousandthsPerHour: 55_000, basisPoints: 200, toleranceBasisPoints: 300, threshold: 1000)
        let tariff = Tariff(
            label: "flat", authority: "measurement", orderNumber: "1", standing: .ordered, unit: .wattHour,
            lines: [TariffLine(name: "energy", kind: .perUnit(rate: 600_000))])
        var bodies: [TransactionBody] = [
            .setTariff(SetTariff(tariff: TariffID(0), effectiveFrom: self.genesis.time, document: tariff.cbor)),
            .registerNode(RegisterNode(label: "T", kind: .transformer, parent: nil, loss: loss)),
            .registerMeter(self.meter(0, node: 0, account: nil)),
        ]
        let none = LossAllowance(fixedThousandthsPerHour: 0, basisPoints: 0, toleranceBasisPoints: 0, threshold: 0)
        for house in 1..<UInt32(self.meters) {
            bodies += [
                .registerNode(RegisterNode(label: "S\(house)", kind: .servicePoint, parent: NodeID(0), loss: none)),
                .registerAccount(RegisterAccount(label: "A\(house)", tariff: TariffID(0))),
                .registerMeter(self.meter(house, node: house, account: AccountID(house - 1))),
            ]
        }
        return bodies.map { self.signed($0, by: Self.utility) }
    }

    private func meter(_ number: UInt32, node: UInt32, account: AccountID?) -> RegisterMeter {
        RegisterMeter(
            label: "M\(number)", serial: "\(12_000_000 + number)", node: NodeID(node), box: Self.box, account: account,
            purpose: account == nil ? .delivers : .consumes, service: .electricity, legalUse: .billing,
            channels: [.activeEnergyImport], hasDisconnect: account != nil)
    }

    /// The next intervals' readings of the whole roster; the very first one carries the registers themselves.
    mutating func readings(intervals count: Int = 1) -> SignedTransaction {
        let body = Readings(
            rosterVersion: UInt32(self.meters), firstEnd: self.intervalEnd,
            intervals: (0..<count).map { self.interval(isFirst: $0 == 0 && self.intervalEnd == Self.start) })
        self.intervalEnd = self.intervalEnd.adding(seconds: Int64(count) * 900)
        return self.signed(.readings(body), by: Self.box)
    }

    private func interval(isFirst: Bool) -> IntervalReadings {
        let houses = (1..<self.meters).map { UInt64(90 + $0 % 70) }
        let increments = [houses.reduce(0, +) * 102 / 100 + 14] + houses
        return IntervalReadings(
            increments: isFirst ? Array(repeating: nil, count: self.meters) : increments.map { .some($0) },
            exceptions: isFirst
                ? (0..<UInt32(self.meters)).map { ReadingException(index: $0, kind: .absolute, value: 150_000) } : [])
    }

    /// A payment of 100 ₹ for one of the accounts in turn.
    mutating func payment(_ number: Int) -> SignedTransaction {
        let account = AccountID(UInt32(number % (self.meters - 1)))
        let payment = Payment(
            account: account, amountPaise: 10_000, reference: "UPI-\(100_000_000 + number)",
            receivedAt: self.intervalEnd.adding(seconds: -900))
        return self.signed(.payment(payment), by: Self.bank)
    }
}
