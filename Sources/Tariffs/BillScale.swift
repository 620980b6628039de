/// The exact ratio `multiplier / divisor` by which limits and periodic sums scale; 1/1 for a full period.
struct BillScale {
    let multiplier: Int64
    let divisor: Int64

    static let unscaled = BillScale(multiplier: 1, divisor: 1)

    private init(multiplier: Int64, divisor: Int64) {
        self.multiplier = multiplier
        self.divisor = divisor
    }

    init(_ input: BillInput) {
        let full = input.periodDays == input.referenceDays
        self.multiplier = full ? 1 : input.periodDays
        self.divisor = full ? 1 : input.referenceDays
    }

    /// Whether the quantity is above a limit.
    func isAbove(_ quantity: Int64, _ limit: Int64) -> Bool { self.scaled(quantity) > self.scaled(limit: limit) }

    /// The largest whole quantity within a limit.
    func whole(limit: Int64) -> Int128 { self.scaled(limit: limit) / Int128(self.divisor) }

    /// The step that the quantity reaches. The last step of a valid slab has no limit.
    func step(_ quantity: Int64, _ steps: [SlabStep]) -> SlabStep {
        steps.first { step in step.upTo.map { !self.isAbove(quantity, $0) } ?? true } ?? SlabStep(upTo: nil, rate: 0)
    }

    /// The quantity divided among the steps, in `1 / divisor` of a base unit.
    func telescopic(_ quantity: Int64, _ steps: [SlabStep]) -> [BillPart] {
        var parts: [BillPart] = []
        var floor: Int128 = 0
        for step in steps {
            let ceiling = step.upTo.map { min(self.scaled(limit: $0), self.scaled(quantity)) } ?? self.scaled(quantity)
            guard ceiling > floor else { break }
            // Not above the scaled quantity, whose range the input's check keeps within 64 bits.
            parts.append(BillPart(upTo: step.upTo, quantity: Int64(ceiling - floor), rate: step.rate))
            floor = ceiling
        }
        return parts
    }

    private func scaled(limit: Int64) -> Int128 { Int128(limit) * Int128(self.multiplier) }

    private func scaled(_ quantity: Int64) -> Int128 { Int128(quantity) * Int128(self.divisor) }
}
