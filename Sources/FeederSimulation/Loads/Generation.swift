import ElementaryFunctions
import SeededNumbers

/// Small power stations behind meters.
enum Generation {
    /// What a roof's photovoltaics give; one inverter on one phase.
    static func photovoltaics(site: Site, peak: Double, random: inout SplitMix64) -> PowerSeries {
        var series = PowerSeries(steps: site.axis.allSteps)
        let quality = random.uniform(0.72...0.9)
        for step in series.watts.indices where site.sun[step] > 0.02 {
            let light = Elementary.power(site.sun[step], 1.15) * (1 - site.cloud[step])
            series.watts[step] = peak * quality * light * random.uniform(0.97...1.02)
        }
        return series
    }

    /// Lamps from dusk to dawn, by a light sensor of their own.
    static func streetLamps(site: Site, watts: Double, random: inout SplitMix64) -> PowerSeries {
        var series = PowerSeries(steps: site.axis.allSteps)
        let threshold = random.uniform(-0.08 ... -0.01)
        for step in series.watts.indices where site.sun[step] < threshold + 0.01 * site.cloud[step] {
            series.watts[step] = watts * random.uniform(0.995...1.005)
        }
        return series
    }
}
