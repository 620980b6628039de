import DeviceProfiles
import Metering
import ModbusProtocol
import Platform

/// Makes the reads of sweeps, and learns what a device does not allow. One for each device.
final class DeviceReader {
    let index: Int
    let device: BusDevice
    let observer: BusObserver
    let configuration: BusConfiguration
    let map: ReadMap
    private var plans = PlanCache()
    private var isFailing = false
    /// The longest read that was answered, and a gap that was blamed for a longer one's refusal, by table.
    var longest = [0, 0, 0, 0]
    var blamed: [[Range<Int>]] = [[], [], [], []]
    /// The device asked to be left alone until then.
    private(set) var busyUntil: Int64 = .min

    /// What the device is, once it is known; nil while it is to be asked for its firmware.
    var model: DeviceModel?
    var nextNote: Int64 = .min

    /// Assumed before the first answer, in nanoseconds.
    static let unknownTurnaround: Int64 = 20_000_000
    /// A device that says it is busy is asked again after so long, twice as long each time.
    private static let busyNanoseconds: Int64 = 100_000_000
    private static let busyLimit = 3

    init(index: Int, configuration: BusConfiguration, observer: BusObserver) {
        self.index = index
        self.device = configuration.devices[index]
        self.configuration = configuration
        self.observer = observer
        self.map = ReadMap(
            unit: self.device.unit, profile: self.device.profile,
            timing: configuration.transport.timing(strictCharacters: configuration.strictCharacters))
        if configuration.learnedMaps != nil, self.firmwareField == nil { self.know(firmware: nil) }
    }

    /// As learned from such devices before; otherwise assumed.
    var usualTurnaround: Int64 { self.map.learned.turnaroundNanoseconds ?? Self.unknownTurnaround }

    var place: BusPlace { self.configuration.place(of: self.device) }

    /// The cheapest question to this device; nil where nothing of it is known that could be read.
    var probe: ModbusRequest? {
        if let read = self.map.cheapestRead(self.device.polled.map(\.field)) { return read.question.request }
        return self.device.profile.relay?.channels.first.flatMap { $0.readBack.request }
    }

    /// A sweep over the polled fields of these numbers; refused and unreadable ones are missing from the start.
    ///
    /// - Parameter latency: of the device's answers, as far as it is known.
    func sweep(
        _ due: PollScheduler.Due, latency: Int64?, errors: ReadCost.ErrorRate = .clean, at now: Int64
    ) -> Sweep {
        let turnaround = latency ?? self.usualTurnaround
        let version = self.map.version
        if let plan = self.plans.plan(
            due.fields, version: version, turnaround: turnaround, errors: errors, at: now)
        {
            return self.sweep(plan, isBoundary: due.isBoundary, at: now)
        }
        let indices = Self.unique(due.fields) { self.device.polled[$0].field }
        let plan = self.plan(indices.map { self.device.polled[$0].field }, indices, turnaround, errors, at: now)
        self.plans.keep(
            plan, for: due.fields, version: version, turnaround: turnaround, errors: errors,
            validUntil: self.map.nextRetry(at: now))
        return self.sweep(plan, isBoundary: due.isBoundary, at: now)
    }

    /// A sweep over any fields of the profile.
    func sweep(_ fields: [RegisterField], latency: Int64?, at now: Int64) -> Sweep {
        let unique = Self.unique(Array(fields.indices)) { fields[$0] }.map { fields[$0] }
        let plan = self.plan(unique, unique.map { _ in nil }, latency ?? self.usualTurnaround, .clean, at: now)
        return self.sweep(plan, isBoundary: false, at: now)
    }

    /// A sweep that asks nothing, because it is known that nothing would come.
    func silentSweep(_ due: PollScheduler.Due) -> Sweep {
        let indices = Self.unique(due.fields) { self.device.polled[$0].field }
        let plan = SweepPlan(
            indices.map { self.device.polled[$0].field }, polled: indices, reads: [], unreadable: [])
        return Sweep(device: self.index, plan: plan, isBoundary: due.isBoundary)
    }

