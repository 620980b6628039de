import Contract
import DeviceProfiles
import Enforcement
import FieldBus
import Foundation
import Ledger
import Logging
import Metering
import Platform
import Storage

/// Carries out what one relay's controller wants: asks the bus, the chain and the stores, and brings back what came of it.
///
/// Each relay has its own loop, so that a silent device delays no other relay.
actor RelayDriver {
    struct Wiring: Sendable {
        let meter: MeterID
        let label: String
        let device: String
        let relay: BoxConfiguration.Relay
        /// What the relay's own profile says of it.
        let profile: RelayDescription?
        let bus: Bus
        /// Fields of the meter that the guards want: serial number or billed register, and phase currents.
        let guardFields: [String]
        /// Of a meter that has no serial number to read.
        let register: Register?

        /// The register by which a meter is known again.
        struct Register: Sendable {
            let field: String
            let obis: ObisCode
            let maximumUnitsPerHour: Int64
            /// What a reading may be off, in the register's unit.
            let slack: Int64
            let unit: Metering.Unit
        }
    }

    /// What the chain says of the meter; an exchange or another place in the network changes it.
    struct Registration: Hashable, Sendable {
        let serial: String
        /// Where a safety tag stops the relay.
        let places: [SafetyPlace]

        init(_ wiring: Wiring, _ state: ContractState) {
            self.serial = state.meters[Int(wiring.meter.number)].serial
            self.places = SafetyPlace.above(meter: wiring.meter, bus: wiring.bus.configuration.name, state)
        }
    }

    /// An order as the controller knows it: its number, whether its end is known, and the height of the state that said so.
    struct ToldOrder: Sendable {
        let number: Int
        let isRevoked: Bool
        let height: UInt64
    }

    let wiring: Wiring
    private(set) var registration: Registration
    let office: EnforcementOffice
    nonisolated var unownedExecutor: UnownedSerialExecutor { self.office.executor.asUnownedSerialExecutor() }
    var controller: RelayController
    private enum Mail: Sendable {
        case event(RelayEvent)
        /// Nil only waits until everything before it is carried out.
        case request(RelayEvent?, CheckedContinuation<[SwitchingRecord]?, Never>)
    }

    private let inbox: AsyncStream<Mail>
    private let mail: AsyncStream<Mail>.Continuation
    /// What the bus last said, for the guards.
    var identity: MeterIdentity?
    var lastRelay: RelayObservation?
    var lastLoad: LoadObservation?
    var lastRegister: (value: Int64, stamp: Int64)?
    private var shutFlow = ShutFlow()
    private var timer: Task<Void, Never>?
    /// Those who wait until nothing is under way.
    private var resting: [CheckedContinuation<Void, Never>] = []
    private var hasEnded = false
    private var timerDeadline = Int64.max
    /// The order that the controller was last told of.
    private(set) var told: ToldOrder?

    init(
        wiring: Wiring, registration: Registration, office: EnforcementOffice, controller: RelayController
    ) {
        self.wiring = wiring
        self.registration = registration
        self.office = office
        self.controller = controller
        (self.inbox, self.mail) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(256))
    }

    /// Runs until cancelled.
    func run(powerLost: Bool) async {
        await self.process(.restarted(powerLost: powerLost))
        for await mail in self.inbox {
            switch mail {
            case .event(let event): await self.process(event)
            case .request(let event, let answer): answer.resume(returning: await self.process(event))
            }
            if self.controller.isAtRest { self.wake() }
        }
        self.mail.finish()
        self.hasEnded = true
        self.wake()
        self.timer?.cancel()
        self.turnAwayTheRest()
    }

    /// Nobody waits for a driver that has ended.
    private nonisolated func turnAwayTheRest() {
        let inbox = self.inbox
        Task.detached {
            for await mail in inbox {
                if case .request(_, let answer) = mail { answer.resume(returning: nil) }
            }
        }
    }

    nonisolated func post(_ event: RelayEvent) { self.mail.yield(.event(event)) }

    /// Lets the controller take an event when its turn comes, and waits for what came of it.
    ///
    /// - Parameter event: nil only waits: nothing that was asked for before is under way any more.
    /// - Returns: what was recorded; nil where the driver has ended or has no room.
    func perform(_ event: RelayEvent?) async -> [SwitchingRecord]? {
        await withCheckedContinuation { answer in
            if case .enqueued = self.mail.yield(.request(event, answer)) { return }
            answer.resume(returning: nil)
        }
    }

    /// Waits until nothing is under way any more, for half a minute at most: writes are repeated with growing pauses.
    func rest() async {
        guard !self.controller.isAtRest, !self.hasEnded else { return }
        let limit = Task {
            try await Task.sleep(for: .seconds(30))
            self.wake()
        }
        defer { limit.cancel() }
        await withTaskCancellationHandler {
            await withCheckedContinuation { resting in
                // Cancelled before it could be heard of.
                if Task.isCancelled { resting.resume() } else { self.resting.append(resting) }
            }
        } onCancel: {
            Task { await self.wake() }
        }
    }

    private func wake() {
        let resting = self.resting
        self.resting = []
        for waiter in resting { waiter.resume() }
    }

    /// A pairing trial holds the relay open.
    var isInTrial: Bool { self.controller.memory.trial != nil && self.controller.output == .open }

    /// The relay as last read back.
    var output: OutputState { self.controller.output }

    /// Takes over what the newest final state says of the meter and the limits, and tells the controller of its orders.
    func chainAdvanced(_ state: ContractState) {
        let found = Registration(self.wiring, state)
        // A serial number that was read is held against the new one only after it is read again.
        if found.serial != self.registration.serial { self.identity = nil }
        self.registration = found
        self.controller.adopt(EnforcementPolicy(state, self.office.clock))
        guard let number = state.orders.lastIndex(where: { $0.meters.contains(self.wiring.meter) }) else { return }
        let order = state.orders[number]
        if order.stands {
            guard self.told?.number != number || self.told?.isRevoked == true else { return }
            self.told = ToldOrder(number: number, isRevoked: false, height: state.height)
            self.post(.orderFinal(DisconnectOrder(order, number: number, height: state.height)))
        } else {
            let isConcerned =
                self.told.map { $0.number == number } ?? (self.controller.memory.openedUnder == UInt64(number))
            guard isConcerned, self.told?.isRevoked != true else { return }
            self.told = ToldOrder(number: number, isRevoked: true, height: state.height)
            self.post(.orderRevoked(number: UInt64(number), height: state.height))
        }
    }

    /// - Returns: what was recorded.
    @discardableResult
    private func process(_ event: RelayEvent?) async -> [SwitchingRecord] {
        // Who works where is looked at before anything is decided.
        let tags = RelayEvent.tags(await self.office.safetyTags(on: self.registration.places))
        var events = ([tags] + (event.map { [$0] } ?? []))[...]
        var records: [SwitchingRecord] = []
        while let event = events.popFirst() {
            var isDurable = true
            for effect in self.controller.handle(event, at: self.office.moment) {
                if case .remember(let memory) = effect {
                    isDurable = await self.office.remember(memory, of: self.wiring.meter)
                } else if case .writeRelay = effect, !isDurable {
                    events.append(.writeFailed(reason: "the box cannot store what it is about to do"))
                } else {
                    if case .record(let record) = effect { records.append(record) }
                    events += await self.carryOut(effect)
                }
            }
        }
        return records
    }

    private func carryOut(_ effect: RelayEffect) async -> [RelayEvent] {
        switch effect {
        case .gatherFacts(let stage): return [.facts(await self.facts(stage))]
        case .readBack: return await self.readBack()
        case .remember: break
        case .writeRelay(let command, let attempt, let deadline):
            return [await self.write(command, attempt: attempt, notAfter: deadline)]
        case .record(let record): await self.office.record(record, of: self.wiring)
        case .alarm(let alarm): await self.office.alarm("\(alarm)", at: self.wiring)
        case .findingCurrentWhileDisconnected(let load):
            await self.office.alarm(
                "\(load.milliamperes) mA flow while the relay reads open", at: self.wiring)
        case .armTimer(let deadline): self.arm(deadline)
        }
        return []
    }

    private func arm(_ deadline: Int64) {
        let now = MonotonicClock.nanoseconds
        guard deadline < self.timerDeadline || self.timerDeadline <= now else { return }
        self.timerDeadline = deadline
        self.timer?.cancel()
        let mail = self.mail
        self.timer = Task {
            try? await Task.sleep(for: .nanoseconds(max(0, deadline - now)))
            guard !Task.isCancelled else { return }
            self.timerDeadline = Int64.max
            mail.yield(.event(.tick))
        }
    }

    /// Where the contact is, and while it is open, what flows all the same.
    private func readBack() async -> [RelayEvent] {
        do {
            let observation = try await self.observe()
            self.lastRelay = observation
            let load = observation.output == .open ? await self.refreshMeter() : nil
            await self.watchFlow(contactIsOpen: observation.output == .open)
            return [.readBack(observation)] + (load.map { [.load($0)] } ?? [])
        } catch {
            await self.office.note("relay of \(self.wiring.label) cannot be read back: \(error)")
            return []
        }
    }

    /// Of a meter at whose contact an actuator is, no current tells that the actuator does not shut.
    private func watchFlow(contactIsOpen: Bool) async {
        guard self.controller.relay.actuatorMilliamperes != nil, let place = self.wiring.register else { return }
        let flowed = self.shutFlow.take(
            contactIsOpen: contactIsOpen, register: self.lastRegister?.value, slack: place.slack,
            travel: self.controller.policy.flow.travelNanoseconds, now: MonotonicClock.nanoseconds)
        guard let flowed else { return }
        await self.office.alarm(
            "\(place.unit.text(flowed)) have flowed since the contact was read open: the valve does not shut, or "
                + "something goes past it; look at it", at: self.wiring)
    }

    /// Reads the relay back, and lets the controller judge it as after a start; nothing that it wants is carried out.
    func look() async {
        _ = self.controller.handle(.restarted(powerLost: false), at: self.office.moment)
        do {
            let observation = try await self.observe()
            self.lastRelay = observation
            _ = self.controller.handle(.readBack(observation), at: self.office.moment)
        } catch {
            await self.office.note("relay of \(self.wiring.label) cannot be read back: \(error)")
        }
    }

    func observe() async throws(BusError) -> RelayObservation {
        RelayObservation(
            try await self.wiring.bus.readRelay(device: self.wiring.relay.device, channel: self.wiring.relay.channel))
    }

    private func write(_ command: RelayCommand, attempt: Int64, notAfter deadline: Int64) async -> RelayEvent {
        guard MonotonicClock.nanoseconds <= deadline else {
            return .writeFailed(reason: "the facts behind the command are too old now")
        }
        let tags = await self.office.safetyTags(on: self.registration.places)
        guard tags?.isEmpty == true else {
            return .writeFailed(reason: tags == nil ? "safety tags are not known" : "somebody works there now")
        }
        // A trial counts no trip: commissioning is not a rush of disconnections.
        if command == .open, self.controller.memory.trial == nil { await self.office.noteTrip(of: self.wiring.meter) }
        await self.office.commanded(command, at: self.wiring)
        do {
            let answer = try await self.wiring.bus.setRelay(
                device: self.wiring.relay.device, channel: self.wiring.relay.channel, closed: command == .close)
            let observation = RelayObservation(answer)
            self.lastRelay = observation
            await self.office.readBack(observation, at: self.wiring)
            return .writeAnswered(observation)
        } catch {
            return .writeFailed(reason: "\(error)")
        }
    }
}

extension RelayObservation {
    init(_ answer: RelayReadBack) {
        self.init(
            output: answer.closed.map { $0 ? .closed : .open } ?? .unknown, rawWords: answer.rawWords,
            atMonotonicNanoseconds: answer.monotonicNanoseconds)
    }
}

extension DisconnectOrder {
    /// Permits have no number of their own: an account has one, so its number names the permit that lapsed.
    ///
    /// - Parameter height: of the final state in which the order was first seen here.
    init(_ order: OrderRecord, number: Int, height: UInt64) {
        self.init(
            number: UInt64(number), height: height, finalizedAt: order.issuedAt, permit: UInt64(order.account.number),
            bill: UInt64(order.bill), unpaidPaise: order.arrearsPaise, noticeServedAt: order.noticeAt, noticeHash: [])
    }
}
