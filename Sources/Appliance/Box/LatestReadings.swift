import Metering
import Readout

/// The newest readings of every device, of those on no roster too. Bounded by the devices and their fields.
struct LatestReadings: Sendable {
    /// A quantity as it was read last, and as it was last there.
    struct Value: Hashable, Sendable {
        /// With its quality and the rule that touched it, as checked.
        var newest: Reading
        /// Nil where it never was.
        var lastPresent: Reading?
    }

    private var values: [String: [String: [String: Value]]] = [:]

    /// - Parameter judged: the device's readings as its meter's rules left them, by name; nil for a device on no roster.
    mutating func take(_ sample: DeviceSample, from bus: String, judged: [String: Reading]?) {
        for reading in sample.readings {
            let known = self.values[bus]?[sample.device]?[reading.name]
            let newest = judged?[reading.name] ?? known?.newest.doubting(reading) ?? reading
            self.values[bus, default: [:]][sample.device, default: [:]][reading.name] = Value(
                newest: newest, lastPresent: newest.quality == .missing ? known?.lastPresent : newest)
        }
    }

    func of(bus: String, device: String) -> [String: Value] { self.values[bus]?[device] ?? [:] }
}

extension Reading {
    /// The same value again is as doubtful as before, whoever read it.
    fileprivate func doubting(_ later: Reading) -> Reading? {
        guard later.quality == .valid, self.quality != .missing, self.quality != .valid, self.value == later.value
        else { return nil }
        var doubted = later
        (doubted.quality, doubted.rule) = (self.quality, self.rule)
        return doubted
    }
}
