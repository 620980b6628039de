import DeviceProfiles
import FieldBus
import ModbusProtocol

extension FaultCase {
    /// The bus that polls the meters of this line as fast as it can.
    ///
    /// - Parameters:
    ///   - profile: the meters'.
    ///   - quantities: fields of each that are read, the first of the profile with an OBIS code.
    ///   - others: devices beside the meters.
    func configuration(
        _ profile: DeviceProfile, path: String, quantities: Int = 24, others: [BusDevice] = []
    ) -> BusConfiguration {
        let polled = profile.fields.filter { $0.obis != nil }.prefix(quantities).map {
            PolledField(field: $0, periodNanoseconds: 1)
        }
        var settings = LineSettings()
        if let timeout = self.timeoutMilliseconds { settings.timeoutCeiling = timeout * 1_000_000 }
        settings.secondMaster = self.secondMaster
        let meters = (1...Self.unitCount).map {
            BusDevice(name: "meter-\($0)", unit: $0, profile: profile, polled: Array(polled))
        }
        return BusConfiguration(
            name: "line", transport: .serial(path: path, baud: 19200, parity: .even, stopBits: 1),
            devices: meters + others, settings: settings)
    }
}
