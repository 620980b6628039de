import ModbusProtocol
import Testing

private let millisecond: Int64 = 1_000_000

@Suite("Waiting for the rest of an answer")
struct ArrivalWatchTests {
    private let timing = LineTiming(baud: 9600, parity: .none, stopBits: 1)
    private var character: Int64 { self.timing.characterNanoseconds }
    /// A look comes so much after the last character.
    private var late: Int64 { self.character / 8 }

    private func watch(patience: Int64 = 4 * millisecond) -> ArrivalWatch {
        ArrivalWatch(deadline: 500 * millisecond, timing: self.timing, patience: patience)
    }

    @Test("one look when the whole answer should be there")
    func oneLook() {
        var watch = self.watch()
        #expect(
            watch.nextLook(missing: 25, hasBegun: true, at: millisecond) == millisecond + 25 * self.character
                + self.late)
    }

    @Test("an answer that is cut is given up as soon as the unit would have gone on")
    func cut() {
        var watch = self.watch()
        let look = watch.nextLook(missing: 25, hasBegun: true, at: 0)
        #expect(watch.nextLook(missing: 12, hasBegun: true, at: look) == look)
        #expect(watch.deadline == look + 4 * millisecond)
    }

    @Test("an answer that pauses is taken up again with the next byte, for as long as it may last")
    func pause() {
        var watch = self.watch(patience: 10 * millisecond)
        var now = watch.nextLook(missing: 25, hasBegun: true, at: 490 * millisecond)
        _ = watch.nextLook(missing: 17, hasBegun: true, at: now)
        now += 5 * millisecond
        #expect(watch.nextLook(missing: 16, hasBegun: true, at: now) == now + 16 * self.character + self.late)
        #expect(watch.deadline > 500 * millisecond)
    }

    @Test("noise shortens nothing: the answer may begin until the deadline")
    func noise() {
        var watch = self.watch()
        #expect(watch.nextLook(missing: 5, hasBegun: false, at: 0) == 5 * self.character + self.late)
        #expect(watch.deadline == 500 * millisecond)
        _ = watch.nextLook(missing: 5, hasBegun: true, at: 5 * self.character)
        _ = watch.nextLook(missing: 5, hasBegun: false, at: 6 * self.character)
        #expect(watch.deadline == 500 * millisecond)
        #expect(watch.nextLook(missing: 30, hasBegun: false, at: 499 * millisecond) == 500 * millisecond)
    }
}
