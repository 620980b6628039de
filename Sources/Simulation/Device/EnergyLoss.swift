internal import Metering

/// What a meter's energy registers lack since it restarted without having stored the last minutes.
struct EnergyLoss: Hashable, Sendable {
    /// In Wh, varh or VAh, by phase (0 is all of them) and kind (1 active, 3 reactive, 9 apparent).
    private var units: [Int64] = Array(repeating: 0, count: 4 * 10)

    /// Takes `minutes` at the present power away, but never more than the register holds.
    mutating func add(_ state: MeterState, minutes: Int64) {
        for phase in 0..<4 {
            for kind in [1, 3, 9] {
                let group = UInt8(phase * 20 + kind)
                guard let power = state.value(of: ObisCode(1, 0, group, 7, 0)),
                    let energy = state.value(of: ObisCode(1, 0, group, 8, 0))
                else { continue }
                let place = phase * 10 + kind
                self.units[place] = min(energy, self.units[place] + power * minutes / 60_000)
            }
        }
    }

    /// What to take off the quantity `code`; 0 for what is no energy.
    func of(_ code: ObisCode) -> Int64 {
        guard code.a == 1, code.d == 8, code.e == 0, code.c < 80 else { return 0 }
        let place = Int(code.c) / 20 * 10
        switch code.c % 20 {
        // Sums of import and export are the import here, since nothing exports.
        case 1, 15, 16: return self.units[place + 1]
        case 3: return self.units[place + 3]
        case 9: return self.units[place + 9]
        default: return 0
        }
    }
}
