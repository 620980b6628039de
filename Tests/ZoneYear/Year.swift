import Contract
import Ledger
import Metering
import Tariffs
import TestSupport

/// A year of a zone: houses on transformers, one box each, and everybody who has to do with their bills.
struct Year {
    static let interval: Int64 = 1800
    /// 2026-01-01, local midnight in India.
    static let start = UTCTime(seconds: 1_767_205_800)
    static let offset: Int64 = 330 * 60
    /// Houses on a transformer, at most.
    static let housesOfBox = 200

    let accounts: Int
    var random: SeededGenerator
    var chain: YearChain
    let households: [Household]
    /// By their numbers on the chain.
    var meters: [TrueMeter] = []
    /// By the meter's number; nil for a transformer's, whose flow is what its houses use.
    var homes: [Int?] = []
    /// Meters of each box, in the order of its roster.
    var rosters: [[Int]] = []
    /// What a box could not submit yet, and until when its link is down.
    var queues: [[Readings]]
    var linkDownUntil: [Int]
    var agenda = Agenda()
    var books = CollectorBooks()
    var tally = Tally()
    /// Accounts that nobody pays from yet: tenants to come.
    var vacant: [AccountID] = []
    /// Until when no bank works.
    var strikeUntil = 0

    /// Thirty-day periods with four days to wait for readings, notices that are served, collectors that report daily.
    static let policy = Policy(
        isIllustrative: true, billingPeriodSeconds: 30 * 86_400, billingGraceSeconds: 4 * 86_400,
        dueSeconds: 15 * 86_400, noticePeriod: .clearDays(15), balanceGraceSeconds: 86_400,
        switchingStartMinute: 600, switchingEndMinute: 960, switchingWeekdays: 0b001_1111, freshnessSeconds: 1800,
        maximumOrdersPerDay: 10, collectorWatermarkSeconds: 2 * 86_400, arrearsFloorPaise: 10_000,
        disputeSeconds: 20 * 86_400)

    init(accounts: Int, seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        self.accounts = accounts
        let houses = max(1, accounts - accounts / 40)
        self.households = (0..<houses).map { Household(number: $0, &random) }
        let boxes = (houses + Self.housesOfBox - 1) / Self.housesOfBox
        self.random = random
        self.queues = Array(repeating: [], count: boxes)
        self.linkDownUntil = Array(repeating: 0, count: boxes)
        self.chain = try YearChain(boxes: UInt32(boxes), start: Self.start, policy: Self.policy)
    }

    /// Runs so many days, and two more in which everything is read.
    mutating func run(days: Int, tariffs: [Tariff]) throws {
        try self.register(tariffs)
        let day = Int(86_400 / Self.interval)
        let last = days * day
        for interval in 1...(last + 2 * day) {
            if interval <= last, interval % day == 1 { self.planDay(interval) }
            if interval % (30 * day) == 0 { try self.chain.restartFollower() }
            if interval == last { self.bringEverythingBack() }
            if interval == last / 2 { self.chain.submit(Self.change(tariffs, at: interval), by: .registrar) }
            try self.step(interval)
        }
    }

    /// Homes go by the last of the tariffs from the next day on.
    private static func change(_ tariffs: [Tariff], at interval: Int) -> TransactionBody {
        .setTariff(
            SetTariff(
                tariff: TariffID(0), effectiveFrom: Self.end(of: interval).adding(seconds: 86_400),
                document: tariffs[tariffs.count - 1].cbor))
    }

    private mutating func bringEverythingBack() {
        for box in self.linkDownUntil.indices { self.linkDownUntil[box] = 0 }
        for meter in self.meters.indices { self.meters[meter].silentUntil = 0 }
    }

    static func end(of interval: Int) -> UTCTime { self.start.adding(seconds: Int64(interval) * self.interval) }

    private mutating func step(_ interval: Int) throws {
        let end = Self.end(of: interval)
        self.flow(interval)
        let acts = self.agenda.take(interval)
        for act in acts where !act.isRetirement { self.perform(act, at: interval) }
        self.read(interval)
        // Readings are of the roster of before.
        for act in acts where act.isRetirement { self.perform(act, at: interval) }
        let events = try self.chain.block(at: end.adding(seconds: 5))
        for event in events { try self.note(event, at: interval) }
    }

    mutating func chance(_ oneIn: Int) -> Bool { Int.random(in: 0..<oneIn, using: &self.random) == 0 }

    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self.random) }
}
