/// What can go wrong on a simulated line, by the name that scenes use.
public enum FaultKind: String, Hashable, Sendable, Codable, CaseIterable {
    case dead
    case late
    case crc
    case truncated
    case noiseBefore = "noise_before"
    case noiseAfter = "noise_after"
    case wrongUnit = "wrong_unit"
    case exception
    case pause
    case nan
    case sentinel
    case busy
    case reboot
    case maximumRegisters = "max_registers"
    case holes
    case reflections
    case duplicate
    case echo
    case idleNoise = "idle_noise"
    case secondMaster = "second_master"
    case cable
    case unplug
    /// A client with other parameters than the device's asked, and the device heard garbage.
    case parameters
    case jitter

    /// A stream of noise for each kind, so that one more fault leaves the others' draws as they are.
    var stream: UInt64 { SeededNoise.stream(self.rawValue) }
}
