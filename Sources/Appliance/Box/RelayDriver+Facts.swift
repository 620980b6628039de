import Contract
import Enforcement
import FieldBus
import Ledger
import Metering
import Platform

extension RelayDriver {
    /// Gathers what the guards look at; what cannot be learned stays unknown, and an unknown fact never passes.
    func facts(_ stage: FactStage) async -> GuardFacts {
        if stage == .check { await self.refreshReadings() }
        let office = self.office
        let state = await office.chain.snapshot()
        // The bus has been asked by now: everything below is of this very moment.
        var facts = GuardFacts(meter: self.wiring.meter.number, moment: office.moment)
        facts.tipTime = state.time
        facts.chainTime = await office.chainTime()
        facts.networkTime = office.networkTime()
        facts.hardwareTime = office.hardwareTime()
        facts.calendar = office.calendar(state)
        self.addAccount(state, &facts)
        if let account = state.meters[Int(self.wiring.meter.number)].account {
            facts.pendingPayments = await office.pendingPayments(for: account)
        }
        facts.collectedThrough = office.collectedThrough(state)
        facts.identity = self.identity ?? self.continuity(state, facts.moment)
        facts.relay = self.lastRelay
        facts.load = self.lastLoad
        facts.recentTrips = await office.recentTrips(besides: self.wiring.meter)
        facts.breakingMilliamperes = self.controller.relay.breakingMilliamperes
        facts.actuatorMilliamperes = self.controller.relay.actuatorMilliamperes
        facts.safetyTags = await office.safetyTags(on: self.registration.places)
        facts.pairing = self.controller.relay.pairedAt.map { .paired(at: $0) } ?? .notPaired
        return facts
    }

    private func addAccount(_ state: ContractState, _ facts: inout GuardFacts) {
        guard let account = state.meters[Int(self.wiring.meter.number)].account else { return }
        let record = state.accounts[Int(account.number)]
        facts.isProtected = record.protection != nil
        guard let told = self.told, state.orders.indices.contains(told.number) else { return }
        let order = state.orders[told.number]
        facts.order = OrderStanding(
            number: UInt64(told.number), isFinal: true, isRevoked: !order.stands, height: told.height,
            tipHeight: state.height)
        facts.notice = .postpaid(servedAt: order.noticeAt)
    }

    /// A meter without a serial number to read: its register goes on from the chain's.
    private func continuity(_ state: ContractState, _ moment: Moment) -> MeterIdentity? {
        guard let place = self.wiring.register, let seen = self.lastRegister,
            let record = state.registers.first(where: { $0.meter == self.wiring.meter && $0.channel == place.obis }),
            let boundary = record.boundary
        else { return nil }
        let hours = Double(moment.time.milliseconds - boundary.milliseconds) / 3_600_000
        let most = Double(place.maximumUnitsPerHour) * max(0, hours) + Double(place.slack)
        let more = Double(seen.value) - Double(record.value)
        return .registerContinuity(
            isContinuous: more >= -Double(place.slack) && more <= most, atMonotonicNanoseconds: seen.stamp)
    }

    /// Reads serial number, current and relay from the bus.
    private func refreshReadings() async {
        await self.refreshMeter()
        do {
            self.lastRelay = try await self.observe()
        } catch {
            await self.office.note("relay of \(self.wiring.label) cannot be read back: \(error)")
        }
    }

    /// Reads serial number and current; nil where the meter does not answer.
    @discardableResult
    func refreshMeter() async -> LoadObservation? {
        do {
            let sample = try await self.wiring.bus.read(device: self.wiring.device, fields: self.wiring.guardFields)
            return self.take(sample)
        } catch {
            await self.office.note("\(self.wiring.label) cannot be read before switching: \(error)")
            return nil
        }
    }

    /// - Returns: the current in it.
    private func take(_ sample: DeviceSample) -> LoadObservation? {
        if let serial = sample.texts.first(where: { $0.name == "id.serial" }) {
            self.identity = .serial(
                expected: self.registration.serial, read: serial.text,
                atMonotonicNanoseconds: serial.monotonicNanoseconds)
        } else if let serial = sample.readings.first(where: { $0.name == "id.serial" && $0.quality != .missing }) {
            self.identity = .serial(
                expected: self.registration.serial, read: "\(serial.value)",
                atMonotonicNanoseconds: serial.monotonicNanoseconds)
        }
        if let place = self.wiring.register,
            let register = sample.readings.first(where: { $0.name == place.field && $0.quality == .valid })
        {
            self.lastRegister = (register.value, register.monotonicNanoseconds)
        }
        guard let load = LoadObservation(sample) else { return nil }
        self.lastLoad = load
        return load
    }
}

extension LoadObservation {
    /// The largest phase current of a sample; nil where none was read.
    init?(_ sample: DeviceSample) {
        let currents = sample.readings.filter { $0.unit == .milliampere && $0.quality == .valid }
        guard let largest = currents.max(by: { $0.value.magnitude < $1.value.magnitude }) else { return nil }
        self.init(milliamperes: largest.value, atMonotonicNanoseconds: largest.monotonicNanoseconds)
    }
}
