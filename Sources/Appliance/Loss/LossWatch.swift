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
    private let paused: @Sendable ([String]) async -> [String]?
    let log: Logger
    /// Nil where nothing goes on the chain.
    let desk: FindingDesk?
    var filing = FilingMemory()
    /// By node.
    var calibrations: [String: CalibrationMemory] = [:]
    private(set) var store: TelemetryStore?
    private var unstored: [TelemetrySample] = []
    /// What was told, as it is stored.
    private var keptTold: [String: ToldLoss] = [:]
    /// Why what the lines tell is not kept; nil where it is.
    nonisolated let trouble = Guarded<String?>(nil)
    /// The readings of the last weeks are being gone through.
    private(set) var isReplaying = true

    /// - Parameters:
    ///   - data: folder of the telemetry.
    ///   - paused: the tagged places that concern one of some meters; nil where they cannot be read.
    ///   - desk: takes what is told to the chain.
    init(
        _ grids: [WatchedGrid], data: URL, isClockSure: @escaping @Sendable () -> Bool,
        now: @escaping @Sendable () -> UTCTime, paused: @escaping @Sendable ([String]) async -> [String]?,
        desk: FindingDesk? = nil, log: Logger
    ) {
        self.grids = grids
        self.data = data
        self.now = now
        self.paused = paused
        self.desk = desk
        self.log = log
        let intervals = grids.flatMap { grid in grid.meters.map { ($0, grid.intervalSeconds) } }
        self.feed = LossFeed(intervals: Dictionary(intervals) { min($0, $1) }, isClockSure: isClockSure)
    }

    /// Runs until cancelled, or until the feed is finished.
    func run() async {
        await self.open()
        await self.recallTold()
        await self.replay()
        // Also tells what was found and could not be told then.
        await self.keepHouse()
        let housekeeping = Task {
            while !Task.isCancelled {
                guard (try? await Task.sleep(for: .seconds(Self.storeSeconds))) != nil else { return }
                await self.keepHouse()
            }
        }
        for await sample in self.feed.samples { await self.take(sample) }
        housekeeping.cancel()
        await housekeeping.value
        await self.storeWaiting()
        do throws(StorageError) { try await self.store?.close() } catch { self.tell(error) }
    }

    private func take(_ sample: TelemetrySample) async {
        let before = self.grids.map(\.alarm.hasNews)
        var isClockBack = false
        if let late = self.put(sample), late > Self.mostLate {
            isClockBack = true
            await self.goBack(to: sample)
            _ = self.put(sample)
        }
        let isNews = zip(before, self.grids).contains { !$0 && $1.alarm.hasNews }
        if isNews || isClockBack { await self.tellNews() }
    }

    /// Hands a sample to the grids, and keeps it where none of them found it too old: after a restart all of them take
    /// what is kept.
    ///
    /// - Returns: by how many milliseconds it is too old; nil where it is not.
    private func put(_ sample: TelemetrySample) -> Int64? {
        var late: Int64?
        for index in self.grids.indices {
            if let found = self.grids[index].take(sample) { late = max(late ?? found, found) }
        }
        guard late == nil, self.store != nil else { return late }
        if self.unstored.count >= Self.mostUnstored { self.unstored.removeFirst() }
        self.unstored.append(sample)
        return nil
    }

    /// The clock ran ahead, and what was read by it is of no time.
    private func goBack(to sample: TelemetrySample) async {
        // Nothing is told of a grid that is half gone through.
        self.isReplaying = true
        self.log.warning(
            "the clock is back at \(sample.time): the loss detection leaves out what was read at later times")
        self.unstored.removeAll { $0.time > sample.time }
        await self.storeWaiting()
        do throws(StorageError) {
            try await self.store?.remove(after: sample.time)
        } catch { self.tell(error) }
        for index in self.grids.indices { self.grids[index].beginAnew() }
        // They are still there where they could not be removed.
        await self.replay(through: sample.time)
    }

    // MARK: Telling

    func tellNews() async {
        guard !self.isReplaying else { return }
        for index in self.grids.indices where self.grids[index].alarm.hasNews {
            // A replay may have begun, or a cancelled one ended early, in the meantime.
            guard await self.paused(self.grids[index].meters) == [], !self.isReplaying, !Task.isCancelled else {
                continue
            }
            guard await self.allows(self.grids[index]), !self.isReplaying else { continue }
            if let news = self.grids[index].tell() { self.tell(news, of: self.grids[index]) }
        }
        await self.keepTold()
        await self.fileFindings()
    }

    /// What a crew refuted on site needs more before it is told again.
    private func allows(_ grid: WatchedGrid) async -> Bool {
        guard let judgement = grid.alarm.judgement, let place = await self.desk?.place(of: grid.node) else {
            return true
        }
        return place.verdicts.allow(judgement)
    }

    /// Nobody's name goes into the log.
    private func tell(_ news: LossAlarm.News, of grid: WatchedGrid) {
        func sentence(_ judgement: LossJudgement) -> String {
            LossWords(labels: grid.labels, judgement: judgement, namesHouses: false).sentence
        }
        let words =
            switch news {
            case .opened(let judgement): sentence(judgement)
            case .changed(let judgement): "it looks different now: \(sentence(judgement))"
            case .closed(let told): "not to be seen any more: \(told.words)."
            }
        if case .closed = news { self.filing.toEnd.insert(grid.node) } else { self.filing.toEnd.remove(grid.node) }
        self.log.warning("loss at \(grid.node): \(words) See `gridtally findings \(grid.node)`.")
    }

    /// Stores what was told, where that is not what is stored.
    private func keepTold() async {
        let told = Dictionary(self.grids.compactMap { grid in grid.alarm.told.map { (grid.node, $0.kept) } }) {
            first, _ in first
        }
        guard let store, told != self.keptTold else { return }
        do throws(StorageError) {
            try await store.keep(told: told)
            self.keptTold = told
        } catch {
            self.tell(error)
            await self.mend(error)
        }
    }

    /// Knows what was told before the start.
    private func recallTold() async {
        guard let store else { return }
        do throws(StorageError) {
            self.keptTold = try await store.told()
            for index in self.grids.indices {
                self.grids[index].remember(self.keptTold[self.grids[index].node].flatMap { LossAlarm.Told($0) })
            }
        } catch {
            self.tell(error)
            await self.mend(error)
        }
    }

    func pauses(of grid: WatchedGrid) async -> [String]? { await self.paused(grid.meters) }

    // MARK: Telemetry

    private func open() async {
        do throws(StorageError) {
            let (store, aside) = try await TelemetryStore.open(directory: self.data.path)
            self.store = store
            if let aside { self.log.error("the telemetry was damaged and begins anew; the damaged file is \(aside)") }
        } catch { self.tell(error) }
    }

    /// Takes what was read in the last weeks, up to a time. What was told stays told.
    private func replay(through end: UTCTime? = nil) async {
        self.isReplaying = true
        let told = self.grids.map(\.alarm.told)
        defer {
            for (index, told) in told.enumerated() { self.grids[index].remember(told) }
            self.isReplaying = false
        }
        let start = TelemetryCursor(since: self.now().adding(seconds: -86_400 * Self.replayDays))
        var place: TelemetryCursor? = start
        while let cursor = place, let store, !Task.isCancelled {
            do throws(StorageError) {
                let page = try await store.page(after: cursor)
                for sample in page.samples {
                    if let end, sample.time > end { return }
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
            self.trouble.withLock { $0 = nil }
        } catch {
            self.unstored = Array((samples + self.unstored).suffix(Self.mostUnstored))
            self.tell(error)
            await self.mend(error)
        }
    }

    private func keepHouse() async {
        await self.storeWaiting()
        await self.tellNews()
        await self.followBalances()
        // A clock that is wrong must not let anything be removed.
        guard self.feed.isClockSure() else { return }
        do throws(StorageError) {
            let end = self.now().adding(seconds: -86_400 * Self.keptDays)
            while let store, !Task.isCancelled, try await store.prune(before: end) > 0 {}
            try await self.store?.pruneBalances(before: end)
        } catch { self.tell(error) }
        await self.calibrate()
    }

    private func mend(_ error: StorageError) async {
        guard case .damaged = error, let store else { return }
        do throws(StorageError) {
            let aside = try await store.beginAnew()
            self.keptTold = [:]
            self.log.error("the telemetry was damaged and begins anew; the damaged file is \(aside)")
        } catch {
            self.tell(error)
            (self.store, self.unstored) = (nil, [])
        }
    }

    /// Once, until it goes again.
    func tell(_ error: StorageError) {
        let text = "\(error)"
        let isFirst = self.trouble.withLock { trouble in
            defer { trouble = text }
            return trouble == nil
        }
        guard isFirst else { return }
        self.log.error("the telemetry for the loss detection cannot be used; everything else goes on: \(error)")
    }
}
