/// What a device says of itself by SunSpec.
public struct SunSpecDevice: Hashable, Sendable {
    /// Where the marker `SunS` is.
    public let baseAddress: UInt16
    public let manufacturer: String?
    public let model: String?
    public let options: String?
    public let version: String?
    public let serialNumber: String?
    /// In the order of their addresses, without the end.
    public let models: [SunSpecModel]
    /// The profile made for the first meter model with integers; nil where there is none that can be used.
    public let profile: DeviceProfile?
    /// What is wrong with what the device announced; empty where all is well.
    public let problems: [String]
}
