import Contract
import DeviceProfiles
import Enforcement
import FieldBus
import Ledger
import Metering
import Platform

extension BoxService {
    /// Starts a driver for each meter of the roster whose supply this box can switch and that has none yet.
    func startDrivers(_ state: ContractState) async throws {
        let known = Set(self.drivers.map(\.wiring.meter))
        for line in self.plan.configuration.buses {
            for device in line.devices {
                guard let wiring = try self.wiring(device, line, state), !known.contains(wiring.meter) else { continue }
                let controller = try RelayController(
                    meter: wiring.meter.number, relay: RelayDeclaration(wiring.relay), policy: self.policy(state),
                    memory: try await self.office.memory(of: wiring.meter), safetyTags: await self.office.safetyTags())
                let driver = RelayDriver(wiring: wiring, office: self.office, controller: controller)
                self.start(driver, powerLost: self.powerWasLost(state))
            }
        }
    }

    private func wiring(
        _ device: BoxConfiguration.Device, _ line: BoxConfiguration.Line, _ state: ContractState
    ) throws -> RelayDriver.Wiring? {
        guard let label = device.meter, let relay = device.relay, let bus = self.buses[line.name],
            let number = state.meters.firstIndex(where: { $0.label == label })
        else { return nil }
        let fields = try self.plan.profile(device).fields.map(\.name)
            .filter { $0 == "id.serial" || $0.hasPrefix("current.l") }
        return RelayDriver.Wiring(
            meter: MeterID(UInt32(number)), label: label, serial: state.meters[number].serial, device: device.name,
            relay: relay, bus: bus, guardFields: fields)
    }

    /// The guards' limits: those of the chain's policy, with durations in the zone's clock.
    private func policy(_ state: ContractState) -> EnforcementPolicy {
        var policy = EnforcementPolicy.standard
        policy.freshnessMilliseconds = Int64(state.policy.freshnessSeconds) * 1000
        policy.notice =
            switch state.policy.noticePeriod {
            case .clearDays(let days): .clearDays(Int64(days))
            case .seconds(let seconds): .milliseconds(Int64(seconds) * 1000)
            }
        policy.collectedMilliseconds =
            state.policy.collectorWatermarkSeconds == 0 ? nil : Int64(state.policy.collectorWatermarkSeconds) * 1000
        let scale = self.clock.scale
        policy.powerReturnHoldNanoseconds /= scale
        policy.staggerNanoseconds /= scale
        policy.checkNanoseconds = max(1_000_000_000, policy.checkNanoseconds / scale)
        return policy
    }

    /// Power was away within the hold that follows its return: the machine itself has not been up longer.
    private func powerWasLost(_ state: ContractState) -> Bool {
        SystemClock.uptimeNanoseconds < self.policy(state).powerReturnHoldNanoseconds
    }
}

extension RelayDeclaration {
    init(_ relay: BoxConfiguration.Relay) {
        self.init(
            isLatching: relay.isLatching, powerUpState: relay.closesAtPowerUp.map { $0 ? .closed : .open },
            side: relay.isOnLoadSide.map { $0 ? .load : .supply }, breakingMilliamperes: relay.breakingMilliamperes,
            pairedAt: relay.pairedAt)
    }
}
