/// Devices that behave alike: what reading one teaches holds for all of them.
public struct DeviceModel: Hashable, Sendable, CustomStringConvertible {
    /// Name of the profile.
    public let profile: String
    /// As the device tells it; nil where its profile has no register for it or it did not answer.
    public let firmware: String?

    public init(profile: String, firmware: String?) {
        self.profile = profile
        self.firmware = firmware
    }

    public var description: String { self.firmware.map { "\(self.profile) \($0)" } ?? self.profile }
}
