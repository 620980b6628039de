import Foundation
import SeededNumbers
import Testing

@testable import FeederSimulation

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

    @Test func `draws have the mean and spread that they are asked for`() {
        var random = SplitMix64(seed: 5)
        let normal = (0..<20_000).map { _ in random.normal(3, 2) }
        let mean = normal.reduce(0, +) / 20_000
        let spread = (normal.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20_000).squareRoot()
        #expect(abs(mean - 3) < 0.06 && abs(spread - 2) < 0.05)
        let shares = (0..<2000).map { _ in random.logUniform(0.005...0.15) }
        #expect(shares.allSatisfy { (0.005...0.150_001).contains($0) })
        let whole = (0..<200).map { _ in random.integer(2...4) }
        #expect(Set(whole) == [2, 3, 4])
    }

    @Test func `parts of one seed are drawn apart`() {
        var (one, other) = (SplitMix64(seed: 1, part: "grid"), SplitMix64(seed: 1, part: "site"))
        let (first, second) = (one.next(), other.next())
        #expect(first != second)
    }
}
