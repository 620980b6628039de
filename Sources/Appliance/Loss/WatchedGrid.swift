import Foundation
import LossDetection
import Metering
import Storage

/// A transformer or district that the box watches, with its detector and what it says now.
struct WatchedGrid: Sendable {
    let node: String
    let labels: FeederLabels
    let intervalSeconds: Int64
    private(set) var watch: any GridWatch
    private(set) var alarm = LossAlarm()
    private(set) var readings = 0
    private var oldest: UTCTime?
    private(set) var newest: UTCTime?
    /// As at the start.
    private let fresh: any GridWatch
    private var nextLook: UTCTime?

    /// - Parameter seen: what is polled of each meter.
    init(
        _ configuration: BoxConfiguration.LossDetection, seen: [String: Set<FeederQuantity>]
    ) throws(FileError) {
        let file = try GridFile(configuration.topology)
        self.node = configuration.node
        self.intervalSeconds = file.intervalSeconds
        (self.watch, self.labels) = try file.watch(seen: seen)
        self.fresh = self.watch
    }

    /// All labels, the transformer's first.
    var meters: [String] { [self.labels.transformer] + self.labels.houses }

    /// Takes what was read; samples of other meters are left out.
    ///
    /// - Returns: by how many milliseconds it is too old to be taken; nil where it was taken or does not matter.
    mutating func take(_ sample: TelemetrySample) -> Int64? {
        guard let meter = self.labels.meter(sample.meter), let quantity = FeederQuantity(sample.quantity),
            (sample.quantity.a == ObisCode.waterVolume.a) == self.labels.isWater
        else { return nil }
        let reading = FeederReading(time: sample.time, meter: meter, quantity: quantity, value: sample.value)
        do throws(LossDetectionError) {
            if let judgement = try self.watch.take(reading) { self.alarm.take(judgement) }
        } catch {
            switch error {
            case .unsorted(_, at: let time, after: let newest): return newest.milliseconds - time.milliseconds
            case .clockJump:
                self.beginAnew()
                // What was told so long ago is neither there nor gone.
                self.alarm = LossAlarm()
                return self.take(sample)
            case .topology: return nil
            }
        }
        self.readings += 1
        self.oldest = self.oldest ?? sample.time
        let newest = max(self.newest ?? sample.time, sample.time)
        self.newest = newest
        if newest >= self.nextLook ?? newest { self.closeWhatIsGone(newest) }
        return nil
    }

    /// Forgets all that was read, and not what was told.
    mutating func beginAnew() {
        (self.watch, self.readings, self.oldest, self.newest, self.nextLook) = (self.fresh, 0, nil, nil, nil)
        self.alarm.forget()
    }

    /// What has to be told now; nil where it was.
    mutating func tell() -> LossAlarm.News? { self.alarm.tell() }

    mutating func remember(_ told: LossAlarm.Told?) { self.alarm.remember(told) }

    private mutating func closeWhatIsGone(_ newest: UTCTime) {
        self.nextLook = newest.adding(seconds: 3600)
        guard self.alarm.isOpen, let oldest = self.oldest,
            newest.milliseconds - (self.alarm.lastSaid ?? oldest).milliseconds >= LossAlarm.patience
        else { return }
        // A phase that waits for a meter says nothing, and nothing is over with it.
        let phase = self.alarm.phase
        let coverages = self.watch.coverages.filter { phase == nil || $0.phase == nil || $0.phase == phase }
        if let balanced = coverages.compactMap(\.until).min() { self.alarm.close(since: oldest, balanced: balanced) }
    }
}
