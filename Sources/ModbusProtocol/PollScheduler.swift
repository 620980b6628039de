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

    private struct ItemState: Sendable {
        let item: Item
        var periodicDue: Int64?
        var boundaryDue: Int64?

        /// True where the field belongs into a sweep at `now`; its next due time is set then.
        mutating func take(at now: Int64) -> Bool {
            var isTaken = false
            if let due = self.boundaryDue, due <= now {
                self.boundaryDue = nil
                isTaken = true
            }
            if let due = self.periodicDue, let period = self.item.periodNanoseconds, isTaken || due - period / 8 <= now
            {
                // Missed turns are left out, the raster stays.
                self.periodicDue = due + max(1, (now - due) / period + 1) * period
                isTaken = true
            }
            return isTaken
        }
    }

    private struct DeviceState: Sendable {
        var items: [ItemState]
        /// Urgency of the sweep that is under way.
        var sweep: (level: Int, due: Int64)?
        var served: Int64 = .min
    }

    private var devices: [DeviceState]
    private var nextBoundary: Int64?
    private var boundaryPeriod: Int64 = 0
    private var turn: Int64 = 0
    /// From when somebody could have been served, as of the last ``Decision/serve(device:)``.
    public private(set) var readySince: Int64 = .min

    /// - Parameter start: when everything is due for the first time.
    public init(devices: [[Item]], start: Int64) {
        self.devices = devices.map { items in
            DeviceState(
                items: items.map {
                    ItemState(item: $0, periodicDue: $0.periodNanoseconds == nil ? nil : start, boundaryDue: nil)
                })
        }
    }

    /// Boundaries at `next` and every `period` nanoseconds after it.
    public mutating func setBoundaries(next: Int64, period: Int64) {
        self.nextBoundary = next
        self.boundaryPeriod = max(1, period)
    }

    /// A boundary now, besides the scheduled ones.
    public mutating func snapshot(at now: Int64) {
        for device in self.devices.indices {
            for index in self.devices[device].items.indices where self.devices[device].items[index].item.atBoundary {
                self.devices[device].items[index].boundaryDue = now
            }
        }
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
            guard let urgency = self.urgency(device, at: now), let readyAt = ready(device) else { continue }
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
    }

    /// Begins a sweep of the fields that are due, and of those that are due within an eighth of their period.
    public mutating func beginSweep(_ device: Int, at now: Int64) -> Due {
        var due = Due()
        guard let urgency = self.urgency(device, at: now), urgency.due <= now else { return due }
        self.devices[device].sweep = (urgency.level, urgency.due)
        for index in self.devices[device].items.indices {
            let isBoundary = self.devices[device].items[index].boundaryDue.map { $0 <= now } ?? false
            guard self.devices[device].items[index].take(at: now) else { continue }
            due.fields.append(index)
            due.isBoundary = due.isBoundary || isBoundary
        }
        return due
    }

    public mutating func endSweep(_ device: Int) { self.devices[device].sweep = nil }

    /// A boundary field could not be read: it is due again at `moment`.
    public mutating func retryBoundary(_ device: Int, fields: [Int], at moment: Int64) {
        for field in fields where self.devices[device].items[field].item.atBoundary {
            self.devices[device].items[field].boundaryDue = moment
        }
    }

    private mutating func passBoundaries(_ now: Int64) {
        guard let boundary = self.nextBoundary, boundary <= now else { return }
        self.snapshot(at: boundary)
        let passed = (now - boundary) / self.boundaryPeriod + 1
        self.nextBoundary = boundary + passed * self.boundaryPeriod
    }

    private func urgency(_ device: Int, at now: Int64) -> Urgency? {
        let state = self.devices[device]
        let boundary = state.items.compactMap(\.boundaryDue).min()
        let isBoundaryDue = boundary.map { $0 <= now } ?? false
        if let sweep = state.sweep {
            return Urgency(level: isBoundaryDue ? 0 : sweep.level, due: sweep.due, served: state.served)
        }
        if isBoundaryDue, let boundary { return Urgency(level: 0, due: boundary, served: state.served) }
        let periodic = state.items.compactMap(\.periodicDue).min()
        guard let due = [boundary, periodic].compactMap({ $0 }).min() else { return nil }
        return Urgency(level: 1, due: due, served: state.served)
    }
}
