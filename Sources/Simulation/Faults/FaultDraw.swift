internal import ModbusProtocol
import SeededNumbers

/// What the dice say about one request to one device, and which faults have struck.
struct FaultDraw: Sendable {
    private let dice: FaultDice
    private let unit: UInt8
    private let request: Int64
    /// Nanoseconds since the line began to run.
    private let time: Int64
    let faults: Scene.DeviceFaults
    private(set) var struck: [FaultKind] = []

    init(_ station: LineStation, time: Int64) {
        self.dice = station.dice
        self.unit = station.unit
        self.request = station.requests
        self.faults = station.faults
        self.time = time
    }

    mutating func note(_ kind: FaultKind) { self.struck.append(kind) }

    mutating func strikes(_ kind: FaultKind, _ chance: Scene.Chance?) -> Bool {
        guard self.dice.strikes(kind, chance, unit: self.unit, number: self.request, time: self.time) else {
            return false
        }
        self.note(kind)
        return true
    }

    /// Whether a fault with probabilities of its own has its time and unit.
    func isPossible(_ chance: Scene.Chance) -> Bool {
        chance.window.contains(self.time) && chance.units?.contains(self.unit) ?? true
    }

    /// For places and bytes of a fault that has struck.
    func generator(_ kind: FaultKind) -> SplitMix64 { self.dice.generator(kind, self.request) }

    func number(_ kind: FaultKind, _ range: ClosedRange<Int64>) -> Int64 {
        var random = self.generator(kind)
        return Int64.random(in: range, using: &random)
    }

    /// Up to `limit` nanoseconds.
    func jitter(_ limit: Int64) -> Int64 { limit > 0 ? self.number(.jitter, 0...limit) : 0 }

    mutating func delay(_ fault: Scene.SpreadFault?) -> Int64 {
        guard let fault, self.strikes(.late, fault.chance) else { return 0 }
        return self.number(.late, fault.range)
    }

    mutating func noise(_ kind: FaultKind, _ fault: Scene.SpreadFault?) -> [UInt8] {
        guard let fault, self.strikes(kind, fault.chance) else { return [] }
        var random = self.generator(kind)
        return (0..<Int64.random(in: fault.range, using: &random)).map { _ in
            UInt8.random(in: 0...255, using: &random)
        }
    }

    /// What a device answers that takes only small blocks, or lacks some registers.
    mutating func refusal(of request: ModbusRequest, _ faults: Scene.DeviceFaults) -> ModbusException? {
        guard let address = request.address, !request.function.readsBits, request.count > 0 else { return nil }
        if let limit = faults.blockLimit, request.count > limit.registers {
            self.note(.maximumRegisters)
            return ModbusException(code: limit.exception)
        }
        let range = Int(address)...Int(address) + request.count - 1
        guard faults.holes?.contains(where: { range.overlaps(Int($0.lowerBound)...Int($0.upperBound)) }) == true else {
            return nil
        }
        self.note(.holes)
        return .illegalDataAddress
    }
}
