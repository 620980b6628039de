internal import ModbusProtocol
import SeededNumbers

/// An answer's bytes after everything that may happen to them between the device and the client.
struct FaultyAnswer: Sendable {
    private(set) var bytes: [UInt8]
    /// Silence inside the frame, in nanoseconds, after every so many bytes.
    private(set) var pause: Int64 = 0
    private(set) var every = Int.max

    /// - Parameters:
    ///   - others: units on the line, one of which may answer in the device's place.
    ///   - cable: probability that a bad cable damages the answer.
    init(unit: UInt8, pdu: [UInt8], others: [UInt8], cable: Double, _ draw: inout FaultDraw) {
        let faults = draw.faults
        var sender = unit
        if draw.strikes(.wrongUnit, faults.wrongUnit) {
            sender = Self.wrongUnit(unit, others, draw.generator(.wrongUnit))
        }
        self.bytes = RTUFrame.encode(unit: sender, pdu: pdu)
        if draw.strikes(.crc, faults.crc) { self.damage(draw.generator(.crc)) }
        if cable > 0, draw.strikes(.cable, Scene.Chance(cable)) { self.damage(draw.generator(.cable)) }
        if let reflections = faults.reflections { self.reflect(reflections, &draw) }
        if draw.strikes(.truncated, faults.truncated) {
            self.bytes.removeLast(Int(draw.number(.truncated, 1...Int64(self.bytes.count - 1))))
        }
        if let fault = faults.pause, draw.strikes(.pause, fault.chance) {
            (self.pause, self.every) = (fault.nanoseconds, fault.bytes)
        }
        self.bytes = draw.noise(.noiseBefore, faults.noiseBefore) + self.bytes
        self.bytes += draw.noise(.noiseAfter, faults.noiseAfter)
    }

    private static func wrongUnit(_ unit: UInt8, _ others: [UInt8], _ generator: SplitMix64) -> UInt8 {
        var random = generator
        let candidates = others.filter { $0 != unit }
        return candidates.randomElement(using: &random) ?? (unit == 1 ? 2 : unit - 1)
    }

    /// One byte of the content, or the checksum.
    private mutating func damage(_ generator: SplitMix64) {
        var random = generator
        guard random.next() & 1 == 0 else {
            let (low, high) = (UInt8.random(in: 1...255, using: &random), UInt8.random(in: 0...255, using: &random))
            self.bytes[self.bytes.count - 2] ^= low
            self.bytes[self.bytes.count - 1] ^= high
            return
        }
        let place = Int.random(in: 0..<self.bytes.count - 2, using: &random)
        self.bytes[place] ^= UInt8.random(in: 1...255, using: &random)
    }

    /// The later in the frame, the likelier a byte is damaged.
    private mutating func reflect(_ fault: Scene.ReflectionFault, _ draw: inout FaultDraw) {
        guard draw.isPossible(fault.chance) else { return }
        var random = draw.generator(.reflections)
        var isHit = false
        for index in self.bytes.indices {
            let probability = fault.chance.probability + Double(index) * fault.growth
            guard random.uniform() < probability else { continue }
            self.bytes[index] ^= UInt8.random(in: 1...255, using: &random)
            isHit = true
        }
        if isHit { draw.note(.reflections) }
    }
}
