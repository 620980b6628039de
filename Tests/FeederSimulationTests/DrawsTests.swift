import SeededNumbers
import Testing

@testable import FeederSimulation

@Suite struct DrawsTests {
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
