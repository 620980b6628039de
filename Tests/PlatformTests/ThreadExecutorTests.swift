import CPlatform
import Glibc
import Platform
import Testing

/// An actor on a thread of its own.
private actor Resident {
    private let executor: ThreadExecutor
    nonisolated var unownedExecutor: UnownedSerialExecutor { self.executor.asUnownedSerialExecutor() }

    init(_ name: String) { self.executor = ThreadExecutor(name: name) }

    func thread() -> Int32 { gt_thread_id() }

    func wait(for descriptor: Int32) -> Int32 { gt_wait_readable(descriptor, -1, 20_000_000_000) }
}

@Suite("Executors with a thread of their own") struct ThreadExecutorTests {
    @Test("every job of an actor runs on the same thread, and on no other actor's")
    func oneThread() async {
        let (first, second) = (Resident("first"), Resident("second"))
        let threads = await [first.thread(), first.thread(), second.thread()]
        #expect(threads[0] == threads[1])
        #expect(threads[0] != threads[2])
    }

    @Test("blocked threads leave the cooperative pool free")
    func poolStaysFree() async throws {
        let events = try (0..<8).map { _ in try EventDescriptor() }
        let residents = (0..<8).map { Resident("blocked-\($0)") }
        let blocked = Task {
            await withTaskGroup(of: Int32.self) { group in
                for (resident, event) in zip(residents, events) {
                    group.addTask { await resident.wait(for: event.descriptor) }
                }
                return await group.reduce(into: [Int32]()) { $0.append($1) }
            }
        }
        // More blocked threads than the pool has: this task would never run again if they blocked the pool.
        for _ in 0..<100 { await Task.yield() }
        events.forEach { $0.signal() }
        #expect(await blocked.value == Array(repeating: 1, count: 8))
    }

    @Test("a guarded value is changed by one at a time")
    func guarded() async {
        let count = Guarded(0)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { for _ in 0..<1000 { count.withLock { $0 += 1 } } } }
        }
        #expect(count.withLock { $0 } == 8000)
    }
}
