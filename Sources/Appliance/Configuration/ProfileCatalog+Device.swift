import DeviceProfiles
import Foundation

extension ProfileCatalog {
    /// The profile that a device of a configuration names; of a meter at a pulse counter's input, its own part of it.
    func profile(of device: BoxConfiguration.Device, in configuration: URL) throws(PlanProblem) -> DeviceProfile {
        guard let profile = self[device.profile] else {
            throw PlanProblem(
                file: configuration.path,
                problem: "device \(device.name) names the profile \(device.profile), which is not there",
                advice: "The profiles are: \(self.profiles.map(\.name).joined(separator: ", ")).")
        }
        guard let pulses = device.pulses else {
            guard device.meter == nil || profile.kind != .pulseCounter else {
                throw PlanProblem(
                    file: configuration.path,
                    problem: "device \(device.name) is a meter on the pulse counter \(device.profile), at no input",
                    advice: "Add `pulses: {input: …, litres: …, most_per_hour: …}` to the device.")
            }
            return profile
        }
        guard let meter = profile.metering(pulses) else {
            let inputs = profile.pulseInputs.map(String.init).joined(separator: ", ")
            throw PlanProblem(
                file: configuration.path,
                problem: "device \(device.name) counts at input \(pulses.input), which \(device.profile) does not have",
                advice: inputs.isEmpty ? "Name the profile of a pulse counter." : "Its inputs are: \(inputs).")
        }
        return meter
    }
}
