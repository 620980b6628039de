import ElementaryFunctions
import Foundation
import Testing

@Suite struct ElementaryTests {
    @Test func `functions agree with the system's`() {
        for step in -400...400 {
            let x = Double(step) * 0.173
            #expect(abs(Elementary.exp(x) / Foundation.exp(x) - 1) < 1e-13)
            #expect(abs(Elementary.sin(x) - Foundation.sin(x)) < 1e-13)
            #expect(abs(Elementary.cos(x) - Foundation.cos(x)) < 1e-13)
            let positive = Foundation.exp(x)
            #expect(abs(Elementary.log(positive) - Foundation.log(positive)) < 1e-12)
        }
        #expect(abs(Elementary.power(0.37, 1.15) - Foundation.pow(0.37, 1.15)) < 1e-14)
        #expect(Elementary.power(0, 1.15) == 0)
    }

    @Test(arguments: [1e-300, 1e-9, 0.5, 0.999_999, 1, 1.5, 2, 3.7, 1000, 1e200])
    func `logarithm is right over the whole range`(_ value: Double) {
        #expect(abs(Elementary.log(value) - Foundation.log(value)) <= 1e-13 * max(1, abs(Foundation.log(value))))
    }

    @Test(arguments: [0, -1e-9, -0.3, -1, -10, -100, -700, 700])
    func `exponential is right over the whole range`(_ value: Double) {
        #expect(abs(Elementary.exp(value) / Foundation.exp(value) - 1) <= 1e-12)
    }
}
