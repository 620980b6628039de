import DeviceProfiles
import Foundation

extension ProfileCatalog {
    /// The profile that a device of a configuration names.
    func profile(of device: BoxConfiguration.Device, in configuration: URL) throws(PlanProblem) -> DeviceProfile {
        guard let profile = self[device.profile] else {
            throw PlanProblem(
                file: configuration.path,
                problem: "device \(device.name) names the profile \(device.profile), which is not there",
                advice: "The profiles are: \(self.profiles.map(\.name).joined(separator: ", ")).")
        }
        return profile
    }
}
