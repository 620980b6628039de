import Foundation
import Logging
import LossDetection
import Metering
import Platform
import Storage

/// Watches the box's own transformers and districts for losses, with what its lines tell.
///
/// It has a thread of its own, for a judgement may take seconds. What it cannot store or read back costs it memory over a
/// restart, and nothing else that the box does.
actor LossWatch {
    /// Days of telemetry that are read back at the start.
    static let replayDays: Int64 = 45
    /// Days of telemetry that are kept.
    static let keptDays: Int64 = 46
    /// Real seconds between two transactions.
    private static let storeSeconds = 60
    /// A clock that was set back by more begins the watch anew, in milliseconds.
    private static let mostLate: Int64 = 2 * 3_600_000
    /// Samples that wait while the disk takes none.
    private static let mostUnstored = 1 << 16

    private nonisolated let executor = ThreadExecutor(name: "losses")
    nonisolated var unownedExecutor: UnownedSerialExecutor { self.executor.asUnownedSerialExecutor() }

    nonisolated let feed: LossFeed
    private(set) var grids: [WatchedGrid]
    private let data: URL
    private let now: @Sendable () -> UTCTime
    private let paused: @Sendable ([String]) async -> [String]
    private let log: Logger
    private var store: TelemetryStore?
    private var unstored: [TelemetrySample] = []
    private var hasFailed = false
    /// The readings of the last weeks are being gone through.
    private(set) var isReplaying = true

    /// - Parameters:
    ///   - data: folder of the telemetry.
    ///   - paused: the tagged places that concern one of some meters.
    init(
        _ grids: [WatchedGrid], data: URL, isClockSure: @escaping @Sendable () -> Bool,
        now: @escaping @Sendable () -> UTCTime, paused: @escaping @Sendable ([String]) async -> [String], log: Logger
    ) {
        self.grids = grids
        self.data = data
        self.now = now
        self.paused = paused
        self.log = log
        let intervals = grids.flatMap { grid in grid.meters.map { ($0, grid.intervalSeconds) } }
        self.feed = LossFeed(intervals: Dictionary(intervals) { min($0, $1) }, isClockSure: isClockSure)
    }

    /// Runs until cancelled, or until the feed is finished.
    func run() async {
        await self.open()
        await self.replay()
        // What was found before was told before.
        for index in self.grids.indices { _ = self.grids[index].tell() }
        let housekeeping = Task {
            while !Task.isCancelled {
                guard (try? await Task.sleep(for: .seconds(Self.storeSeconds))) != nil else { return }
                await self.keepHouse()
            }
        }
        for await sample in self.feed.samples { await self.take(sample) }
        housekeeping.cancel()
        await self.storeWaiting()
        do throws(StorageError) { try await self.store?.close() } catch { self.tell(error) }
    }

    private func take(_ sample: TelemetrySample) async {
        if self.unstored.count < Self.mostUnstored { self.unstored.append(sample) }
        var (isClockBack, isNews) = (false, false)
        for index in self.grids.indices {
            let hadNews = self.grids[index].alarm.hasNews
            if let late = self.grids[index].take(sample), late > Self.mostLate { isClockBack = true }
            isNews = isNews || !hadNews && self.grids[index].alarm.hasNews
        }
        if isClockBack { await self.goBack(to: sample) }
        if isNews || isClockBack { await self.tellNews() }
    }

    /// The clock ran ahead, and what was read by it is of no time.
    private func goBack(to sample: TelemetrySample) async {
        self.log.warning(
            "the clock is back at \(sample.time): the loss detection leaves out what was read at later times")
        await self.storeWaiting()
        do throws(StorageError) {
            try await self.store?.remove(after: sample.time)
        } catch { self.tell(error) }
        for index in self.grids.indices { self.grids[index].beginAnew() }
        await self.replay()
    }

    // MARK: Telling

    func tellNews() async {
        guard !self.isReplaying else { return }
        for index in self.grids.indices where self.grids[index].alarm.hasNews {
            guard await self.paused(self.grids[index].meters).isEmpty else { continue }
            if let news = self.grids[index].tell() { self.tell(news, of: self.grids[index]) }
        }
    }

    /// Nobody's name goes into the log.
    private func tell(_ news: LossAlarm.News, of grid: WatchedGrid) {
        let (word, judgement) =
            switch news {
            case .opened(let judgement): ("", judgement)
            case .changed(let judgement): ("it looks different now: ", judgement)
            case .closed(let judgement): ("not to be seen any more: ", judgement)
            }
        let words = LossWords(labels: grid.labels, judgement: judgement, namesHouses: false)
        self.log.warning("loss at \(grid.node): \(word)\(words.sentence) See `gridtally findings \(grid.node)`.")
    }

    func pauses(of grid: WatchedGrid) async -> [String] { await self.paused(grid.meters) }

    // MARK: Telemetry

    private func open() async {
        do throws(StorageError) {
            let (store, aside) = try await TelemetryStore.open(directory: self.data.path)
            self.store = store
            if let aside { self.log.error("the telemetry was damaged and begins anew; the damaged file is \(aside)") }
        } catch { self.tell(error) }
    }

    /// Takes what was read in the last weeks.
    private func replay() async {
        self.isReplaying = true
        defer { self.isReplaying = false }
        let start = TelemetryCursor(since: self.now().adding(seconds: -86_400 * Self.replayDays))
        var place: TelemetryCursor? = start
        while let cursor = place, let store, !Task.isCancelled {
            do throws(StorageError) {
                let page = try await store.page(after: cursor)
                for sample in page.samples {
                    for index in self.grids.indices { _ = self.grids[index].take(sample) }
                }
                place = page.next
            } catch {
                self.tell(error)
                await self.mend(error)
                return
            }
        }
    }

    private func storeWaiting() async {
        guard let store, !self.unstored.isEmpty else { return }
        let samples = self.unstored
        self.unstored = []
        do throws(StorageError) {
            try await store.append(samples)
            self.hasFailed = false
        } catch {
            self.unstored = Array((samples + self.unstored).suffix(Self.mostUnstored))
            self.tell(error)
            await self.mend(error)
        }
    }

    private func keepHouse() async {
        await self.storeWaiting()
        await self.tellNews()
        // A clock that is wrong must not let anything be removed.
        guard self.feed.isClockSure() else { return }
        do throws(StorageError) {
            _ = try await self.store?.prune(before: self.now().adding(seconds: -86_400 * Self.keptDays))
        } catch { self.tell(error) }
    }

    private func mend(_ error: StorageError) async {
        guard case .damaged = error, let store else { return }
        do throws(StorageError) {
            let aside = try await store.beginAnew()
            self.log.error("the telemetry was damaged and begins anew; the damaged file is \(aside)")
        } catch {
            self.tell(error)
            self.store = nil
        }
    }

    /// Once, until it goes again.
    private func tell(_ error: StorageError) {
        guard !self.hasFailed else { return }
        self.hasFailed = true
        self.log.error("the telemetry for the loss detection cannot be used; everything else goes on: \(error)")
    }
}
