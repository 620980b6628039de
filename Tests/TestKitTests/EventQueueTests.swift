import Testing

@testable import TestKit

@Suite("What is to happen") struct EventQueueTests {
    @Test("comes by its moment, and of one moment in the order of its entering")
    func order() {
        var chance = Chance(seed: 3)
        var queue = EventQueue<Int>()
        var expected: [(time: Int64, event: Int)] = []
        for event in 0..<500 {
            let time = chance.between(0, 40)
            queue.add(event, at: time)
            expected.append((time, event))
        }
        expected.sort { ($0.time, $0.event) < ($1.time, $1.event) }
        var found: [Int] = []
        while let next = queue.takeFirst() { found.append(next.event) }
        #expect(found == expected.map(\.event))
    }
}
