import SeededNumbers

/// Connections that nobody knows of.
extension Thief {
    mutating func tap(_ feeder: inout Feeder, _ theft: inout Theft) {
        let share = self.random.logUniform(Self.shares)
        var watts = share / (1 - share) * self.mean
        let isThreePhase = self.family == .seasonalPump && self.random.isTrue(0.5)
        let phases = isThreePhase ? [0, 1, 2] : [self.random.integer(0...2)]
        // A wire of a tap carries what a hook and a thin cable do.
        watts = min(watts, 3000 * Double(phases.count))
        var shape = self.shape(feeder)
        let used = self.onset..<feeder.axis.steps
        let drawn = shape.energy(used) / (Double(used.count) * TimeAxis.stepHours)
        shape.scale(drawn > 0 ? watts / drawn / Double(phases.count) : 0)
        for step in shape.watts.indices { shape.watts[step] = min(shape.watts[step], 9000) }
        shape.cut(0..<self.onset)
        theft.tap = feeder.unmetered.count
        theft.kinds = [.unmeteredLoad]
        feeder.unmetered.append(
            UnmeteredLoad(
                bus: self.random.integer(1...feeder.grid.buses.count - 1), phases: phases,
                powerFactor: self.random.uniform(0.85...1), series: shape, declared: nil))
    }

    /// When a tap draws, and how much of it; its size is set afterwards.
    private mutating func shape(_ feeder: Feeder) -> PowerSeries {
        let site = feeder.site
        switch self.family {
        case .nightTap: return self.nightly(site)
        case .rampingTap:
            var series = self.household(site)
            let length = Double(TimeAxis.stepsPerDay) * self.random.uniform(6...16)
            for step in self.onset..<series.watts.count {
                series.watts[step] *= min(1, Double(step - self.onset) / length)
            }
            return series
        case .intermittentTap:
            var series = self.random.isTrue(0.5) ? self.household(site) : self.steady(site)
            var step = self.onset
            while step < series.watts.count {
                step += self.random.integer(20...400)
                let pause = self.random.integer(30...800)
                series.cut(step..<max(step, step + pause))
                step += pause
            }
            return series
        case .seasonalPump: return self.pump(site)
        default: return self.random.isTrue(0.4) ? self.steady(site) : self.household(site)
        }
    }

    private mutating func household(_ site: Site) -> PowerSeries {
        Household(site: site, hasVehicle: false, random: &self.random).series(site: site, random: &self.random)
    }

    private mutating func steady(_ site: Site) -> PowerSeries {
        var series = PowerSeries(steps: site.axis.allSteps, watts: 100)
        for step in series.watts.indices { series.watts[step] *= self.random.normal(1, 0.01) }
        return series
    }

    private mutating func nightly(_ site: Site) -> PowerSeries {
        var series = PowerSeries(steps: site.axis.allSteps)
        let (starts, ends) = (self.random.uniform(20...23.5), self.random.uniform(28...30.5))
        for day in 0...site.axis.days where !self.random.isTrue(0.06) {
            var hour = starts + self.random.normal(0, 0.3)
            let end = ends + self.random.normal(0, 0.3)
            while hour < end {
                series.add(
                    self.random.uniform(50...150), from: site.minute(day: day, hour: hour), minutes: 15)
                hour += 0.25
            }
        }
        return series
    }

    private mutating func pump(_ site: Site) -> PowerSeries {
        var series = PowerSeries(steps: site.axis.allSteps)
        let starts = self.random.pick([4.0, 5.0, 12.5, 20.5, 22])
        let growth = self.random.uniform(1...2.2)
        for day in 0...site.axis.days {
            let season = Double(day) / Double(site.axis.days)
            guard self.random.isTrue(0.3 + 0.55 * season) else { continue }
            series.add(
                1000 * self.random.uniform(0.97...1.03),
                from: site.minute(day: day, hour: starts + self.random.normal(0, 0.6)),
                minutes: self.random.uniform(80...200) * (1 + (growth - 1) * season))
        }
        return series
    }
}
