import DeviceProfiles
import Metering
import ModbusProtocol
import Platform

/// Makes the reads of sweeps, and learns what a device does not allow. One for each device.
struct DeviceReader {
    let index: Int
    let device: BusDevice
    private let observer: BusObserver
    private let configuration: BusConfiguration
    private var map: ReadMap
    private var isFailing = false

    /// Assumed before the first answer, in nanoseconds.
    private static let unknownTurnaround: Int64 = 20_000_000

    init(index: Int, configuration: BusConfiguration, observer: BusObserver) {
        self.index = index
        self.device = configuration.devices[index]
        self.configuration = configuration
        self.observer = observer
        self.map = ReadMap(
            profile: self.device.profile,
            timing: configuration.transport.timing(strictCharacters: configuration.strictCharacters))
    }

    var place: BusPlace { self.configuration.place(of: self.device) }

    /// The cheapest question to this device; nil where nothing of it is known that could be read.
    var probe: ModbusRequest? {
        if let read = self.map.cheapestRead(self.device.polled.map(\.field)) { return read.request }
        return self.device.profile.relay?.channels.first.flatMap { $0.readBack.request }
    }

    /// Plans a sweep over `fields`; refused and unreadable ones are missing from the start.
    func sweep(_ fields: [RegisterField], isBoundary: Bool, _ discipline: LineDiscipline, at now: Int64) -> Sweep {
        var unique: [RegisterField] = []
        for field in fields where !unique.contains(field) { unique.append(field) }
        let askable = unique.filter { self.map.refusal(of: $0, at: now) == nil }
        let plan = self.map.plan(askable, turnaround: self.turnaround(discipline))
        var sweep = Sweep(device: self.index, fields: unique, isBoundary: isBoundary, reads: plan.reads)
        for field in plan.unreadable {
            sweep.failed([field], .unreadableField(self.place, field: field.name), at: now)
        }
        for field in unique {
            guard let exception = self.map.refusal(of: field, at: now) else { continue }
            sweep.miss([field], "refused: \(exception)", at: now)
        }
        return sweep
    }

    /// Makes the next read of `sweep`.
    ///
    /// - Throws: only where the port is lost.
    mutating func step(_ sweep: inout Sweep, on line: Line) throws(PortFailure) {
        let now = line.world.now
        let unit = self.device.unit
        let free = sweep.reads.firstIndex { !line.discipline.isQuarantined($0.request, to: unit, at: now) }
        guard let free else {
            let error = BusError.questionOpen(self.place)
            for read in sweep.reads { sweep.failed(read.fields, error, at: now) }
            sweep.reads = []
            return
        }
        let read = sweep.reads.remove(at: free)
        do throws(Line.Failure) {
            let answer = try line.exchange(read.request, with: self.index, retries: false)
            sweep.answered(read, answer)
        } catch {
            switch error {
            case .port(let failure):
                sweep.reads.insert(read, at: 0)
                throw failure
            case .bus(.damagedAnswer) where !read.isRetry:
                // Others are asked while this unit pauses.
                var again = read
                again.isRetry = true
                sweep.reads.insert(again, at: 0)
            case .bus(.refused(_, let exception)) where exception.refusesBlock:
                self.refused(read, exception, &sweep, line)
            case .bus(let error): sweep.failed(read.fields, error, at: line.world.now)
            }
        }
    }

    /// Tells what changed with this sweep.
    mutating func finished(_ sweep: Sweep, isSilent: Bool) {
        if !sweep.refusedSingleField {
            for cut in sweep.cuts {
                self.map.learn(barriers: [cut.address], in: cut.table)
                self.observer.tell(.blockSplit(at: UInt16(truncatingIfNeeded: cut.address)), self.place)
            }
        }
        let error = isSilent ? nil : sweep.firstError
        if let error, !self.isFailing { self.observer.tell(.blockFailed(error), self.place) }
        if sweep.firstError == nil, !isSilent, self.isFailing { self.observer.tell(.blockRecovered, self.place) }
        self.isFailing = error != nil || (isSilent && self.isFailing)
    }

    private mutating func refused(
        _ read: PlannedRead, _ exception: ModbusException, _ sweep: inout Sweep, _ line: Line
    ) {
        if let halves = self.map.halves(of: read, turnaround: self.turnaround(line.discipline)),
            let field = read.fields.first
        {
            sweep.cuts.append((field.table, halves.barrier))
            sweep.reads.insert(contentsOf: halves.reads, at: 0)
            return
        }
        sweep.refusedSingleField = true
        let now = line.world.now
        for field in read.fields {
            self.map.refuse(field, exception, at: now)
            self.observer.tell(.fieldRefused(field: field.name, exception), self.place)
        }
        sweep.miss(read.fields, "refused: \(exception)", at: now)
    }

    private func turnaround(_ discipline: LineDiscipline) -> Int64 {
        discipline.latency(of: self.device.unit) ?? Self.unknownTurnaround
    }
}
