/// Decides which device is served next on one bus.
///
/// Boundary snapshots go before periodic reads, then the oldest due time, then whoever was served longest ago. A device
/// that must pause is passed over for others. The scheduler knows devices and fields by their index.
public struct PollScheduler: Sendable {
    /// How often one field of a device is read.
    public struct Item: Hashable, Sendable {
        /// Nanoseconds between reads; nil for a field that is read at boundaries only.
        public let periodNanoseconds: Int64?
        /// Read as soon as possible after every boundary as well.
        public let atBoundary: Bool

        public init(periodNanoseconds: Int64?, atBoundary: Bool) {
            self.periodNanoseconds = periodNanoseconds.map { max(1, $0) }
            self.atBoundary = atBoundary
        }
    }

    public enum Decision: Hashable, Sendable {
        case serve(device: Int)
        /// Nothing may be sent before this moment.
        case wait(until: Int64)
    }

    /// 0 boundary, 1 periodic.
    private struct Urgency: Comparable {
        let level: Int
        let due: Int64
        let served: Int64

        static func < (left: Urgency, right: Urgency) -> Bool {
            (left.level, left.due, left.served) < (right.level, right.due, right.served)
        }
    }

    /// Fields of a device that are read equally often and are due together.
    private struct Group: Sendable {
        let item: Item
        /// Ascending.
        var fields: [Int]
        /// `.max` where they are not due at all.
        var periodicDue: Int64
        var boundaryDue: Int64 = .max

        /// A period at which a field is always due: no turn of it is missed.
        private static let continuousNanoseconds: Int64 = 10_000_000

        /// True where the fields belong into a sweep at `now`; their next due time is set then.
        ///
        /// - Parameter missed: grows by the turns that are left out.
        mutating func take(at now: Int64, missed: inout Int64) -> Bool {
            let isBoundary = self.boundaryDue <= now
            if isBoundary { self.boundaryDue = .max }
            guard let period = self.item.periodNanoseconds else { return isBoundary }
            guard isBoundary || self.periodicDue - period / 8 <= now else { return false }
            // Missed turns are left out, the raster stays.
            let turns = max(0, now - self.periodicDue) / period
            self.periodicDue += (turns + 1) * period
            if period > Self.continuousNanoseconds { missed = max(missed, turns) }
            return true
        }

        /// Takes the next turn before it is due.
        mutating func takeEarly() { self.periodicDue += self.item.periodNanoseconds ?? 0 }

        /// From when the fields join a sweep.
        var earliestSweep: Int64 {
            self.item.periodNanoseconds.map { self.periodicDue - $0 / 8 } ?? .max
        }

        func isDueTogether(with other: Group) -> Bool {
            self.item == other.item && self.periodicDue == other.periodicDue && self.boundaryDue == other.boundaryDue
        }
    }

    private struct DeviceState: Sendable {
        private(set) var groups: [Group] = []
        /// Urgency of the sweep that is under way.
        var sweep: (level: Int, due: Int64)?
        var served: Int64 = .min
        /// The earliest moments of the items; `.max` where there is none.
        private(set) var boundaryDue: Int64 = .max
        private(set) var periodicDue: Int64 = .max

        init(items: [Item], start: Int64) {
            for (index, item) in items.enumerated() {
                if let group = self.groups.firstIndex(where: { $0.item == item }) {
                    self.groups[group].fields.append(index)
                } else {
                    let due = item.periodNanoseconds == nil ? .max : start
                    self.groups.append(Group(item: item, fields: [index], periodicDue: due))
                }
            }
            self.refresh()
        }

        /// Takes what belongs into a sweep at `now`.
        mutating func take(at now: Int64) -> Due {
            var due = Due()
            due.isBoundary = self.boundaryDue <= now
            var left: [Int] = []
            for index in self.groups.indices {
                if self.groups[index].take(at: now, missed: &due.missedTurns) {
                    due.add(self.groups[index].fields)
                } else {
                    left.append(index)
                }
            }
            for index in left where self.wouldBeAlone(index, at: now) {
                self.groups[index].takeEarly()
                due.add(self.groups[index].fields)
            }
            if self.groups.count > 1 { self.join() }
            self.refresh()
            return due
        }

        /// True for fields that are due within a quarter of their period, and then by themselves: together with this
        /// sweep they cost less, because the cheapest plan of both never costs more than those of each.
        private func wouldBeAlone(_ index: Int, at now: Int64) -> Bool {
            let group = self.groups[index]
            guard let period = group.item.periodNanoseconds, group.periodicDue - period / 4 <= now,
                group.periodicDue > now
            else { return false }
            return self.groups.indices.allSatisfy { other in
                other == index || self.groups[other].earliestSweep > group.periodicDue
            }
        }

        /// All fields that are read at boundaries are due at `moment`.
        mutating func setBoundary(_ moment: Int64) {
            for index in self.groups.indices where self.groups[index].item.atBoundary {
                self.groups[index].boundaryDue = moment
            }
            self.refresh()
        }

