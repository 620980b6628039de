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
        let state = await office.node.snapshot()
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
        facts.identity = self.identity
        facts.relay = self.lastRelay
        facts.load = self.lastLoad
        facts.recentTrips = await office.recentTrips(besides: self.wiring.meter)
        facts.breakingMilliamperes = self.wiring.relay.breakingMilliamperes
        facts.safetyTags = await office.safetyTags()
        facts.pairing = self.wiring.relay.pairedAt.map { .paired(at: $0) } ?? .notPaired
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

    /// Reads serial number, current and relay from the bus.
    private func refreshReadings() async {
        do {
            let sample = try await self.wiring.bus.read(device: self.wiring.device, fields: self.wiring.guardFields)
            self.take(sample)
        } catch {
            await self.office.note("\(self.wiring.label) cannot be read before switching: \(error)")
        }
        do {
            self.lastRelay = try await self.observe()
        } catch {
            await self.office.note("relay of \(self.wiring.label) cannot be read back: \(error)")
        }
    }

    private func take(_ sample: DeviceSample) {
        if let serial = sample.texts.first(where: { $0.name == "id.serial" }) {
            self.identity = .serial(
                expected: self.wiring.serial, read: serial.text, atMonotonicNanoseconds: serial.monotonicNanoseconds)
        } else if let serial = sample.readings.first(where: { $0.name == "id.serial" && $0.quality != .missing }) {
            self.identity = .serial(
                expected: self.wiring.serial, read: "\(serial.value)",
                atMonotonicNanoseconds: serial.monotonicNanoseconds)
        }
        let currents = sample.readings.filter { $0.unit == .milliampere && $0.quality == .valid }
        if let largest = currents.max(by: { abs($0.value) < abs($1.value) }) {
            self.lastLoad = LoadObservation(
                milliamperes: largest.value, atMonotonicNanoseconds: largest.monotonicNanoseconds)
        }
    }
}
