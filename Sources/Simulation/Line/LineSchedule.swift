/// When the line's own disturbances are due; moments are those of the caller.
struct LineSchedule: Sendable {
    private let line: Scene.Line
    /// When the line began to run.
    private(set) var origin: Int64?
    private(set) var idleNoise: Int64?
    private(set) var secondMaster: Int64?
    /// The next time that the port goes or comes.
    private(set) var plug: Int64?
    private(set) var noiseCount: Int64 = 0
    private(set) var foreignCount: Int64 = 0
    private var unpluggedAt: Int64 = 0

    init(line: Scene.Line) { self.line = line }

    /// The line begins to run, if it does not yet.
    mutating func begin(at now: Int64) {
        guard self.origin == nil else { return }
        self.origin = now
        self.idleNoise = self.line.faults.idleNoise.map { now + $0.window.lowerBound + $0.interval.lowerBound }
        self.secondMaster = self.line.faults.secondMaster.map { now + $0.window.lowerBound + $0.interval / 2 }
        self.plug = self.line.faults.unplug.map { now + $0.after }
    }

    var next: Int64? { [self.idleNoise, self.secondMaster, self.plug].compactMap(\.self).min() }

    func lineTime(at moment: Int64) -> Int64 { moment - (self.origin ?? moment) }

    /// Noise has come at `moment`; the next one is `interval` later.
    mutating func noiseCame(at moment: Int64, interval: Int64) {
        self.noiseCount += 1
        self.idleNoise = self.within(self.line.faults.idleNoise?.window, moment + interval)
    }

    /// The second master has asked at `moment`; the next time is `interval` later.
    mutating func foreignAsked(at moment: Int64, interval: Int64) {
        self.foreignCount += 1
        self.secondMaster = self.within(self.line.faults.secondMaster?.window, moment + interval)
    }

    /// The second master waits for silence.
    mutating func foreignWaits(until moment: Int64) { self.secondMaster = moment }

    mutating func unplugged(at moment: Int64) {
        self.unpluggedAt = moment
        self.plug = self.line.faults.unplug.map { moment + $0.duration }
    }

    mutating func replugged() {
        let unplugged = self.unpluggedAt
        self.plug = self.line.faults.unplug?.interval.map { unplugged + $0 }
    }

    private func within(_ window: Range<Int64>?, _ moment: Int64) -> Int64? {
        window?.contains(self.lineTime(at: moment)) == true ? moment : nil
    }
}
