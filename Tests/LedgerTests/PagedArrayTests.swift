import Ledger
import TestSupport
import Testing

@Suite("Arrays in pages") struct PagedArrayTests {
    @Test(
        "any history leaves the same as in an array, and no copy sees another's changes",
        arguments: 1...20 as ClosedRange<UInt64>)
    func likeAnArray(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var (paged, plain) = (PagedArray<Int>(), [Int]())
        var copies: [(paged: PagedArray<Int>, plain: [Int])] = []
        for number in 0..<2000 {
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<5:
                paged.append(number)
                plain.append(number)
            case 5, 6:
                guard let index = plain.indices.randomElement(using: &random) else { continue }
                paged[index] += number
                plain[index] += number
            case 7: #expect(paged.popLast() == plain.popLast())
            case 8:
                // Whole pages go now and then.
                let count = Int.random(in: 0...min(plain.count, number.isMultiple(of: 9) ? 300 : 3), using: &random)
                paged.removeLast(count)
                plain.removeLast(count)
            default:
                if copies.count < 20 { copies.append((paged, plain)) }
                let burst = Int.random(in: 0..<200, using: &random)
                for value in 0..<burst { paged.append(value) }
                plain += 0..<burst
            }
        }
        for (paged, plain) in copies + [(paged, plain)] {
            #expect(paged.count == plain.count)
            #expect(Array(paged) == plain)
            #expect(paged.last == plain.last)
            #expect(paged == PagedArray(plain))
        }
    }

    @Test("an empty one has nothing to give", arguments: [0, 128, 129])
    func empty(count: Int) {
        var paged = PagedArray(0..<count)
        paged.removeLast(count)
        #expect(paged.isEmpty && paged.popLast() == nil && paged.first == nil)
        paged.append(7)
        #expect(Array(paged) == [7])
    }
}
