import SeededNumbers

/// What draws power by working hours: shops, workshops, pumps.
enum Trade: Sendable, CaseIterable {
    case shop, workshop, pump

    /// Of one phase; three-phase customers have three of these.
    func series(site: Site, mean: Double, random: inout SplitMix64) -> PowerSeries {
        switch self {
        case .shop: Self.shop(site, mean, &random)
        case .workshop: Self.workshop(site, mean, &random)
        case .pump: Self.pump(site, mean * 4, &random)
        }
    }

    private static func shop(_ site: Site, _ mean: Double, _ random: inout SplitMix64) -> PowerSeries {
        var series = PowerSeries(steps: site.axis.allSteps, watts: mean * random.uniform(0.15...0.4))
        let (opens, closes) = (random.uniform(7.5...10), random.uniform(18...21.5))
        let closedOn = Int64(random.pick([7, 7, 7, 1]))
        for day in 0...site.axis.days where site.weekday(day: day) != closedOn {
            var hour = opens
            while hour < closes {
                series.add(
                    mean * random.uniform(0.9...1.7), from: site.minute(day: day, hour: hour), minutes: 20)
                hour += 1.0 / 3
            }
        }
        return series
    }

    private static func workshop(_ site: Site, _ mean: Double, _ random: inout SplitMix64) -> PowerSeries {
        var series = PowerSeries(steps: site.axis.allSteps, watts: mean * random.uniform(0.03...0.12))
        for day in 0...site.axis.days where site.weekday(day: day) < 6 || random.isTrue(0.2) {
            var hour = random.uniform(6.5...8.5)
            let closes = random.uniform(15.5...18)
            while hour < closes {
                let minutes = random.uniform(3...40)
                series.add(
                    mean * random.uniform(0.8...5), from: site.minute(day: day, hour: hour), minutes: minutes)
                hour += (minutes + random.uniform(1...40)) / 60
            }
        }
        return series
    }

    /// A motor of irrigation: on or off, hours at a time, on some days.
    static func pump(_ site: Site, _ watts: Double, _ random: inout SplitMix64) -> PowerSeries {
        var series = PowerSeries(steps: site.axis.allSteps)
        let (starts, chance) = (random.pick([4.5, 5.5, 13, 21.5]), random.uniform(0.35...0.85))
        for day in 0...site.axis.days where random.isTrue(chance) {
            series.add(
                watts * random.uniform(0.96...1.04),
                from: site.minute(day: day, hour: starts + random.normal(0, 0.5)),
                minutes: random.uniform(90...330))
        }
        return series
    }
}
