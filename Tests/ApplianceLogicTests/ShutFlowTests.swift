import Testing

@testable import Appliance

@Suite("What flows past a valve that is kept shut") struct ShutFlowTests {
    private static let minute: Int64 = 60_000_000_000

    /// What is told of readings of a meter of 10 L a pulse, each a minute after the one before.
    private static func told(_ readings: [(isOpen: Bool, register: Int64?)]) -> [Int64?] {
        var watch = ShutFlow()
        return readings.enumerated().map { index, reading in
            watch.take(
                contactIsOpen: reading.isOpen, register: reading.register, slack: 10, travel: 2 * Self.minute,
                now: Int64(index) * Self.minute)
        }
    }

    @Test("is told once, from the second minute on, and only beyond two pulses")
    func flows() {
        let told = Self.told([
            (true, 1000), (true, 1500), (true, 1600), (true, 1610), (true, 1620), (true, 1630), (true, 1700),
        ])
        #expect(told == [nil, nil, nil, nil, nil, 30, nil])
    }

    @Test("is not what flows while the valve travels, nor a register that stands, is cleared or not read")
    func quiet() {
        #expect(Self.told([(true, 0), (true, 900), (true, 900), (true, 900), (true, 910)]).allSatisfy { $0 == nil })
        #expect(Self.told([(true, 900), (true, 900), (true, 900), (true, 0), (true, 20)]).allSatisfy { $0 == nil })
        #expect(Self.told([(true, nil), (true, nil), (true, nil), (true, nil)]).allSatisfy { $0 == nil })
    }

    @Test("begins anew each time that it is shut")
    func again() {
        let once: [(isOpen: Bool, register: Int64?)] = [(true, 0), (true, 0), (true, 0), (true, 50)]
        let open: [(isOpen: Bool, register: Int64?)] = [(false, 500)]
        let told = Self.told(once + open + [(true, 500), (true, 500), (true, 500), (true, 540)])
        #expect(told == [nil, nil, nil, 50, nil, nil, nil, nil, 40])
    }
}
