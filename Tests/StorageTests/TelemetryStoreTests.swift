import Foundation
import Metering
import Testing

@testable import Storage

@Suite("The box's telemetry")
struct TelemetryStoreTests {
    private let directory: TemporaryDirectory
    private let start = UTCTime(seconds: 1_770_000_000)
    private var path: String { self.directory.path + "/" + TelemetryStore.fileName }

    init() throws { self.directory = try TemporaryDirectory() }

    private func sample(_ second: Int64, _ meter: String = "M1", value: Double? = nil) -> TelemetrySample {
        TelemetrySample(
            meter: meter, quantity: .activeEnergyImport, time: self.start.adding(seconds: second),
            value: value ?? Double(second))
    }

    /// All from a time on, a few at once.
    private func read(_ store: TelemetryStore, since second: Int64 = 0) async throws -> [TelemetrySample] {
        var samples: [TelemetrySample] = []
        var place: TelemetryCursor? = TelemetryCursor(since: self.start.adding(seconds: second))
        while let cursor = place {
            let page = try await store.page(after: cursor, count: 3)
            samples += page.samples
            place = page.next
        }
        return samples
    }

    @Test("Comes back in the order of times over a restart, from any time on")
    func order() async throws {
        let (store, aside) = try await TelemetryStore.open(directory: self.directory.path)
        #expect(aside == nil)
        #expect(try await store.synchronousLevel() == 1)
        try await store.append([self.sample(20, "M2"), self.sample(10), self.sample(30)])
        try await store.append([self.sample(20), self.sample(5), self.sample(25, "M3", value: 0.25), self.sample(40)])
        try await store.close()
        let again = try await TelemetryStore.open(directory: self.directory.path).store
        let all = try await self.read(again)
        #expect(all.map(\.time) == [5, 10, 20, 20, 25, 30, 40].map { self.start.adding(seconds: $0) })
        #expect(Set(all.filter { $0.time == self.start.adding(seconds: 20) }.map(\.meter)) == ["M1", "M2"])
        #expect(all.contains(self.sample(25, "M3", value: 0.25)))
        #expect(try await self.read(again, since: 25).count == 3)
        try await again.remove(after: self.start.adding(seconds: 20))
        #expect(try await self.read(again).count == 4)
    }

    @Test("Goes in small steps once it is old, and what is not old stays")
    func pruning() async throws {
        let store = try await TelemetryStore.open(directory: self.directory.path).store
        try await store.append((0..<100).map { self.sample($0) })
        let limit = self.start.adding(seconds: 70)
        #expect(try await store.prune(before: limit, atMost: 30) == 30)
        #expect(try await store.prune(before: limit, atMost: 30) == 30)
        #expect(try await store.prune(before: limit, atMost: 30) == 10)
        #expect(try await store.prune(before: limit, atMost: 30) == 0)
        #expect(try await self.read(store).map(\.time).first == limit)
    }

    @Test("Has a size that it does not outgrow; the newest stays")
    func size() async throws {
        let most = 200_000
        let store = try await TelemetryStore.open(directory: self.directory.path, mostBytes: most).store
        for round in 0..<60 as Range<Int64> {
            try await store.append((0..<500).map { self.sample(500 * round + $0) })
        }
        let samples = try await self.read(store)
        #expect(samples.last?.time == self.start.adding(seconds: 29_999))
        #expect(samples.count > 2000 && samples.count < 15_000)
        try await store.close()
        let attributes = try FileManager.default.attributesOfItem(atPath: self.path)
        #expect(try #require(attributes[.size] as? Int) < 2 * most)
    }

    @Test("A damaged file is set aside, and a new one begun")
    func damage() async throws {
        let store = try await TelemetryStore.open(directory: self.directory.path).store
        try await store.append((0..<2000).map { self.sample($0) })
        try await store.close()
        let handle = try FileHandle(forUpdating: URL(fileURLWithPath: self.path))
        try handle.seek(toOffset: 4096 * 3)
        try handle.write(contentsOf: Data(repeating: 0x5A, count: 4096 * 4))
        try handle.close()
        let (again, aside) = try await TelemetryStore.open(directory: self.directory.path)
        #expect(aside == self.path + ".damaged")
        #expect(FileManager.default.fileExists(atPath: self.path + ".damaged"))
        #expect(try await self.read(again).isEmpty)
        try await again.append([self.sample(1)])
        #expect(try await again.beginAnew() == self.path + ".damaged")
        try await again.append([self.sample(2)])
        #expect(try await self.read(again) == [self.sample(2)])
    }

    @Test("What was told, and what was balanced, is there after a restart")
    func toldAndBalances() async throws {
        let store = try await TelemetryStore.open(directory: self.directory.path).store
        let told = ["T1": ToldLoss(kind: "leak", phase: nil), "T2": ToldLoss(kind: "unmetered-load", phase: "L2")]
        try await store.keep(told: ["T3": ToldLoss(kind: "leak", phase: nil)])
        try await store.keep(told: told)
        let balances = (0..<4).map { number in
            (
                node: number < 3 ? "T1" : "T2",
                interval: BalancedInterval(
                    end: self.start.adding(seconds: 900 * Int64(number)), delivered: .max, metered: -Int64(number))
            )
        }
        try await store.keep(balances: balances.reversed())
        try await store.keep(balances: [balances[0]])
        try await store.close()
        let again = try await TelemetryStore.open(directory: self.directory.path).store
        #expect(try await again.told() == told)
        #expect(try await again.balances(of: "T1", since: self.start) == balances[..<3].map(\.interval))
        try await again.pruneBalances(before: self.start.adding(seconds: 900))
        #expect(try await again.balances(of: "T1", since: self.start) == balances[1..<3].map(\.interval))
    }

    @Test("What a power cut leaves of the log is a beginning of what was kept, each transaction whole")
    func powerCut() async throws {
        let store = try await TelemetryStore.open(directory: self.directory.path).store
        for round in 0..<20 as Range<Int64> { try await store.append((0..<10).map { self.sample(10 * round + $0) }) }
        let (main, log) = try (
            Data(contentsOf: URL(fileURLWithPath: self.path)),
            Data(contentsOf: URL(fileURLWithPath: self.path + "-wal"))
        )
        var counts: Set<Int> = []
        for part in 1...10 {
            let cut = try TemporaryDirectory()
            let copy = cut.path + "/" + TelemetryStore.fileName
            try main.write(to: URL(fileURLWithPath: copy))
            try log.prefix(log.count * part / 10).write(to: URL(fileURLWithPath: copy + "-wal"))
            let (left, aside) = try await TelemetryStore.open(directory: cut.path)
            let samples = try await self.read(left)
            #expect(aside == nil && samples.count.isMultiple(of: 10))
            #expect(samples == (0..<Int64(samples.count)).map { self.sample($0) })
            counts.insert(samples.count)
            try await left.close()
        }
        #expect(counts.count > 5 && counts.max() == 200)
    }
}
