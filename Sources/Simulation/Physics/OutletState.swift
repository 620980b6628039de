/// A tap, pump or gate at one moment: what is wanted of it, whether it is open, and what its meter has counted.
public struct OutletState: Sendable {
    /// False while its valve, contactor or gate keeps back what does not leak past it.
    public internal(set) var isOpen: Bool
    public internal(set) var register: PulseRegister
    /// What flows now, in thousandths of the unit in an hour.
    public var flow: Int64 { self.isOpen ? self.wanted : min(self.wanted, self.outlet.passingShut) }

    private let outlet: Scene.Outlet
    private let utcOffsetMinutes: Int64
    private let noise: SeededNoise
    private let stream: UInt64
    private var wanted: Int64 = 0

    init(_ outlet: Scene.Outlet, line: String, utcOffsetMinutes: Int64, noise: SeededNoise) {
        self.outlet = outlet
        self.isOpen = outlet.relay?.isClosed ?? true
        self.register = PulseRegister(
            pulses: outlet.counter.initialPulses, thousandthsPerPulse: outlet.counter.thousandthsPerPulse)
        self.utcOffsetMinutes = utcOffsetMinutes
        self.noise = noise
        self.stream = SeededNoise.stream("\(line)/\(outlet.counter.unit)/\(outlet.counter.input)")
    }

    /// The day's quantity spread over the hours of use, a quarter more or less by a noise of its own.
    mutating func beginSlot(at milliseconds: Int64) {
        let minutes = flooredQuotient(milliseconds, 60_000) + self.utcOffsetMinutes
        let minuteOfDay = minutes - flooredQuotient(minutes, 1440) * 1440
        guard self.outlet.isUsed(atMinute: minuteOfDay) else { return self.wanted = 0 }
        let swing = 0.75 + 0.5 * self.noise.smooth(self.stream, at: milliseconds, period: 900_000)
        let mean = Double(self.outlet.thousandthsPerDay) * 60 / Double(self.outlet.minutesOfUse)
        self.wanted = Int64((mean * swing).rounded())
    }
}
