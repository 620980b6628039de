/// What a household draws over the day: a fixed shape, an average, and noise of its own.
struct LoadProfile: Sendable {
    /// Average day by local hours: a morning hump and an evening peak of lights, fans and cooking.
    private static let hours: [Double] = [
        0.55, 0.50, 0.48, 0.47, 0.50, 0.70, 1.05, 1.20, 1.05, 0.85, 0.75, 0.72,
        0.75, 0.75, 0.70, 0.72, 0.85, 1.15, 1.75, 2.10, 2.05, 1.75, 1.25, 0.80,
    ]
    private static let mean = LoadProfile.hours.reduce(0, +) / 24

    private let averageMilliwatts: Double
    /// How far the day's shape shows: 0 is flat, 1 the standard day.
    private let shapeScale: Double
    private let utcOffsetMinutes: Int64
    private let noise: SeededNoise
    private let stream: UInt64

    init(wattHoursPerDay: Int64, shapeScale: Double, utcOffsetMinutes: Int64, noise: SeededNoise, stream: UInt64) {
        self.averageMilliwatts = Double(wattHoursPerDay) * 1000 / 24
        self.shapeScale = shapeScale
        self.utcOffsetMinutes = utcOffsetMinutes
        self.noise = noise
        self.stream = stream
    }

    /// Demand in the slot that begins at `milliseconds` of chain time.
    func demand(at milliseconds: Int64) -> Demand {
        let shape = 1 + (self.shape(at: milliseconds) - 1) * self.shapeScale
        // Three octaves, each with mean 1: habits of the evening, appliances, and the minute's flicker.
        let slow = 0.7 + 0.6 * self.noise.smooth(self.stream ^ 1, at: milliseconds, period: 9_000_000)
        let appliances = 0.6 + 0.8 * self.noise.smooth(self.stream ^ 2, at: milliseconds, period: 1_200_000)
        let flicker = 0.95 + 0.1 * self.noise.uniform(self.stream ^ 3, milliseconds)
        let milliwatts = Int64((self.averageMilliwatts * shape * slow * appliances * flicker).rounded())
        let powerFactor = 0.86 + 0.13 * self.noise.smooth(self.stream ^ 4, at: milliseconds, period: 3_600_000)
        return Demand(milliwatts: max(0, milliwatts), powerFactor: powerFactor)
    }

    private func shape(at milliseconds: Int64) -> Double {
        let minutes = flooredQuotient(milliseconds, 60_000) + self.utcOffsetMinutes
        let minuteOfDay = Int(minutes - flooredQuotient(minutes, 1440) * 1440)
        let (hour, minute) = minuteOfDay.quotientAndRemainder(dividingBy: 60)
        let (before, after) = (Self.hours[hour], Self.hours[(hour + 1) % 24])
        return (before + (after - before) * Double(minute) / 60) / Self.mean
    }
}

/// Power drawn at one moment.
struct Demand: Hashable, Sendable {
    /// Active power, not negative.
    var milliwatts: Int64
    /// Inductive, above 0 up to 1.
    var powerFactor: Double

    static let none = Demand(milliwatts: 0, powerFactor: 1)

    /// Reactive power in mvar.
    var millivars: Int64 {
        let sine = (1 - self.powerFactor * self.powerFactor).squareRoot()
        return Int64((Double(self.milliwatts) * sine / self.powerFactor).rounded())
    }
}
