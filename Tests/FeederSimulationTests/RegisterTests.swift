import Testing

@testable import FeederSimulation

@Suite struct RegisterTests {
    private func register(_ watts: [Double], initial: Double = 0, resolution: Int = 1, modulus: Int = 1_000_000)
        -> Register
    {
        Register(.energyImport, watts: watts, initial: initial, resolution: resolution, modulus: modulus)
    }

    @Test func `energy counts up between steps`() {
        // 1200 W are 100 Wh in five minutes.
        let register = self.register([1200, 0, 2400])
        #expect(
            [0, 150, 300, 450, 600, 750, 900, 5000].map { register.value(at: $0) } == [
                0, 50, 100, 100, 100, 200, 300, 300,
            ])
    }

    @Test func `a value is rounded down to the resolution and wraps at the modulus`() {
        let register = self.register([1200, 1200], initial: 930, resolution: 10, modulus: 1000)
        #expect([0, 150, 210, 300].map { register.value(at: $0) } == [930, 980, 0, 30])
    }

    @Test func `a new meter counts on from its own value`() {
        var register = self.register([1200, 1200], initial: 500)
        register.restart(at: 300, value: 7)
        #expect([299.9, 300, 450].map { register.value(at: $0) } == [599, 7, 57])
    }
}
