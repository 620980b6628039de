import SeededNumbers

/// The draws of one device or line: a pure function of the seed, the kind of fault and the request's number.
struct FaultDice: Sendable {
    private let noise: SeededNoise
    private let stream: UInt64

    init(seed: UInt64, name: String) {
        self.noise = SeededNoise(seed: seed)
        self.stream = SeededNoise.stream(name)
    }

    /// In `0 ..< 1`.
    func uniform(_ kind: FaultKind, _ number: Int64) -> Double {
        self.noise.uniform(self.stream &+ kind.stream, number)
    }

    /// For everything beyond the first draw: places, bytes, lengths.
    func generator(_ kind: FaultKind, _ number: Int64) -> SplitMix64 {
        SplitMix64(seed: self.noise.bits(self.stream &+ kind.stream, ~number))
    }

    /// - Parameter time: nanoseconds since the line began to run.
    func strikes(_ kind: FaultKind, _ chance: Scene.Chance?, unit: UInt8, number: Int64, time: Int64) -> Bool {
        guard let chance, chance.window.contains(time), chance.units?.contains(unit) ?? true else { return false }
        return self.uniform(kind, number) < chance.probability
    }
}
