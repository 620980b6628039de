import SeededNumbers

/// The people and things of one house, and what they draw.
struct Household: Sendable {
    /// How much of everything there is: about 0.4 for a single room, 2.5 for a large house.
    let size: Double
    let standby: Double
    let fridges: [Fridge]
    let cooksElectrically: Bool
    let geyser: Double?
    let airConditioner: Double?
    let heatPump: Double?
    let vehicle: Vehicle?
    let wakes: Double
    let sleeps: Double
    let lunches: Double
    let dines: Double
    let isHomeByDay: Bool

    struct Fridge: Sendable {
        let watts: Double
        let onMinutes: Double
        let offMinutes: Double
    }

    struct Vehicle: Sendable {
        let watts: Double
        let nightsPerWeek: Double
        let arrives: Double
    }

    init(site: Site, hasVehicle: Bool, random: inout SplitMix64) {
        self.size = random.logUniform(0.45...2.4)
        self.standby = random.logUniform(12...90) * self.size
        self.fridges = (0..<(random.isTrue(0.25) ? 2 : 1)).map { _ in
            Fridge(
                watts: random.uniform(70...170), onMinutes: random.uniform(9...22),
                offMinutes: random.uniform(15...45))
        }
        self.cooksElectrically = random.isTrue(site.climate == .savanna ? 0.35 : 0.75)
        let geyserShare: Double = site.climate == .highveld ? 0.7 : site.climate == .savanna ? 0.15 : 0.3
        self.geyser = random.isTrue(geyserShare) ? random.uniform(1500...3000) : nil
        self.airConditioner =
            random.isTrue(site.climate.isHot ? 0.45 : 0.07) ? random.uniform(800...2000) : nil
        self.heatPump =
            random.isTrue(site.climate == .temperate ? 0.15 : 0.05) ? random.uniform(900...2500) : nil
        self.vehicle =
            hasVehicle
            ? Vehicle(
                watts: random.pick([3_700, 3_700, 4_600, 7_400]), nightsPerWeek: random.uniform(2...5),
                arrives: random.normal(18.5, 1.5)) : nil
        self.wakes = random.normal(6.4, 0.7, in: 4.5...9)
        self.sleeps = random.normal(22.7, 0.8, in: 20.5...25)
        self.lunches = random.normal(12.7, 0.6, in: 11...14.5)
        self.dines = random.normal(19.2, 1.1, in: 16.5...22)
        self.isHomeByDay = random.isTrue(0.45)
    }

    func series(site: Site, random: inout SplitMix64) -> PowerSeries {
        var series = PowerSeries(steps: site.axis.allSteps, watts: self.standby)
        for fridge in self.fridges { Self.run(fridge, site, &series, &random) }
        let absent = Self.absences(days: site.axis.days, &random)
        // A day of the local calendar begins before midnight in UTC.
        for day in 0...site.axis.days {
            if absent[min(day, absent.count - 1)] { continue }
            let isFree = site.weekday(day: day) >= 6
            self.live(day, isFree: isFree, site, &series, &random)
            self.doChores(day, isFree: isFree, site, &series, &random)
            self.charge(day, site, &series, &random)
        }
        self.controlTemperature(site, absent, &series, &random)
        return series
    }

    private static func run(
        _ fridge: Fridge, _ site: Site, _ series: inout PowerSeries, _ random: inout SplitMix64
    ) {
        let end = Double(series.watts.count * TimeAxis.stepSeconds / 60)
        var minute = -random.uniform(0...fridge.offMinutes)
        while minute < end {
            let step = min(max(0, Int(minute) * 60 / TimeAxis.stepSeconds), series.watts.count - 1)
            let warmth = 1 + 0.012 * (site.temperature[step] - 20)
            let on = fridge.onMinutes * max(0.6, warmth) * random.uniform(0.85...1.15)
            series.add(fridge.watts, from: minute, minutes: on)
            minute += on + fridge.offMinutes * random.uniform(0.85...1.15)
        }
    }

    private static func absences(days: Int, _ random: inout SplitMix64) -> [Bool] {
        var absent = Array(repeating: false, count: days + 1)
        for day in absent.indices where random.isTrue(0.012) {
            for away in day..<min(absent.count, day + random.integer(1...9)) { absent[away] = true }
        }
        return absent
    }

