import ModbusProtocol
import Testing

@Suite("Poll scheduler")
struct PollSchedulerTests {
    private typealias Item = PollScheduler.Item

    private func periodic(_ period: Int64) -> Item { Item(periodNanoseconds: period, atBoundary: false) }

    @Test("the oldest due time goes first, and equals take turns")
    func order() {
        var scheduler = PollScheduler(
            devices: [[self.periodic(100)], [self.periodic(100)], [self.periodic(40)]], start: 0)
        var served: [Int] = []
        for now in stride(from: Int64(0), to: 200, by: 10) {
            guard case .serve(let device) = scheduler.next(at: now, ready: { _ in 0 }) else { continue }
            served.append(device)
            #expect(scheduler.beginSweep(device, at: now).fields == [0])
            scheduler.endSweep(device)
        }
        #expect(served.prefix(3) == [0, 1, 2])
        #expect(served.filter { $0 == 2 }.count == 5)
        #expect(served.filter { $0 == 0 }.count == 2)
        #expect(scheduler.next(at: 195, ready: { _ in 0 }) == .wait(until: 200))
    }

    @Test("an overloaded bus serves all its devices equally often")
    func fairness() {
        var scheduler = PollScheduler(devices: (0..<7).map { [self.periodic($0 + 1)] }, start: 0)
        var counts = [Int](repeating: 0, count: 7)
        for turn in 0..<7000 {
            let now = Int64(turn) * 100
            guard case .serve(let device) = scheduler.next(at: now, ready: { _ in 0 }) else { continue }
            counts[device] += 1
            _ = scheduler.beginSweep(device, at: now)
            scheduler.endSweep(device)
        }
        #expect(counts.allSatisfy { (900...1100).contains($0) })
    }

    @Test("a device that pauses is passed over, and its pause is the next moment when there is nothing else")
    func pauses() {
        var scheduler = PollScheduler(devices: [[self.periodic(10)], [self.periodic(1000)]], start: 0)
        _ = scheduler.beginSweep(0, at: 0)
        #expect(scheduler.next(at: 0, ready: { $0 == 0 ? 500 : 0 }) == .serve(device: 1))
        _ = scheduler.beginSweep(1, at: 0)
        scheduler.endSweep(1)
        #expect(scheduler.next(at: 1, ready: { $0 == 0 ? 500 : 0 }) == .wait(until: 500))
        #expect(scheduler.next(at: 500, ready: { $0 == 0 ? 500 : 0 }) == .serve(device: 0))
    }

    @Test("it tells from when the line could have been used, by whomever")
    func readySince() {
        var scheduler = PollScheduler(devices: [[self.periodic(10)], [self.periodic(1000)]], start: 100)
        #expect(scheduler.next(at: 400, ready: { $0 == 0 ? 250 : 300 }) == .serve(device: 0))
        #expect(scheduler.readySince == 250)
        _ = scheduler.beginSweep(0, at: 400)
        scheduler.endSweep(0)
        // The first device pauses: only the second one counts, and not before it is due.
        #expect(scheduler.next(at: 420, ready: { $0 == 0 ? 900 : 0 }) == .serve(device: 1))
        #expect(scheduler.readySince == 100)
    }

    @Test("boundary fields go before everything that is due, even in a device whose sweep is under way")
    func boundaries() {
        let both = Item(periodNanoseconds: 50, atBoundary: true)
        var scheduler = PollScheduler(devices: [[self.periodic(10)], [both, self.periodic(70)]], start: 0)
        scheduler.setBoundaries(next: 1000, period: 1000)
        #expect(scheduler.next(at: 0, ready: { _ in 0 }) == .serve(device: 0))
        _ = scheduler.beginSweep(0, at: 0)
        #expect(scheduler.next(at: 1000, ready: { _ in 0 }) == .serve(device: 1))
        let due = scheduler.beginSweep(1, at: 1000)
        #expect(due.fields == [0, 1] && due.isBoundary)
        scheduler.endSweep(1)
        #expect(scheduler.next(at: 1001, ready: { _ in 0 }) == .serve(device: 0))
        scheduler.endSweep(0)
        // Missed boundaries are one snapshot, and the raster stays.
        #expect(scheduler.next(at: 4500, ready: { _ in 0 }) == .serve(device: 1))
        #expect(scheduler.beginSweep(1, at: 4500).isBoundary)
        scheduler.endSweep(1)
        scheduler.retryBoundary(1, fields: [0, 1], at: 4700)
        #expect(scheduler.next(at: 4700, ready: { _ in 0 }) == .serve(device: 1))
    }

    @Test("fields that are due soon join a sweep that is made anyway")
    func joining() {
        var scheduler = PollScheduler(devices: [[self.periodic(100), self.periodic(1000)]], start: 0)
        #expect(scheduler.beginSweep(0, at: 0).fields == [0, 1])
        scheduler.endSweep(0)
        #expect(scheduler.beginSweep(0, at: 100).fields == [0])
        scheduler.endSweep(0)
        #expect(scheduler.beginSweep(0, at: 900).fields == [0, 1])
        scheduler.endSweep(0)
        #expect(scheduler.beginSweep(0, at: 999).fields == [])
    }

    @Test("nothing to poll waits for ever")
    func empty() {
        var scheduler = PollScheduler(devices: [[]], start: 0)
        #expect(scheduler.next(at: 5, ready: { _ in 0 }) == .wait(until: .max))
    }
}