    private static func unique(_ indices: [Int], _ field: (Int) -> RegisterField) -> [Int] {
        var seen: Set<RegisterField> = []
        return indices.filter { seen.insert(field($0)).inserted }
    }

    private func plan(
        _ fields: [RegisterField], _ polled: [Int?], _ turnaround: Int64, _ errors: ReadCost.ErrorRate, at now: Int64
    ) -> SweepPlan {
        let askable = fields.indices.filter { self.map.refusal(of: fields[$0], at: now) == nil }
        let plan = self.map.plan(askable, of: fields, turnaround: turnaround, errors: errors)
        return SweepPlan(fields, polled: polled, reads: plan.reads, unreadable: plan.unreadable)
    }

    private func sweep(_ plan: SweepPlan, isBoundary: Bool, at now: Int64) -> Sweep {
        let sweep = Sweep(device: self.index, plan: plan, isBoundary: isBoundary)
        for index in plan.unreadable {
            sweep.failed([index], .unreadableField(self.place, field: plan.fields[index].name), at: now)
        }
        guard self.map.nextRetry(at: now) != .max else { return sweep }
        for index in plan.fields.indices {
            guard let exception = self.map.refusal(of: plan.fields[index], at: now) else { continue }
            sweep.miss([index], "refused: \(exception)", at: now)
        }
        return sweep
    }

    /// Makes the next read of `sweep`.
    ///
    /// - Throws: only where the port is lost.
    func step(_ sweep: Sweep, on line: Line) throws(PortFailure) {
        guard let read = self.nextRead(sweep, line) else { return }
        do throws(Line.Failure) {
            let answer = try line.exchange(
                read.question, with: self.index, retries: false, isRetry: sweep.isAskedAgain(read))
            sweep.answered(read, answer)
            self.answered(read)
        } catch {
            switch error {
            case .port(let failure):
                sweep.putFirst([read])
                throw failure
            case .bus(.damagedAnswer) where sweep.mayAskAgain(read):
                // Others are asked while this unit pauses.
                sweep.putFirst([read])
            case .bus(.refused(_, let exception)) where exception.refusesBlock:
                self.refused(read, exception, sweep, line)
            case .bus(.refused(_, let exception)) where exception.asksToWait && sweep.busyCount < Self.busyLimit:
                self.busyUntil = line.world.now + Self.busyNanoseconds << Int64(sweep.busyCount)
                sweep.busyCount += 1
                sweep.putLast(read)
            case .bus(let error): sweep.failed(read, error, at: line.world.now)
            }
        }
    }

    /// Takes the first read whose answer could not be mistaken; where there is none, all fail.
    private func nextRead(_ sweep: Sweep, _ line: Line) -> PlannedRead? {
        guard line.discipline.hasOpenQuestions else { return sweep.nextRead() }
        let now = line.world.now
        let free = sweep.remaining.firstIndex {
            !line.discipline.isQuarantined($0.question.request, to: self.device.unit, at: now)
        }
        if let free { return sweep.take(at: free) }
        let error = BusError.questionOpen(self.place)
        for read in sweep.remaining { sweep.failed(read, error, at: now) }
        sweep.end()
        return nil
    }

    /// Tells what changed with this sweep.
    func finished(_ sweep: Sweep, isSilent: Bool) {
        if !sweep.refused.isEmpty {
            self.learn(from: sweep)
            self.keepLearned()
        }
        let error = isSilent ? nil : sweep.firstError
        if let error, !self.isFailing { self.observer.tell(.blockFailed(error), self.place) }
        if sweep.firstError == nil, !isSilent, self.isFailing { self.observer.tell(.blockRecovered, self.place) }
        self.isFailing = error != nil || (isSilent && self.isFailing)
    }
}
