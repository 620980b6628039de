import DeviceProfiles
import Ledger
import Metering

/// The rules that `gridtally poll` applies to what it reads: those of the service, without a registry and a chain.
struct PollCheck: Sendable {
    private var points: [String: MeterPoint]

    init(_ devices: [(device: BoxConfiguration.Device, profile: DeviceProfile)], bus: String) {
        let points = devices.map { ($0.device.name, Self.point($0.device, $0.profile, bus)) }
        self.points = Dictionary(points) { $1 }
    }

    /// The sample's readings with the rules that touched them, in the same order; values and raw data stay.
    ///
    /// - Parameter time: of a monotonic stamp.
    mutating func check(_ sample: DeviceSample, time: (Int64) -> UTCTime) -> [Reading] {
        guard var point = self.points.removeValue(forKey: sample.device) else { return Array(sample.readings) }
        defer { self.points[sample.device] = point }
        return point.take(sample, time: time).readings
    }

    private static func point(_ device: BoxConfiguration.Device, _ profile: DeviceProfile, _ bus: String) -> MeterPoint
    {
        let channels = profile.fields.enumerated().compactMap { index, field -> MeterChannel? in
            guard let obis = field.obis, BusPlan.isCumulative(obis) else { return nil }
            let configuration = CounterConfiguration(field, maximumUnitsPerHour: device.maximumUnitsPerHour)
            return MeterChannel(
                position: index, obis: obis, field: field.name, counter: RegisterCounter(configuration),
                sampler: BoundarySampler(intervalSeconds: 900))
        }
        return MeterPoint(
            meter: MeterID(0), label: device.name, serial: "", bus: bus, device: device.name,
            limits: ValidationLimits(profile, maximumUnitsPerHour: device.maximumUnitsPerHour),
            serialField: profile.field(named: "id.serial")?.name, channels: channels)
    }
}
