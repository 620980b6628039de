public import Metering
import SeededNumbers

/// Which scenario to make: the same request gives the same bytes on every machine.
public struct FeederRequest: Hashable, Sendable {
    /// Shorter than a week shows no week, longer than a year is not of one season.
    public static let dayRange = 7...366

    public let name: String
    public let seed: UInt64
    public let family: FeederFamily
    public let days: Int

    /// - Throws: where `days` lies outside of ``dayRange``.
    public init(name: String, seed: UInt64, family: FeederFamily, days: Int) throws(FeederSimulationError) {
        guard Self.dayRange.contains(days) else { throw .days(days) }
        (self.name, self.seed, self.family, self.days) = (name, seed, family, days)
    }

    /// The same of another seed.
    public func seeded(_ seed: UInt64) throws(FeederSimulationError) -> FeederRequest {
        try FeederRequest(name: self.name, seed: seed, family: self.family, days: self.days)
    }

    /// Midnight of some day of 2025, in UTC.
    public var start: UTCTime {
        var random = SplitMix64(seed: self.seed, part: "start")
        let newYear = CivilTime.daysSinceEpoch(year: 2025, month: 1, day: 1)
        return UTCTime(seconds: (newYear + Int64(random.integer(0...364))) * 86_400)
    }

    /// Requests for a whole set: names carry no meaning, and a fair share of the feeders is normal.
    ///
    /// - Parameter families: what to draw from; every family comes once before one comes twice.
    public static func set(
        seed: UInt64, count: Int, families: [FeederFamily], days: Int
    ) throws(FeederSimulationError) -> [FeederRequest] {
        var random = SplitMix64(seed: seed, part: "set")
        var (deck, requests): ([FeederFamily], [FeederRequest]) = ([], [])
        for number in 0..<max(0, count) {
            if deck.isEmpty { deck = families.shuffled(using: &random) }
            guard let family = deck.popLast() else { break }
            let digits = String(number + 1)
            let name = "gen-" + String(repeating: "0", count: max(0, 3 - digits.count)) + digits
            requests.append(
                try FeederRequest(name: name, seed: random.next() >> 16, family: family, days: days))
        }
        return requests
    }
}

extension [FeederFamily] {
    /// Every family of theft, and about a third of normal feeders.
    public static let mixed = FeederFamily.allCases + Array(repeating: .normal, count: FeederFamily.allCases.count / 2)
}
