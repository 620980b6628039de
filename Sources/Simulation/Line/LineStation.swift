internal import ModbusProtocol

/// How one device behaves on the line, and what its faults have made of it so far.
struct LineStation: Sendable {
    /// The scene's number of the device.
    let unit: UInt8
    /// Unit that it listens at.
    let address: UInt8
    /// Index of those it hears with.
    let hearing: Int
    /// From a request's last character to the answer's first.
    let turnaround: Int64
    let jitter: Int64
    let faults: Scene.DeviceFaults
    /// It sits behind the place where the cable is bad.
    let isCutOff: Bool
    let dice: FaultDice
    /// Requests that it has heard.
    var requests: Int64 = 0
    var silentUntil = Int64.min
    var busyUntil = Int64.min
    var loss = EnergyLoss()

    init(_ station: StationSet.Station, line: Scene.Line, seed: UInt64, hearing: Int, pace: LinePace) {
        let manner = station.device.manner
        let faults = manner.faults.over(line.deviceFaults)
        self.unit = station.device.unit
        self.address = station.address
        self.hearing = hearing
        self.faults = faults
        let own = Int64(manner.turnaroundMilliseconds ?? line.turnaroundMilliseconds) * 1_000_000
        let wanted = station.isTwin ? faults.duplicate?.turnaroundNanoseconds ?? own : own
        self.turnaround = max(pace.silence, wanted)
        self.jitter = Int64(manner.jitterMilliseconds) * 1_000_000
        let order = line.faults.cable?.order ?? []
        self.isCutOff = order.dropFirst(line.faults.cable?.goodMeters ?? 0).contains(station.device.unit)
        self.dice = FaultDice(seed: seed, name: "\(line.name)/\(station.device.unit)\(station.isTwin ? "/twin" : "")")
    }
}
