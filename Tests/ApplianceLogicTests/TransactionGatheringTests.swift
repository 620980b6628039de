import Testing

@testable import Appliance

@Suite("Transactions that validators tell one another of") struct TransactionGatheringTests {
    @Test("one that comes alone leaves at once; those of the window after it leave together at its end, each once")
    func gathers() {
        var gathering = TransactionGathering()
        #expect(gathering.add([1]) == TransactionNotice([[1]]))
        #expect(gathering.add([2]) == nil)
        #expect(gathering.add([3]) == nil)
        #expect(gathering.windowEnded() == TransactionNotice([[2], [3]]))
        #expect(gathering.add([4]) == nil)
        #expect(gathering.windowEnded() == TransactionNotice([[4]]))
        #expect(gathering.windowEnded() == nil)
        #expect(!gathering.isWindowOpen)
        #expect(gathering.add([5]) == TransactionNotice([[5]]))
    }

    @Test("what fills a message leaves before the window ends, and every message is one that its readers take")
    func bounded() throws {
        var gathering = TransactionGathering()
        var (sent, told) = (0, 0)
        func count(_ notice: TransactionNotice?) throws -> Int {
            try notice.map { try TransactionNotice(decoding: $0.encoded()).transactions.count } ?? 0
        }
        for bytes in [1, 1_000, 65_536] {
            for number in 0..<600 {
                sent += 1
                told += try count(gathering.add([UInt8](repeating: UInt8(truncatingIfNeeded: number), count: bytes)))
                #expect(gathering.isWindowOpen)
            }
        }
        told += try count(gathering.windowEnded())
        #expect(told == sent)
    }
}
