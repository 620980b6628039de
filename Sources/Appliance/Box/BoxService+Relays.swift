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
        let wirings = try self.plan.relayWirings(self.buses, state).filter { !known.contains($0.meter) }
        for wiring in wirings {
            let driver = try await RelayDriver(wiring: wiring, office: self.office, state)
            await self.office.join(driver)
            self.start(driver, powerLost: self.powerWasLost(state))
        }
    }

    /// The guards' limits: those of the chain's policy, with durations in the zone's clock.
    private func policy(_ state: ContractState) -> EnforcementPolicy { EnforcementPolicy(state, self.clock) }

    /// Power was away within the hold that follows its return: the machine itself has not been up longer.
    private func powerWasLost(_ state: ContractState) -> Bool {
        SystemClock.uptimeNanoseconds < self.policy(state).powerReturnHoldNanoseconds
    }
}

extension RelayDeclaration {
    /// What was declared at commissioning, else what the profile knows of the model; of two ratings the smaller counts.
    init(_ relay: BoxConfiguration.Relay, _ profile: RelayDescription?) {
        let powerUp: OutputState? =
            switch profile?.powerUpState {
            case .open?: .open
            case .closed?: .closed
            case .unchanged?, nil: nil
            }
        let isOnLoadSide = relay.isOnLoadSide ?? profile?.side.map { $0 == .load }
        self.init(
            isLatching: relay.isLatching ?? profile?.isLatching,
            powerUpState: relay.closesAtPowerUp.map { $0 ? .closed : .open } ?? powerUp,
            side: isOnLoadSide.map { $0 ? .load : .supply },
            breakingMilliamperes: [relay.breakingMilliamperes, profile?.breakingMilliamperes].compactMap { $0 }.min(),
            actuatorMilliamperes: relay.actuatorMilliamperes,
            pairedAt: relay.pairedAt)
    }
}

extension EnforcementPolicy {
    /// The limits of the chain's policy, with durations in the zone's clock.
    init(_ state: ContractState, _ clock: ScaledClock) {
        self.init()
        self.freshnessMilliseconds = Int64(state.policy.freshnessSeconds) * 1000
        self.notice =
            switch state.policy.noticePeriod {
            case .clearDays(let days): .clearDays(Int64(days))
            case .seconds(let seconds): .milliseconds(Int64(seconds) * 1000)
            }
        self.collectedMilliseconds =
            state.policy.collectorWatermarkSeconds == 0 ? nil : Int64(state.policy.collectorWatermarkSeconds) * 1000
        let scale = clock.scale
        self.powerReturnHoldNanoseconds /= scale
        self.staggerNanoseconds /= scale
        self.checkNanoseconds = max(1_000_000_000, self.checkNanoseconds / scale)
        // Flow runs by the zone's clock, and looks at it do not.
        self.flow.travelNanoseconds = max(1_000_000_000, self.flow.travelNanoseconds / scale)
        self.flow.shortestNanoseconds = max(1_000_000_000, self.flow.shortestNanoseconds / scale)
        self.flow.longestNanoseconds = max(20_000_000_000, self.flow.longestNanoseconds / scale)
        self.flowTrialNanoseconds = max(self.trialNanoseconds, self.flowTrialNanoseconds / scale)
    }
}

extension BusPlan {
    /// The relays of the lines that switch the supply behind a registered meter.
    func relayWirings(_ buses: [String: Bus], _ state: ContractState) throws -> [RelayDriver.Wiring] {
        var wirings: [RelayDriver.Wiring] = []
        for line in self.configuration.buses {
            guard let bus = buses[line.name] else { continue }
            for device in line.devices {
                if let wiring = try self.wiring(device, line, bus, state) { wirings.append(wiring) }
            }
        }
        return wirings
    }

    private func wiring(
        _ device: BoxConfiguration.Device, _ line: BoxConfiguration.Line, _ bus: Bus, _ state: ContractState
    ) throws -> RelayDriver.Wiring? {
        guard let label = device.meter, let relay = device.relay,
            let number = state.meters.firstIndex(where: { $0.label == label })
        else { return nil }
        let profile = try self.profile(device)
        let driven = line.devices.first { $0.name == relay.device }
        let register = profile.field(named: "id.serial") == nil ? self.register(of: profile, device) : nil
        let fields = profile.fields.map(\.name).filter { $0 == "id.serial" || $0.hasPrefix("current.l") }
        let meter = MeterID(UInt32(number))
        return RelayDriver.Wiring(
            meter: meter, label: label, device: device.name, relay: relay,
            profile: try driven.flatMap { try self.profile($0).relay }, bus: bus,
            guardFields: fields + (register.map { [$0.field] } ?? []), register: register)
    }

    func register(
        of profile: DeviceProfile, _ device: BoxConfiguration.Device
    ) -> RelayDriver.Wiring.Register? {
        guard let field = profile.fields.first(where: { $0.obis.map(Self.isCumulative) ?? false }),
            let obis = field.obis
        else { return nil }
        let counter = CounterConfiguration(field, maximumUnitsPerHour: device.maximumUnitsPerHour)
        return RelayDriver.Wiring.Register(
            field: field.name, obis: obis, maximumUnitsPerHour: counter.maximumUnitsPerHour,
            slack: counter.resolution, unit: field.unit)
    }
}

extension RelayDriver {
    /// A driver with what was remembered of its relay.
    init(wiring: Wiring, office: EnforcementOffice, _ state: ContractState) async throws {
        var declaration = RelayDeclaration(wiring.relay, wiring.profile)
        if declaration.pairedAt == nil { declaration.pairedAt = try await office.pairing(of: wiring)?.at }
        let registration = Registration(wiring, state)
        self.init(
            wiring: wiring, registration: registration, office: office,
            controller: try RelayController(
                meter: wiring.meter.number, relay: declaration, policy: EnforcementPolicy(state, office.clock),
                memory: try await office.memory(of: wiring.meter),
                safetyTags: await office.safetyTags(on: registration.places)))
    }
}
