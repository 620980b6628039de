import LineDiagnostics
import Testing

@Suite struct CableOrderTests {
    private let order = CableOrder([4, 7, 2, 9, 5])

    @Test(arguments: 1...4)
    func `the place is where the answers end`(count: Int) throws {
        let answering = Array(self.order.units.prefix(count))
        let silent = Array(self.order.units.dropFirst(count))
        let found = try #require(self.order.findBreak(answering: answering, silent: silent))
        #expect(found.lastAnswering == answering.last)
        #expect(found.firstSilent == silent.first)
        #expect(found.silent == silent)
    }

    @Test func `one silent unit before others that answer is no break`() {
        #expect(self.order.findBreak(answering: [4, 2, 9, 5], silent: [7]) == nil)
        #expect(self.order.findBreak(answering: [4, 2, 9], silent: [7, 5]) == nil)
        #expect(self.order.findBreak(answering: [], silent: [4, 7, 2, 9, 5]) == nil)
        #expect(self.order.findBreak(answering: [4, 7, 2, 9, 5], silent: []) == nil)
    }

    @Test func `a dead unit before a break, and units not asked, do not hide it`() throws {
        let found = try #require(self.order.findBreak(answering: [4, 2], silent: [7, 9, 5]))
        #expect(found.lastAnswering == 2)
        #expect(self.order.findBreak(answering: [4], silent: [9, 5])?.firstSilent == 9)
    }
}