    private func live(
        _ day: Int, isFree: Bool, _ site: Site, _ series: inout PowerSeries, _ random: inout SplitMix64
    ) {
        let wakes = self.wakes + (isFree ? random.uniform(0.3...1.8) : 0) + random.normal(0, 0.25)
        let sleeps = self.sleeps + (isFree ? random.uniform(0...1.2) : 0) + random.normal(0, 0.35)
        let leaves = isFree || self.isHomeByDay ? 24.0 : wakes + random.uniform(0.8...1.8)
        let returns = isFree || self.isHomeByDay ? wakes : random.normal(17.3, 1)
        func use(_ watts: Double, at hour: Double, minutes: Double) {
            series.add(watts, from: site.minute(day: day, hour: hour), minutes: minutes)
        }
        let meals: [(hour: Double, share: Double)] = [
            (wakes + 0.3, 0.25), (self.lunches, 0.6), (max(self.dines, returns + 0.2), 1),
        ]
        for meal in meals where meal.hour < leaves || meal.hour > returns {
            guard random.isTrue(0.6 + 0.2 * meal.share) else { continue }
            use(2000, at: meal.hour + random.normal(0, 0.3), minutes: random.uniform(2...6))
            guard self.cooksElectrically, random.isTrue(meal.share) else { continue }
            use(
                random.uniform(600...2000), at: meal.hour + random.normal(0, 0.5),
                minutes: random.uniform(10...40) * min(1.5, self.size.squareRoot()))
        }
        // Screens and chargers while somebody is at home and awake, lamps while it is dark as well.
        var hour = wakes
        while hour < sleeps {
            if hour < leaves || hour > returns {
                let step = site.axis.step(at: site.minute(day: day, hour: hour) * 60)
                let lamps = site.sun[step] < 0.05 ? random.uniform(20...110) : 0
                use((random.uniform(20...150) + lamps + (hour > 19 ? 60 : 0)) * self.size, at: hour, minutes: 30)
            }
            hour += 0.5
        }
        if let geyser = self.geyser {
            use(geyser, at: wakes + random.uniform(-0.3...0.6), minutes: random.uniform(12...40))
            if random.isTrue(0.5) { use(geyser, at: 19.5 + random.normal(0, 1), minutes: random.uniform(8...25)) }
        }
    }

    private func doChores(
        _ day: Int, isFree: Bool, _ site: Site, _ series: inout PowerSeries, _ random: inout SplitMix64
    ) {
        let chores: [(chance: Double, watts: Double, minutes: ClosedRange<Double>)] = [
            (0.35 * self.size, 1950, 12...20), (0.15 * self.size, 1000, 8...30), (0.12 * self.size, 1800, 25...60),
            (0.2 * self.size, 2100, 10...18),
        ]
        for chore in chores where random.isTrue(chore.chance * (isFree ? 1.4 : 0.85)) {
            let hour = isFree || self.isHomeByDay ? random.uniform(8...20.5) : random.normal(19.2, 1.1)
            let minutes = random.uniform(chore.minutes)
            series.add(chore.watts, from: site.minute(day: day, hour: hour), minutes: minutes)
            series.add(chore.watts / 9, from: site.minute(day: day, hour: hour + minutes / 60), minutes: 50)
        }
    }

    private func charge(_ day: Int, _ site: Site, _ series: inout PowerSeries, _ random: inout SplitMix64) {
        guard let vehicle = self.vehicle, random.isTrue(vehicle.nightsPerWeek / 7) else { return }
        series.add(
            vehicle.watts, from: site.minute(day: day, hour: vehicle.arrives + random.normal(0, 0.8)),
            minutes: random.uniform(50...260))
    }

    private func controlTemperature(
        _ site: Site, _ absent: [Bool], _ series: inout PowerSeries, _ random: inout SplitMix64
    ) {
        let (cooling, heating) = (random.normal(25, 1.2), random.normal(12, 2))
        var habit = 0.0
        for step in series.watts.indices {
            let hour = site.hour(step: step)
            if step % 12 == 0 { habit = random.isTrue(hour > 18 || hour < 6 ? 0.75 : 0.35) ? 1 : 0 }
            if absent[min(step / TimeAxis.stepsPerDay, absent.count - 1)] { continue }
            let (warm, cold) = (site.temperature[step] - cooling, heating - site.temperature[step])
            if let watts = self.airConditioner, warm > 0 {
                series.watts[step] += habit * watts * min(1, 0.25 + warm * 0.08) * random.uniform(0.7...1.2)
            }
            if let watts = self.heatPump, cold > 0 {
                series.watts[step] += watts * min(1, 0.12 + cold * 0.05) * random.uniform(0.6...1.2)
            }
        }
    }
}
