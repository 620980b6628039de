import DeviceProfiles
public import ModbusProtocol

extension BusConfiguration {
    /// Silence, and the time of a character.
    public var timing: LineTiming { self.transport.timing(strictCharacters: self.strictCharacters) }

    /// How each device is read, in the order of the configuration.
    ///
    /// - Parameter learned: what reading such a device has taught before.
    public func plans(learned: (BusDevice) -> LearnedMap? = { _ in nil }) -> [DevicePlan] {
        self.devices.map { DevicePlanMaker(self, $0, learned($0)).plan }
    }
}

/// Lets the scheduler of one device run through all that its periods can bring together, without a line.
private struct DevicePlanMaker {
    /// Periods may never meet again; after so many turns of the shortest, every other one came round as well.
    private static let turnLimit: Int64 = 80_000

    private let device: BusDevice
    private let timing: LineTiming
    private let map: ReadMap
    private let turnaround: Int64
    private let isLearned: Bool

    init(_ configuration: BusConfiguration, _ device: BusDevice, _ learned: LearnedMap?) {
        self.device = device
        self.timing = configuration.timing
        self.map = ReadMap(
            unit: device.unit, profile: device.profile, timing: configuration.timing, learned: learned ?? LearnedMap())
        self.turnaround = learned?.turnaroundNanoseconds ?? DeviceReader.unknownTurnaround
        self.isLearned = learned?.turnaroundNanoseconds != nil
    }

    var plan: DevicePlan {
        DevicePlan(
            device: self.device.name, unit: self.device.unit, turnaroundNanoseconds: self.turnaround,
            isTurnaroundLearned: self.isLearned, rounds: self.rounds)
    }

    private var rounds: [DevicePlan.Round] {
        let horizon = self.hyperPeriod
        var scheduler = PollScheduler(
            devices: [self.device.polled.map { .init(periodNanoseconds: $0.periodNanoseconds, atBoundary: false) }],
            start: 0)
        var counts: [[Int]: Int] = [:]
        var now: Int64 = 0
        // The first time round everything is due at once; what recurs shows the second time.
        while now < 2 * horizon {
            switch scheduler.next(at: now, ready: { _ in .min }) {
            case .wait(let until): now = until
            case .serve:
                let due = scheduler.beginSweep(0, at: now)
                scheduler.endSweep(0)
                if now >= horizon { counts[due.fields, default: 0] += 1 }
            }
        }
        let periodic = counts.sorted { ($1.value, $0.key.count) < ($0.value, $1.key.count) }.map {
            self.round($0.key, every: horizon / Int64($0.value))
        }
        let boundary = self.device.polled.indices.filter { self.device.polled[$0].atBoundary }
        return periodic + (boundary.isEmpty ? [] : [self.round(boundary, every: nil)])
    }

    /// The least time after which all periods meet again, or long enough.
    private var hyperPeriod: Int64 {
        let periods = Set(self.device.polled.compactMap(\.periodNanoseconds).map { max(1, $0) })
        let (longest, isTooLong) = (periods.min() ?? 1).multipliedReportingOverflow(by: Self.turnLimit)
        let limit = isTooLong ? Int64.max / 4 : min(longest, .max / 4)
        var common: Int64 = 1
        for period in periods {
            var (divisor, rest) = (common, period)
            while rest != 0 { (divisor, rest) = (rest, divisor % rest) }
            let (product, isOverflow) = common.multipliedReportingOverflow(by: period / divisor)
            guard !isOverflow, product <= limit else { return limit }
            common = product
        }
        return common
    }

    private func round(_ members: [Int], every: Int64?) -> DevicePlan.Round {
        var fields: [RegisterField] = []
        for index in members where !fields.contains(self.device.polled[index].field) {
            fields.append(self.device.polled[index].field)
        }
        let plan = self.map.plan(Array(fields.indices), of: fields, turnaround: self.turnaround)
        let others = self.map.comparison(fields, turnaround: self.turnaround, gap: DevicePlan.greedyGap)
        return DevicePlan.Round(
            everyNanoseconds: every, fields: fields.map(\.name),
            reads: plan.reads.map { read in
                let names = read.members.sorted { $0.words.lowerBound < $1.words.lowerBound }
                let request = read.question.request
                return DevicePlan.Read(
                    request: request, fields: names.map { fields[$0.field].name },
                    nanoseconds: self.map.cost(request.function, turnaround: self.turnaround)
                        .nanoseconds(request.count))
            }, unreadable: plan.unreadable.map { fields[$0].name }, nanoseconds: plan.nanoseconds,
            separateNanoseconds: others.separate, greedyNanoseconds: others.greedy)
    }
}
