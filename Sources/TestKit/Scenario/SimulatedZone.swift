internal import Contract
internal import Identity
internal import Ledger
internal import Metering

/// The chain that a simulated cluster runs: who takes part, with which keys, under which policy.
struct SimulatedZone: Sendable {
    enum Office: Int, CaseIterable {
        case registrar, box, collector, regulator

        var roles: Roles {
            switch self {
            case .registrar: .registrar
            case .box: .box
            case .collector: .collector
            case .regulator: .regulator
            }
        }
    }

    let validatorCount: Int
    let genesis: Genesis
    let genesisHash: Digest
    let state: ContractState

    private static let billingPeriod: Int64 = 900
    /// Seconds before the first billing period ends, so that bills, notices and orders fall into a short run.
    private static let secondsToFirstBill: Int64 = 20
    /// Boxes that may become validators in a later epoch.
    static let standbys = 2
    private static let keys: [SigningKey] = (0..<64).compactMap { number in
        try? SigningKey(seed: Array(repeating: UInt8(number + 1), count: SigningKey.seedCount))
    }

    init(validatorCount: Int) throws(ContractError) {
        self.validatorCount = validatorCount
        let names = (0..<validatorCount).map { ("validator-\($0)", Roles.validator) }
        let offices = Office.allCases.map { ("\($0)", $0.roles) }
        let standbys = (0..<Self.standbys).map { ("standby-\($0)", Roles.crew) }
        // Monday 2026-01-05, local midnight in India, a little before the end of the first period.
        let start = UTCTime(seconds: 1_767_551_400 + Self.billingPeriod - Self.secondsToFirstBill)
        self.genesis = Genesis(
            zone: "simulated", timeZoneName: "Asia/Kolkata", timeZoneOffsetMinutes: 330, intervalSeconds: 60,
            isDemonstration: true, time: start,
            principals: (names + offices + standbys).enumerated().map { number, entry in
                Principal(label: entry.0, key: Self.keys[number].publicKey, roles: entry.1)
            }, policy: Self.policy)
        self.genesisHash = self.genesis.hash
        self.state = try ContractState(genesis: self.genesis)
    }

    private static let policy = Policy(
        isIllustrative: true, billingPeriodSeconds: UInt32(Self.billingPeriod), billingGraceSeconds: 3, dueSeconds: 3,
        noticePeriod: .seconds(3), balanceGraceSeconds: 3, switchingStartMinute: 0, switchingEndMinute: 1440,
        switchingWeekdays: 0x7F, freshnessSeconds: 1800, maximumOrdersPerDay: 100, collectorWatermarkSeconds: 0,
        arrearsFloorPaise: 100, noticeDelivery: .recorded)

    func key(of principal: PrincipalID) -> SigningKey { Self.keys[Int(principal.number) % Self.keys.count] }
    /// Number of the principal that stands by.
    func standby(_ index: Int) -> Int { self.validatorCount + Office.allCases.count + index }
    func principal(_ office: Office) -> PrincipalID { PrincipalID(UInt32(self.validatorCount + office.rawValue)) }
}