        /// Some of these fields are due at `moment`, apart from those they were due with.
        mutating func setBoundary(_ moment: Int64, fields: Set<Int>) {
            for index in self.groups.indices where self.groups[index].item.atBoundary {
                let (own, others) = (
                    self.groups[index].fields.filter(fields.contains),
                    self.groups[index].fields.filter { !fields.contains($0) }
                )
                guard !own.isEmpty else { continue }
                if !others.isEmpty {
                    var rest = self.groups[index]
                    rest.fields = others
                    self.groups.append(rest)
                }
                self.groups[index].fields = own
                self.groups[index].boundaryDue = moment
            }
            self.refresh()
        }

        /// What is due together again is one group again.
        private mutating func join() {
            var joined: [Group] = []
            for group in self.groups {
                guard let index = joined.firstIndex(where: { $0.isDueTogether(with: group) }) else {
                    joined.append(group)
                    continue
                }
                joined[index].fields = (joined[index].fields + group.fields).sorted()
            }
            if joined.count < self.groups.count { self.groups = joined }
        }

        private mutating func refresh() {
            (self.boundaryDue, self.periodicDue) = (.max, .max)
            for group in self.groups {
                self.boundaryDue = min(self.boundaryDue, group.boundaryDue)
                self.periodicDue = min(self.periodicDue, group.periodicDue)
            }
        }

        /// Nil where nothing will ever be due.
        func urgency(at now: Int64) -> Urgency? {
            let isBoundaryDue = self.boundaryDue <= now
            if let sweep {
                return Urgency(level: isBoundaryDue ? 0 : sweep.level, due: sweep.due, served: self.served)
            }
            if isBoundaryDue { return Urgency(level: 0, due: self.boundaryDue, served: self.served) }
            let due = min(self.boundaryDue, self.periodicDue)
            return due == .max ? nil : Urgency(level: 1, due: due, served: self.served)
        }
    }

    private var devices: [DeviceState]
    private var nextBoundary: Int64?
    private var boundaryPeriod: Int64 = 0
    private var turn: Int64 = 0
    /// From when somebody could have been served, as of the last ``Decision/serve(device:)``.
    public private(set) var readySince: Int64 = .min

    /// - Parameter start: when everything is due for the first time.
    public init(devices: [[Item]], start: Int64) {
        self.devices = devices.map { DeviceState(items: $0, start: start) }
    }

    /// Boundaries at `next` and every `period` nanoseconds after it.
    public mutating func setBoundaries(next: Int64, period: Int64) {
        self.nextBoundary = next
        self.boundaryPeriod = max(1, period)
    }

    /// A boundary now, besides the scheduled ones.
    public mutating func snapshot(at now: Int64) {
        for device in self.devices.indices { self.devices[device].setBoundary(now) }
    }

    /// Who is served now, or how long there is nothing to do.
    ///
    /// - Parameter ready: when a device may be asked next; nil where that is not known: it is passed over.
    public mutating func next(at now: Int64, ready: (Int) -> Int64?) -> Decision {
        self.passBoundaries(now)
        var best: (urgency: Urgency, device: Int)?
        var wakeUp = self.nextBoundary ?? .max
        var readySince = now
        for device in self.devices.indices {
            guard let urgency = self.devices[device].urgency(at: now), let readyAt = ready(device) else { continue }
            let moment = max(urgency.due, readyAt)
            guard moment <= now else {
                wakeUp = min(wakeUp, moment)
                continue
            }
            readySince = min(readySince, moment)
            if best.map({ urgency < $0.urgency }) ?? true { best = (urgency, device) }
        }
        if let best {
            self.turn += 1
            self.readySince = readySince
            self.devices[best.device].served = self.turn
            return .serve(device: best.device)
        }
        return .wait(until: wakeUp)
    }

    public func isSweeping(_ device: Int) -> Bool { self.devices[device].sweep != nil }

    /// What a sweep is for.
    public struct Due: Hashable, Sendable {
        /// Indices of the fields, ascending.
        public var fields: [Int] = []
        /// A boundary's snapshot is among them.
        public var isBoundary = false
        /// Turns that the field which missed most of them was not read in: the bus has more to do than it can.
        public var missedTurns: Int64 = 0

        fileprivate mutating func add(_ fields: [Int]) {
            self.fields = self.fields.isEmpty ? fields : (self.fields + fields).sorted()
        }
    }

    /// Begins a sweep of the fields that are due, of those that are due within an eighth of their period, and of those
    /// that would otherwise be read by themselves within a quarter of it.
    public mutating func beginSweep(_ device: Int, at now: Int64) -> Due {
        guard let urgency = self.devices[device].urgency(at: now), urgency.due <= now else { return Due() }
        self.devices[device].sweep = (urgency.level, urgency.due)
        return self.devices[device].take(at: now)
    }

    public mutating func endSweep(_ device: Int) { self.devices[device].sweep = nil }

    /// A boundary field could not be read: it is due again at `moment`.
    public mutating func retryBoundary(_ device: Int, fields: [Int], at moment: Int64) {
        guard !fields.isEmpty else { return }
        self.devices[device].setBoundary(moment, fields: Set(fields))
    }

    private mutating func passBoundaries(_ now: Int64) {
        guard let boundary = self.nextBoundary, boundary <= now else { return }
        self.snapshot(at: boundary)
        let passed = (now - boundary) / self.boundaryPeriod + 1
        self.nextBoundary = boundary + passed * self.boundaryPeriod
    }
}
