import ElementaryFunctions
import Metering
import SeededNumbers

/// Where a feeder stands: its sun, its weather and its clock.
struct Site: Sendable {
    enum Climate: String, Sendable, CaseIterable {
        case temperate, mediterranean, savanna, highveld

        /// Degrees north and east; minutes east of UTC.
        fileprivate var place: (latitude: ClosedRange<Double>, longitude: ClosedRange<Double>, offset: Int64) {
            switch self {
            case .temperate: (47...53, 6...14, 60)
            case .mediterranean: (36...41, -6...3, 60)
            case .savanna: (6...13, -2...9, 60)
            case .highveld: (-28 ... -24, 26...31, 120)
            }
        }

        /// Mean over the year, swing of the seasons and of the day, in °C.
        fileprivate var temperatures: (mean: Double, season: Double, day: Double) {
            switch self {
            case .temperate: (10, 9.5, 4.5)
            case .mediterranean: (17, 8, 6)
            case .savanna: (27.5, 2.5, 5.5)
            case .highveld: (16.5, 6, 8)
            }
        }

        var isHot: Bool { self == .mediterranean || self == .savanna }
    }

    let climate: Climate
    let latitude: Double
    let longitude: Double
    let offsetMinutes: Int64
    /// Outdoors at each step, in °C.
    let temperature: [Double]
    /// Sine of the sun's height at each step.
    let sun: [Double]
    /// Share of the sun's light that clouds take, at each step.
    let cloud: [Double]
    let axis: TimeAxis

    init(axis: TimeAxis, random: inout SplitMix64) {
        let climate = random.pick(weighted: [
            (Climate.temperate, 4), (.mediterranean, 2), (.savanna, 3), (.highveld, 2),
        ])
        let place = climate.place
        (self.axis, self.climate, self.offsetMinutes) = (axis, climate, place.offset)
        self.latitude = random.uniform(place.latitude)
        self.longitude = random.uniform(place.longitude)
        let days = (0...axis.days).map { Self.dayOfYear(axis.start.adding(seconds: Int64($0) * 86_400)) }
        self.sun = Self.heights(axis, days: days, latitude: self.latitude, longitude: self.longitude)
        self.temperature = Self.temperatures(
            axis, days: days, climate: climate, southern: self.latitude < 0, longitude: self.longitude, &random)
        self.cloud = Self.clouds(axis, &random)
    }

    /// Weekday (1 is Monday) of a day by the local calendar, counted from the first.
    func weekday(day: Int) -> Int64 {
        CivilDate(self.axis.start.adding(seconds: Int64(day) * 86_400 + 43_200), offsetMinutes: self.offsetMinutes)
            .weekday
    }

    /// Minutes from the axis's start to a time of the local day.
    func minute(day: Int, hour: Double) -> Double {
        Double(day * 1440) + hour * 60 - Double(self.offsetMinutes)
    }

    /// The local hour of the day at a step, 0 up to 24.
    func hour(step: Int) -> Double {
        let minute = step * TimeAxis.stepSeconds / 60 + Int(self.offsetMinutes)
        return Double(minute % 1440) / 60
    }

    private static func dayOfYear(_ time: UTCTime) -> Double {
        let civil = CivilTime(time, offsetMinutes: 0)
        return Double(
            CivilTime.daysSinceEpoch(year: civil.year, month: civil.month, day: civil.day)
                - CivilTime.daysSinceEpoch(year: civil.year, month: 1, day: 1))
    }

    private static func heights(_ axis: TimeAxis, days: [Double], latitude: Double, longitude: Double) -> [Double] {
        let radian = Elementary.pi / 180
        return (0..<axis.allSteps).map { step in
            let (day, inDay) = (step / TimeAxis.stepsPerDay, step % TimeAxis.stepsPerDay)
            let tilt = -23.44 * radian * Elementary.cos(2 * Elementary.pi * (days[day] + 10) / 365.25)
            let turn = (Double(inDay) * TimeAxis.stepHours * 15 + longitude - 180) * radian
            return Elementary.sin(latitude * radian) * Elementary.sin(tilt)
                + Elementary.cos(latitude * radian) * Elementary.cos(tilt) * Elementary.cos(turn)
        }
    }

    private static func temperatures(
        _ axis: TimeAxis, days: [Double], climate: Climate, southern: Bool, longitude: Double,
        _ random: inout SplitMix64
    ) -> [Double] {
        let (mean, season, swing) = climate.temperatures
        var anomaly = random.normal(0, 2.5)
        var temperatures: [Double] = []
        for step in 0..<axis.allSteps {
            let (day, inDay) = (step / TimeAxis.stepsPerDay, step % TimeAxis.stepsPerDay)
            if inDay == 0 { anomaly = 0.75 * anomaly + random.normal(0, 1.6) }
            let phase = 2 * Elementary.pi * (days[day] - (southern ? 20 : 202)) / 365.25
            let solarHour = Double(inDay) * TimeAxis.stepHours + longitude / 15
            let daily = swing * Elementary.cos(2 * Elementary.pi * (solarHour - 15) / 24)
            temperatures.append(mean + season * Elementary.cos(phase) + daily + anomaly)
        }
        return temperatures
    }

    private static func clouds(_ axis: TimeAxis, _ random: inout SplitMix64) -> [Double] {
        var (weather, passing) = (random.uniform(), 0.0)
        return (0..<axis.allSteps).map { step in
            if step % TimeAxis.stepsPerDay == 0 {
                weather = min(max(0.5 * weather + 0.5 * random.uniform() + random.normal(0, 0.15), 0), 1)
            }
            passing = 0.93 * passing + random.normal(0, 0.08)
            return min(max(weather * 0.8 + passing, 0), 0.92)
        }
    }
}
