internal import Metering

extension MeterState {
    /// The value of a quantity of IEC 62056-6-1 for electricity, in the base unit of that quantity; nil for what a
    /// meter's supply does not determine.
    ///
    /// Group C is 20 times the phase plus the kind of quantity; group D is 7 for now, 8 for a register.
    func value(of code: ObisCode) -> Int64? {
        guard code.a == 1, code.e == 0 else { return nil }
        if code.d == 7, let special = self.special(code.c) { return special }
        let (phase, kind) = (Int(code.c) / 20, Int(code.c) % 20)
        guard phase <= 3 else { return nil }
        switch code.d {
        case 7: return self.present(kind, phase: phase)
        case 8: return self.energy(kind, phase: phase)
        default: return nil
        }
    }

    private func special(_ c: UInt8) -> Int64? {
        switch c {
        case 14: self.millihertz
        case 91: self.neutralMilliamperes
        case 124: self.millivolts(between: 0, and: 1)
        case 125: self.millivolts(between: 1, and: 2)
        case 126: self.millivolts(between: 2, and: 0)
        default: nil
        }
    }

    /// - Parameter phase: 0 is all phases, 1 to 3 one of them.
    private func present(_ kind: Int, phase: Int) -> Int64? {
        guard phase > 0 else {
            switch kind {
            case 1, 15, 16: return self.milliwatts
            case 3: return self.millivars
            case 9: return self.millivoltAmperes
            case 11: return self.phases.reduce(0) { $0 + $1.milliamperes }
            case 12: return self.phases.reduce(0) { $0 + $1.millivolts } / Int64(self.phases.count)
            case 13: return self.powerFactor
            case 2, 4, 10: return 0
            default: return nil
            }
        }
        guard self.phases.indices.contains(phase - 1) else { return 0 }
        let state = self.phases[phase - 1]
        switch kind {
        case 1, 15, 16: return state.milliwatts
        case 3: return state.millivars
        case 9: return state.millivoltAmperes
        case 11: return state.milliamperes
        case 12: return state.millivolts
        case 13: return state.powerFactor
        case 14: return self.millihertz
        case 2, 4, 10: return 0
        default: return nil
        }
    }

    private func energy(_ kind: Int, phase: Int) -> Int64? {
        guard phase == 0 || self.phases.indices.contains(phase - 1) else { return 0 }
        let state = phase > 0 ? self.phases[phase - 1] : nil
        switch kind {
        case 1, 15, 16: return (state?.activeEnergy ?? self.activeEnergy).whole
        case 3: return (state?.reactiveEnergy ?? self.reactiveEnergy).whole
        case 9: return (state?.apparentEnergy ?? self.apparentEnergy).whole
        case 2, 4, 10: return 0
        default: return nil
        }
    }
}
